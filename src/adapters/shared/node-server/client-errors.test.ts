import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";
import type { Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { contract } from "../../../contract/index.ts";
import { boundary, type Occurrence } from "../../../server/index.ts";
import { listen, openSocket, parseResponses, sendOne, sendRaw, shop } from "../../../server/testing/index.ts";
import { handleClientErrors, type NodeHandler, nodeListener, readBody } from "../../node/index.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: NodeHandler = (_request, response) => response.end("ok"), options: ServerOptions = {}) {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
  const server = createServer({ connectionsCheckingInterval: 20, ...options }, nodeListener(shopBoundary, handler));
  handleClientErrors(server, shopBoundary);
  open.push(server);
  return { port: await listen(server), occurrences };
}

describe("bytes that Node rejects by itself", () => {
  const cases: readonly (readonly [name: string, bytes: string, status: number, code: string])[] = [
    ["garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "MALFORMED_REQUEST"],
    ["a line of text", "hello there\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["a malformed header", "GET /orders HTTP/1.1\r\nHost: x\r\nbad header line\r\n\r\n", 400, "MALFORMED_REQUEST"],
    [
      "two Content-Length headers",
      "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      400,
      "MALFORMED_REQUEST",
    ],
    [
      "both Content-Length and chunked encoding",
      "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
      "MALFORMED_REQUEST",
    ],
    ["another version", "GET /orders HTTP/3.0\r\nHost: x\r\n\r\n", 400, "MALFORMED_REQUEST"],
    [
      "headers of 20 kB",
      `GET /orders HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
      "HEADERS_TOO_LARGE",
    ],
    ["a target of 20 kB", `GET /orders?${"x".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414, "URI_TOO_LONG"],
    ["a target of 9 kB", `GET /orders?${"x".repeat(9_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414, "URI_TOO_LONG"],
    ["an unknown method", "BREW /orders HTTP/1.1\r\nHost: x\r\n\r\n", 501, "NOT_IMPLEMENTED"],
    [
      "a method of another protocol",
      "PROPFIND /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
      501,
      "NOT_IMPLEMENTED",
    ],
    ["CONNECT", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", 501, "NOT_IMPLEMENTED"],
    ["no Host", "GET /orders HTTP/1.1\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["an invalid Host", "GET /orders HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["a Host that is not an address", "GET /orders HTTP/1.1\r\nHost: [:::::]\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["a Host that a URL would change", "GET /orders HTTP/1.1\r\nHost: 0x7f.1\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["two Hosts", "GET /orders HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400, "MALFORMED_REQUEST"],
    [
      "two credentials",
      "GET /orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n",
      400,
      "MALFORMED_REQUEST",
    ],
    ["two Hosts in HTTP/1.0", "GET /orders HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["an invalid port", "GET /orders HTTP/1.1\r\nHost: x:99999\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["a target that is not a path", "GET orders HTTP/1.1\r\nHost: x\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["a backslash in an absolute URL", "GET http://x/a\\b HTTP/1.1\r\nHost: x\r\n\r\n", 400, "MALFORMED_REQUEST"],
    ["a backslash in the path", "GET /a\\b HTTP/1.1\r\nHost: x\r\n\r\n", 400, "MALFORMED_REQUEST"],
  ];
  test.each(cases)("returns the contract's error to %s", async (_name, bytes, status, code) => {
    const { port, occurrences } = await serve();
    const response = await sendOne(port, bytes);
    expect(response.status).toBe(status);
    expect(JSON.parse(response.body)).toMatchObject({
      ok: false,
      error: { code, requestId: response.headers["x-request-id"] },
    });
    expect(response.headers).toMatchObject({
      connection: "close",
      "content-type": "application/json",
      "cache-control": "no-store",
    });
    expect(occurrences.map((occurrence) => occurrence.code)).toEqual([code]);
  });
});

test.each(["[::1]:80", "A-b_c.example:8080", "127.0.0.1"])("serves a request with Host %s", async (host) => {
  const { port } = await serve();
  const response = await sendOne(port, `GET /orders HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(response.status).toBe(200);
});

test("serves HTTP/1.0 without Host", async () => {
  const { port } = await serve();
  expect(await sendRaw(port, "GET /orders HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1\.1 200/);
});

test("serves any other Expect, and returns the methods of the API to OPTIONS *", async () => {
  const { port } = await serve();
  expect(
    (await sendOne(port, "GET /orders HTTP/1.1\r\nHost: x\r\nExpect: gold\r\nConnection: close\r\n\r\n")).status,
  ).toBe(200);
  const all = await sendOne(port, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect([all.status, all.headers.allow]).toEqual([204, "DELETE, GET, HEAD, OPTIONS, POST"]);
});

test("returns 408 to headers or a body that arrive too slowly", async () => {
  const { port, occurrences } = await serve(
    async (request) => {
      for await (const part of request) void part;
    },
    {
      headersTimeout: 100,
      requestTimeout: 150,
    },
  );
  const head = await sendOne(port, "GET /orders HTTP/1.1\r\nHost: x\r\n");
  expect([head.status, JSON.parse(head.body).error.code, head.headers.connection]).toEqual([
    408,
    "REQUEST_TIMEOUT",
    "close",
  ]);
  const body = await sendOne(port, "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
  expect([body.status, JSON.parse(body.body).error.code]).toEqual([408, "REQUEST_TIMEOUT"]);
  expect(occurrences.map(({ code }) => code)).toEqual(["REQUEST_TIMEOUT", "REQUEST_TIMEOUT"]);
});

test("responds to garbage after an open request once that request has its response", async () => {
  let finish: () => void = () => undefined;
  const { port } = await serve((_request, response) => {
    response.write("first ");
    finish = () => response.end("answer");
  });
  const { socket, received, closed } = await openSocket(port);
  socket.write("GET /orders HTTP/1.1\r\nHost: x\r\n\r\n\x00garbage\r\n\r\n");
  while (!received().includes("first")) await new Promise((resolve) => setImmediate(resolve));
  finish();
  await closed;
  const [first = "", second = ""] = received().split("0\r\n\r\n");
  expect(first).toContain("answer");
  expect(parseResponses(second)).toMatchObject([{ status: 400, headers: { connection: "close" } }]);
});

test("responds once to a malformed chunk, through the boundary of the request", async () => {
  const { port, occurrences } = await serve(async (request) => {
    for await (const part of request) void part;
  });
  const response = await sendOne(
    port,
    "POST /orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n",
  );
  expect([response.status, JSON.parse(response.body).error.code, response.headers.connection]).toEqual([
    400,
    "MALFORMED_REQUEST",
    "close",
  ]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(occurrences).toMatchObject([{ operation: "POST /orders", requestId: response.headers["x-request-id"] }]);
});

test.each([
  ["reads the body late", async (request: IncomingMessage) => void (await readBody(request))],
  ["iterates it late", iterate],
])("a handler that %s, after a malformed chunk, gets the error", async (_name, read) => {
  let proceed: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  const { port, occurrences } = await serve(async (request) => {
    request.once("close", () => proceed());
    await waits;
    await read(request);
  });
  const response = await sendOne(port, "POST /orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  expect([response.status, occurrences.length]).toEqual([400, 1]);
});

test.each([
  ["half-closes", (socket: Socket) => void socket.end()],
  ["closes", (socket: Socket) => void socket.destroy()],
  ["resets", (socket: Socket) => void socket.resetAndDestroy()],
])(
  "a client that %s during its body gets no response, and is recorded once as cancelled",
  async (_name, disconnect) => {
    const { port, occurrences } = await serve((request) => readBody(request));
    const { socket, received, closed } = await openSocket(port);
    socket.write("POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", () =>
      setImmediate(() => disconnect(socket)),
    );
    await closed;
    while (occurrences.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(received()).toBe("");
    expect(occurrences).toMatchObject([{ code: "REQUEST_CANCELLED", operation: "POST /orders" }]);
  },
);

test("a reader of the body gets an error when the client disconnects after the response", async () => {
  let ended: (error: unknown) => void = () => undefined;
  const end = new Promise((resolve) => {
    ended = resolve;
  });
  const { port } = await serve(async (request, response) => {
    const read = readBody(request);
    response.end("early");
    ended(await read.catch((error: unknown) => error));
  });
  const { socket, received } = await openSocket(port);
  socket.write("POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
  while (!received().includes("early")) await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  expect(await end).toMatchObject({ condition: "cancelled" });
});

describe("Expect: 100-continue", () => {
  const head = (length: number): string =>
    `POST /orders HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

  test("sends 100 Continue when the body is read, and keeps the connection open", async () => {
    const { port } = await serve(async (request, response) => void response.end(await readBody(request)));
    const { socket, received } = await openSocket(port);
    socket.write(head(2));
    while (!received().includes("100 Continue\r\n\r\n")) await new Promise((resolve) => setImmediate(resolve));
    socket.write("{}");
    while (!received().includes("{}")) await new Promise((resolve) => setImmediate(resolve));
    expect(received()).toContain("HTTP/1.1 200");
    expect(received()).not.toContain("Connection: close");
  });

  test.each([
    ["a body that is too large", 5_000_000, 413],
    ["a body that the handler does not read", 2, 401],
  ])("%s is rejected before the client sends it", async (_name, length, status) => {
    const { port } = await serve(() => {
      throw shop.error.NO_KEY();
    });
    const received = await sendRaw(port, head(length));
    expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
    expect(received).toContain("Connection: close");
  });
});

test("selects the boundary by the request's target if several APIs share a port", async () => {
  const other = contract({
    name: "other",
    version: "1.0.0",
    envelope: { code: "$code" },
    errors: { GONE: { kind: "not_found", when: "x", message: "x" } },
  });
  const [first, second] = [boundary(shop), boundary(other)];
  const server = createServer((_request, response) => response.end());
  handleClientErrors(server, (target) => (target.startsWith("/orders") ? first : second));
  open.push(server);
  const port = await listen(server);
  const head = (target: string, rest: string): string => `GET ${target} HTTP/1.1\r\n${rest}\r\n\r\n`;
  const large = `Host: x\r\nX-Long: ${"x".repeat(20_000)}`;
  expect(JSON.parse((await sendOne(port, head("/orders", "Host: a b"))).body)).toHaveProperty("error.code");
  expect(JSON.parse((await sendOne(port, head("/", "Host: a b"))).body)).toEqual({ code: "MALFORMED_REQUEST" });
  expect(JSON.parse((await sendOne(port, `${head("/orders", large)}`)).body)).toHaveProperty("error.code");
  const both = `${head("/", "Host: x")}${head("/orders", large)}`;
  expect(JSON.parse(parseResponses(await sendRaw(port, both))[1]?.body ?? "")).toHaveProperty("error.code");
  expect(JSON.parse((await sendOne(port, "nonsense\r\n\r\n")).body)).toEqual({ code: "MALFORMED_REQUEST" });
});

test("a malformed chunk after the response started closes the connection without a second response", async () => {
  const { port } = await serve((_request, response) => void response.write("half"));
  const received = await sendRaw(port, "POST /orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
  expect(received.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThanOrEqual(1);
});

test("a client that resets its connection gets no response and affects no other request", async () => {
  const { port } = await serve();
  const { socket, closed } = await openSocket(port);
  socket.write("GET /ord");
  socket.resetAndDestroy();
  await closed;
  expect((await sendOne(port, "GET /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).status).toBe(200);
});

async function iterate(request: IncomingMessage): Promise<void> {
  for await (const part of request) void part;
}
