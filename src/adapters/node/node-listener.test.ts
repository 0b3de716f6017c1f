import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/adapter.ts";
import { listen, openSocket, parseResponses, sendOne, sendRaw } from "../../server/testing/raw-socket.ts";
import { shop } from "../../server/testing/shop.ts";
import { type NodeHandler, nodeListener } from "./node-listener.ts";
import { handleClientErrors } from "./own-client-errors.ts";
import { readBodyOf, readJsonOf } from "./read-incoming.ts";

const { error } = shop;
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: NodeHandler, options: BoundaryOptions = {}) {
  const seen: Occurrence[] = [];
  const made = boundary(shop, { record: (occurrence) => seen.push(occurrence), ...options });
  const server = createServer({ connectionsCheckingInterval: 50 }, nodeListener(made, handler));
  handleClientErrors(server, made);
  open.push(server);
  return { port: await listen(server), seen, server };
}

const get = (target: string, headers = ""): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;

test.each([
  [
    "throws",
    () => {
      throw error.ORDER_NOT_FOUND({ orderId: "ü" });
    },
  ],
  [
    "rejects",
    async () => {
      throw error.ORDER_NOT_FOUND({ orderId: "ü" });
    },
  ],
  [
    "sets headers first",
    (_request: unknown, response: { setHeader(name: string, value: string): void }) => {
      response.setHeader("Content-Encoding", "gzip");
      response.setHeader("Set-Cookie", "session=1");
      throw error.ORDER_NOT_FOUND({ orderId: "ü" });
    },
  ],
] as const)("a handler that %s is answered with exactly the contract's bytes and headers", async (_name, handler) => {
  const { port } = await serve(handler as NodeHandler);
  const { status, headers, body } = await sendOne(port, get("/orders/o_1", "X-Request-Id: request-0001\r\n"));
  expect(status).toBe(404);
  expect(JSON.parse(Buffer.from(body, "latin1").toString())).toEqual({
    ok: false,
    error: {
      code: "ORDER_NOT_FOUND",
      message: "No order has the id ü.",
      details: { orderId: "ü" },
      requestId: "request-0001",
    },
  });
  expect(headers).toEqual({
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-should-retry": "false",
    "x-request-id": "request-0001",
    "content-length": String(body.length),
    date: expect.any(String),
    connection: "close",
  });
});

test.each(["a string", undefined, null, 7, Object.freeze(new Error("x"))])(
  "a handler that rejects with %s gets the internal error",
  async (thrown) => {
    const { port, seen } = await serve(() => Promise.reject(thrown));
    expect((await sendOne(port, get("/orders"))).status).toBe(500);
    expect(seen).toHaveLength(1);
  },
);

test("a success has the request id, however its head is written", async () => {
  const { port } = await serve((request, response) => {
    if (request.url === "/orders") response.end("implicit");
    else response.writeHead(201, { "Content-Length": 8 }).end("explicit");
  });
  for (const target of ["/orders", "/orders/o_1"]) {
    const { headers } = await sendOne(port, get(target, "X-Request-Id: request-0001\r\n"));
    expect(headers["x-request-id"]).toBe("request-0001");
  }
});

test("unknown paths, wrong methods, OPTIONS and HEAD are answered as the contract says", async () => {
  const { port } = await serve((_request, response) => response.end("body"));
  const ask = (method: string, target: string) => sendOne(port, get(target).replace("GET", method));
  expect((await ask("GET", "/nothing")).status).toBe(404);
  expect(await ask("PATCH", "/orders")).toMatchObject({ status: 405, headers: { allow: "GET, HEAD, OPTIONS, POST" } });
  expect(await ask("OPTIONS", "/orders")).toMatchObject({
    status: 204,
    headers: { allow: "GET, HEAD, OPTIONS, POST" },
  });
  const head = await sendRaw(port, get("/nothing").replace("GET", "HEAD"));
  expect(head).toMatch(/^HTTP\/1\.1 404 .*Content-Length: \d\d+.*\r\n\r\n$/s);
});

