import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Context } from "hono";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Occurrence, watchStream } from "../../server/index.ts";
import { listen, openSocket, parseResponses, sendOne, shop } from "../../server/testing/index.ts";
import { handleClientErrors } from "../node/index.ts";
import { shopApp } from "./testing/index.ts";

const { error } = shop;
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

test("serves HTTP/1.0 without Host", async () => {
  const { app, shopBoundary } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, createServer, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, shopBoundary);
  open.push(server);
  expect((await sendOne(await listen(server), "GET /orders HTTP/1.0\r\n\r\n")).status).toBe(200);
});

test.each([
  ["an invalid Host", "GET /orders HTTP/1.1\r\nHost: a b\r\n\r\n"],
  ["a Host that is not an address", "GET /orders HTTP/1.1\r\nHost: [:::::]\r\n\r\n"],
  ["a target that is not a path", "GET orders HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["garbage", "nonsense\r\n\r\n"],
])("returns 400 in the contract's envelope to %s", async (_name, bytes) => {
  const { app, shopBoundary } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, createServer, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, shopBoundary);
  open.push(server);
  const response = await sendOne(await listen(server), bytes);
  expect([response.status, JSON.parse(response.body).error.code]).toEqual([400, "MALFORMED_REQUEST"]);
});

test("records a client that disconnects after its body was received as cancelled, regardless of what the handler throws", async () => {
  const { app, shopBoundary, occurrences } = shopApp();
  let started = (): void => undefined;
  const hasStarted = new Promise<void>((resolve) => {
    started = resolve;
  });
  app.post("/waits", async (c) => {
    const { signal } = c.req.raw;
    await c.req.text();
    started();
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    return c.text("never");
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, shopBoundary);
  open.push(server);
  const { socket } = await openSocket(await listen(server));
  socket.write("POST /waits HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
  await hasStarted;
  socket.destroy();
  await expect.poll(() => occurrences.map(({ code }) => code)).toEqual(["REQUEST_CANCELLED"]);
});

describe.each([
  ["half-closes", (socket: Socket) => void socket.end(), undefined],
  ["closes", (socket: Socket) => void socket.destroy(), undefined],
  ["sends a malformed chunk", (socket: Socket) => void socket.write("zz\r\n"), 400],
])("a client that %s during its body", (_name, act, status) => {
  test.each(["/orders", "/streams"])("gets at most one response from %s, and is recorded once", async (path) => {
    const { app, shopBoundary, occurrences } = shopApp();
    app.post("/streams", async (c) => {
      for await (const part of c.req.raw.body ?? []) void part;
      return c.text("read");
    });
    const noise = vi.spyOn(console, "error");
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    handleClientErrors(server, shopBoundary);
    open.push(server);
    const { socket, received, closed } = await openSocket(await listen(server));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
      () => setImmediate(() => act(socket)),
    );
    await closed;
    while (occurrences.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const code = status === undefined ? "REQUEST_CANCELLED" : "MALFORMED_REQUEST";
    expect(parseResponses(received()).map((received) => received.status)).toEqual(status === undefined ? [] : [status]);
    expect(occurrences).toMatchObject([{ code, route: path }]);
    expect(noise).not.toHaveBeenCalled();
    noise.mockRestore();
  });
});

test.each([
  ["ignores", async () => undefined],
  ["reads part of", async (c: Context) => void (await c.req.raw.body?.getReader().read())],
])(
  "an error of a handler that %s the body arrives with Connection: close while the client still sends",
  async (_name, read) => {
    const { app, shopBoundary } = shopApp();
    app.post("/rejects", async (c) => {
      await read(c);
      throw error.NO_KEY();
    });
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    handleClientErrors(server, shopBoundary);
    open.push(server);
    const length = 1_000_000;
    const response = await sendOne(
      await listen(server),
      `POST /rejects HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${"x".repeat(length)}`,
    );
    expect([response.status, response.headers.connection]).toEqual([401, "close"]);
  },
);

test("an error leaves the connection open if the body is short", async () => {
  const { app, shopBoundary } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  handleClientErrors(server, shopBoundary);
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
  const { app, occurrences } = shopApp();
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  open.push(server);
  const response = await sendOne(
    await listen(server),
    `POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`,
  );
  expect([response.status, JSON.parse(response.body).error.code, response.headers.connection]).toEqual([
    413,
    "BODY_TOO_BIG",
    "close",
  ]);
  expect(occurrences).toHaveLength(1);
});

test("a streamed response that fails is cut and recorded, and gets no second body", async () => {
  const { app, shopBoundary, occurrences } = shopApp();
  let fail: () => void = () => undefined;
  app.get("/streams", (c) => {
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("first part"));
        fail = () => controller.error(new Error("lost the disk"));
      },
    });
    return c.body(watchStream(shopBoundary, c.get("errata"), source));
  });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  open.push(server);
  const { socket, received, closed } = await openSocket(await listen(server));
  socket.write("GET /streams HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  while (!received().includes("first part")) await new Promise((resolve) => setImmediate(resolve));
  fail();
  await closed;
  expect(received()).not.toMatch(/error|disk|0\r\n\r\n$/i);
  expect(occurrences).toMatchObject([{ code: "INTERNAL", note: "the response had started; the stream was cut" }]);
});

test("records a client that disconnects during its body as cancelled", async () => {
  let recorded: (occurrence: Occurrence) => void = () => undefined;
  const occurrence = new Promise<Occurrence>((resolve) => {
    recorded = resolve;
  });
  const { app } = shopApp({ record: (latest) => recorded(latest) });
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  open.push(server);
  const { socket } = await openSocket(await listen(server));
  socket.write(
    'POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"a"',
    () => setImmediate(() => socket.resetAndDestroy()),
  );
  expect(await occurrence).toMatchObject({ code: "REQUEST_CANCELLED" });
});
