import { createServer, type Server } from "node:http";
import { pipeline } from "node:stream/promises";
import { afterEach, describe, expect, test } from "vitest";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/index.ts";
import { listen, openSocket, parseResponses, sendOne, sendRaw, shop } from "../../server/testing/index.ts";
import { handleClientErrors, type NodeHandler, nodeListener, readBody, readJsonBody } from "./index.ts";

const { error } = shop;
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

async function serve(handler: NodeHandler, options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence), ...options });
  const server = createServer({ connectionsCheckingInterval: 50 }, nodeListener(shopBoundary, handler));
  handleClientErrors(server, shopBoundary);
  open.push(server);
  return { port: await listen(server), occurrences, server };
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
] as const)("a handler that %s gets exactly the contract's bytes and headers", async (_name, handler) => {
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
    "errata-code": "ORDER_NOT_FOUND",
    "x-should-retry": "false",
    "x-request-id": "request-0001",
    "content-length": String(body.length),
    date: expect.any(String),
    connection: "close",
  });
});

test.each(["a string", undefined, null, 7, Object.freeze(new Error("x"))])(
  "a handler that rejects with %s returns the internal error",
  async (thrown) => {
    const { port, occurrences } = await serve(() => Promise.reject(thrown));
    expect((await sendOne(port, get("/orders"))).status).toBe(500);
    expect(occurrences).toHaveLength(1);
  },
);

test("adds the request id to a success, with an implicit or explicit head", async () => {
  const { port } = await serve((request, response) => {
    if (request.url === "/orders") response.end("implicit");
    else response.writeHead(201, { "Content-Length": 8 }).end("explicit");
  });
  for (const target of ["/orders", "/orders/o_1"]) {
    const { headers } = await sendOne(port, get(target, "X-Request-Id: request-0001\r\n"));
    expect(headers["x-request-id"]).toBe("request-0001");
  }
});

test("returns the contract's responses to unknown paths, wrong methods, OPTIONS and HEAD", async () => {
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

test("a stream that fails after it started is cut and recorded, and gets no second body", async () => {
  const { port, occurrences } = await serve(async (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.write("half of it");
    throw new Error("lost the disk");
  });
  const received = await sendRaw(port, get("/orders"));
  expect(received).toContain("half of it");
  expect(received).not.toContain("error");
  expect(received.endsWith("0\r\n\r\n")).toBe(false);
  expect(occurrences).toMatchObject([{ code: "INTERNAL", note: "the response had started; the stream was cut" }]);
});

test("an error after a complete response is recorded and does not change the response", async () => {
  const { port, occurrences } = await serve(async (_request, response) => {
    response.end("all of it");
    throw new Error("late");
  });
  expect((await sendOne(port, get("/orders"))).status).toBe(200);
  expect(occurrences).toMatchObject([{ note: "thrown after the response was complete" }]);
});

describe("bodies", () => {
  const options: BoundaryOptions = { maxBodyBytes: 100_000 };
  const post = (headers: string): string =>
    `POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n`;
  const chunk = `${(0x10000).toString(16)}\r\n${"x".repeat(0x10000)}\r\n`;

  test("rejects a declared body over the limit before the handler runs, and delivers 413 while the client still sends", async () => {
    const { port } = await serve(() => {
      throw new Error("ran");
    }, options);
    const { status, headers } = await sendOne(port, post("Content-Length: 8000000\r\n") + "x".repeat(8_000_000));
    expect([status, headers.connection]).toEqual([413, "close"]);
  });

  test.each([
    ["reads it whole", (request) => readJsonBody(request)],
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
    "returns 413 to a chunked body over the limit when the handler %s",
    async (_name, handler) => {
      const { port, occurrences } = await serve(handler, options);
      const { status, body } = await sendOne(
        port,
        `${post("Transfer-Encoding: chunked\r\n")}${chunk.repeat(40)}0\r\n\r\n`,
      );
      expect([status, JSON.parse(body).error.code]).toEqual([413, "BODY_TOO_BIG"]);
      expect(occurrences.map(({ code }) => code)).toEqual(["BODY_TOO_BIG"]);
    },
  );

  test("returns 413 for a lower limit of the handler's own reader", async () => {
    const { port } = await serve(async (request) => void (await readBody(request, { maxBytes: 10 })), options);
    const { status } = await sendOne(
      port,
      `${post("Connection: close\r\nTransfer-Encoding: chunked\r\n")}${chunk}0\r\n\r\n`,
    );
    expect(status).toBe(413);
  });

  test("returns 400 for malformed JSON and 415 for a wrong Content-Type, and reads a valid body", async () => {
    const { port } = await serve(
      async (request, response) => void response.end(JSON.stringify(await readJsonBody(request))),
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

  test("records a client that disconnects during its body as cancelled", async () => {
    let recorded: (occurrence: Occurrence) => void = () => undefined;
    const occurrence = new Promise<Occurrence>((resolve) => {
      recorded = resolve;
    });
    const { port } = await serve((request) => readJsonBody(request), { record: (latest) => recorded(latest) });
    const { socket } = await openSocket(port);
    socket.write(`${post("Content-Length: 1000\r\n")}{"a"`, () => setImmediate(() => socket.destroy()));
    expect(await occurrence).toMatchObject({ code: "REQUEST_CANCELLED", status: 499 });
  });
});

test("responds to two requests in one packet in order", async () => {
  const { port } = await serve(async (request, response) => {
    if (request.url === "/orders") throw error.NO_KEY();
    response.end("second");
  });
  const both = get("/orders").replace("Connection: close\r\n", "") + get("/orders/o_1");
  expect(parseResponses(await sendRaw(port, both)).map(({ status }) => status)).toEqual([401, 200]);
});

test("a request whose target is a whole URL has the operation of its path", async () => {
  const operations: unknown[] = [];
  const { port } = await serve((_request, response, { operation }) => {
    operations.push(operation?.name);
    response.end();
  });
  for (const target of ["http://x/orders", "http://x:80/orders?status=new", "http://x"])
    await sendOne(port, get(target));
  expect(operations).toEqual(["GET /orders", "GET /orders"]);
});

test("a stream that fails in a pipeline is recorded as a failure of the server", async () => {
  const { port, occurrences } = await serve((_request, response) => {
    async function* parts(): AsyncGenerator<string> {
      yield "part";
      throw new Error("hunter2");
    }
    return pipeline(parts(), response);
  });
  await sendRaw(port, get("/orders"));
  expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL"]);
});