test("a stream that fails after it began is cut, recorded, and never gets a second body", async () => {
  const { port, seen } = await serve(async (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.write("half of it");
    throw new Error("lost the disk");
  });
  const received = await sendRaw(port, get("/orders"));
  expect(received).toContain("half of it");
  expect(received).not.toContain("error");
  expect(received.endsWith("0\r\n\r\n")).toBe(false);
  expect(seen).toMatchObject([{ code: "INTERNAL", note: "the response had begun; the stream was cut" }]);
});

test("an error after a complete response is recorded, and the response stands", async () => {
  const { port, seen } = await serve(async (_request, response) => {
    response.end("all of it");
    throw new Error("late");
  });
  expect((await sendOne(port, get("/orders"))).status).toBe(200);
  expect(seen).toMatchObject([{ note: "thrown after the response was complete" }]);
});

describe("bodies", () => {
  const options: BoundaryOptions = { maxBodyBytes: 100_000 };
  const post = (headers: string): string =>
    `POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n`;
  const chunk = `${(0x10000).toString(16)}\r\n${"x".repeat(0x10000)}\r\n`;

  test("a declared body over the cap is refused before the handler runs, and 413 arrives while the client still sends", async () => {
    const { port } = await serve(() => {
      throw new Error("ran");
    }, options);
    const { status, headers } = await sendOne(port, post("Content-Length: 8000000\r\n") + "x".repeat(8_000_000));
    expect([status, headers.connection]).toEqual([413, "close"]);
  });

  test.each([
    ["awaits it whole", (request) => readJsonOf(request)],
    [
      "iterates it",
      async (request) => {
        for await (const part of request) void part;
      },
    ],
    [
      "listens to it",
      (request) => new Promise((_resolve, reject) => request.on("data", () => undefined).on("error", reject)),
    ],
  ] as const satisfies readonly (readonly [string, NodeHandler])[])(
    "a chunked body over the cap gets 413 when the handler %s",
    async (_name, handler) => {
      const { port, seen } = await serve(handler, options);
      const { status, body } = await sendOne(
        port,
        `${post("Transfer-Encoding: chunked\r\n")}${chunk.repeat(40)}0\r\n\r\n`,
      );
      expect([status, JSON.parse(body).error.code]).toEqual([413, "BODY_TOO_BIG"]);
      expect(seen.map(({ code }) => code)).toEqual(["BODY_TOO_BIG"]);
    },
  );

  test("a smaller cap of the handler's own reader is answered the same", async () => {
    const { port } = await serve(async (request) => void (await readBodyOf(request, { maxBytes: 10 })), options);
    const { status } = await sendOne(
      port,
      `${post("Connection: close\r\nTransfer-Encoding: chunked\r\n")}${chunk}0\r\n\r\n`,
    );
    expect(status).toBe(413);
  });

  test("malformed JSON is 400, a wrong type 415, a good body is read", async () => {
    const { port } = await serve(
      async (request, response) => void response.end(JSON.stringify(await readJsonOf(request))),
    );
    const send = (body: string, type: string) =>
      sendOne(
        port,
        `POST /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    expect((await send("{bad", "application/json")).status).toBe(400);
    expect((await send("{}", "text/html")).status).toBe(415);
    expect((await send('{"a":1}', "application/json")).body).toBe('{"a":1}');
  });

  test("a client that goes away in the middle of its body is recorded as cancelled", async () => {
    let recorded: (occurrence: Occurrence) => void = () => undefined;
    const occurrence = new Promise<Occurrence>((resolve) => {
      recorded = resolve;
    });
    const { port } = await serve((request) => readJsonOf(request), { record: (seen) => recorded(seen) });
    const { socket } = await openSocket(port);
    socket.write(`${post("Content-Length: 1000\r\n")}{"a"`, () => setImmediate(() => socket.destroy()));
    expect(await occurrence).toMatchObject({ code: "REQUEST_CANCELLED", status: 499 });
  });
});

test("two requests in one packet are answered in order", async () => {
  const { port } = await serve(async (request, response) => {
    if (request.url === "/orders") throw error.NO_KEY();
    response.end("second");
  });
  const both = get("/orders").replace("Connection: close\r\n", "") + get("/orders/o_1");
  expect(parseResponses(await sendRaw(port, both)).map(({ status }) => status)).toEqual([401, 200]);
});
