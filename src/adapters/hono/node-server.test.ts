import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Context } from "hono";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Occurrence, watchStream } from "../../server/adapter.ts";
import { listen, openSocket, parseResponses, sendOne } from "../../server/testing/raw-socket.ts";
import { shop } from "../../server/testing/shop.ts";
import { shopApp } from "../../server/testing/shop-app.ts";
import { handleClientErrors } from "../node/index.ts";

const { error } = shop;
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

test("HTTP/1.0 without Host is served", async () => {
  const { app, made } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, createServer, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, made);
  open.push(server);
  expect((await sendOne(await listen(server), "GET /orders HTTP/1.0\r\n\r\n")).status).toBe(200);
});

test.each([
  ["an impossible Host", "GET /orders HTTP/1.1\r\nHost: a b\r\n\r\n"],
  ["a Host that is no address", "GET /orders HTTP/1.1\r\nHost: [:::::]\r\n\r\n"],
  ["a target that is no path", "GET orders HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["garbage", "nonsense\r\n\r\n"],
])("%s gets 400 in the contract's envelope", async (_name, bytes) => {
  const { app, made } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, createServer, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, made);
  open.push(server);
  const answer = await sendOne(await listen(server), bytes);
  expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([400, "MALFORMED_REQUEST"]);
});

test("a client that leaves once its request is whole is recorded as cancelled, whatever its leaving made the handler throw", async () => {
  const { app, made, seen } = shopApp();
  let begun = (): void => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  app.post("/waits", async (c) => {
    const { signal } = c.req.raw;
    await c.req.text();
    begun();
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return c.text("never");
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, made);
  open.push(server);
  const { socket } = await openSocket(await listen(server));
  socket.write("POST /waits HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
  await hasBegun;
  socket.destroy();
  await expect.poll(() => seen.map(({ code }) => code)).toEqual(["REQUEST_CANCELLED"]);
});

describe.each([
  ["half-closes", (socket: Socket) => void socket.end(), undefined],
  ["closes", (socket: Socket) => void socket.destroy(), undefined],
  ["sends a broken chunk", (socket: Socket) => void socket.write("zz\r\n"), 400],
])("a client that %s in the middle of its body", (_name, act, status) => {
  test.each(["/orders", "/streams"])("gets at most one answer from %s, and is recorded once", async (path) => {
    const { app, made, seen } = shopApp();
    app.post("/streams", async (c) => {
      for await (const part of c.req.raw.body ?? []) void part;
      return c.text("read");
    });
    const noise = vi.spyOn(console, "error");
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    handleClientErrors(server, made);
    open.push(server);
    const { socket, received, closed } = await openSocket(await listen(server));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
      () => setImmediate(() => act(socket)),
    );
    await closed;
    while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const code = status === undefined ? "REQUEST_CANCELLED" : "MALFORMED_REQUEST";
    expect(parseResponses(received()).map((answer) => answer.status)).toEqual(status === undefined ? [] : [status]);
    expect(seen).toMatchObject([{ code, route: path }]);
    expect(noise).not.toHaveBeenCalled();
    noise.mockRestore();
  });
});

test.each([
  ["never looks at", async () => undefined],
  ["has touched", async (c: Context) => void (await c.req.raw.body?.getReader().read())],
])(
  "a refusal by a handler that %s the body arrives while the client still sends, and says that it closes",
  async (_name, look) => {
    const { app, made } = shopApp();
    app.post("/refuses", async (c) => {
      await look(c);
      throw error.NO_KEY();
    });
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    handleClientErrors(server, made);
    open.push(server);
    const length = 1_000_000;
    const answer = await sendOne(
      await listen(server),
      `POST /refuses HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${"x".repeat(length)}`,
    );
    expect([answer.status, answer.headers.connection]).toEqual([401, "close"]);
  },
);

test("a refusal of a short body leaves the connection open", async () => {
  const { app, made } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, made);
  open.push(server);
  const { socket, received } = await openSocket(await listen(server));
  socket.write("POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
  while (!received().includes("ROUTE_NOT_FOUND")) await new Promise((resolve) => setImmediate(resolve));
  expect(received()).not.toContain("Connection: close");
  socket.destroy();
});

test.each([
  ["declared", `Content-Length: 8000000\r\n\r\n${"x".repeat(8_000_000)}`],
  ["chunked", `Transfer-Encoding: chunked\r\n\r\n${`10000\r\n${"x".repeat(0x10000)}\r\n`.repeat(120)}0\r\n\r\n`],
])("413 arrives while the client still sends 8 MB, %s", async (_name, rest) => {
  const { app, seen } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  open.push(server);
  const answer = await sendOne(
    await listen(server),
    `POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`,
  );
  expect([answer.status, JSON.parse(answer.body).error.code, answer.headers.connection]).toEqual([
    413,
    "BODY_TOO_BIG",
    "close",
  ]);
  expect(seen).toHaveLength(1);
});

test("a streamed response that fails is cut and recorded, and never gets a second body", async () => {
  const { app, made, seen } = shopApp();
  let fail: () => void = () => undefined;
  app.get("/streams", (c) => {
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("first part"));
        fail = () => controller.error(new Error("lost the disk"));
      },
    });
    return c.body(watchStream(made, c.get("errata"), source));
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  open.push(server);
  const { socket, received, closed } = await openSocket(await listen(server));
  socket.write("GET /streams HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  while (!received().includes("first part")) await new Promise((resolve) => setImmediate(resolve));
  fail();
  await closed;
  expect(received()).not.toMatch(/error|disk|0\r\n\r\n$/i);
  expect(seen).toMatchObject([{ code: "INTERNAL", note: "the response had begun; the stream was cut" }]);
});

test("a client that goes away in the middle of its body is recorded as cancelled", async () => {
  let recorded: (occurrence: Occurrence) => void = () => undefined;
  const occurrence = new Promise<Occurrence>((resolve) => {
    recorded = resolve;
  });
  const { app } = shopApp({ record: (seen) => recorded(seen) });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  open.push(server);
  const { socket } = await openSocket(await listen(server));
  socket.write(
    'POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"a"',
    () => setImmediate(() => socket.resetAndDestroy()),
  );
  expect(await occurrence).toMatchObject({ code: "REQUEST_CANCELLED" });
});
