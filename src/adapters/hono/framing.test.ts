import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono, type MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { appendTrailingSlash, trimTrailingSlash } from "hono/trailing-slash";
import { afterEach, describe, expect, test } from "vitest";
import { boundary } from "../../server/index.ts";
import { listen, openSocket, shop } from "../../server/testing/index.ts";
import { type BoundaryEnv, honoBoundary } from "./index.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

const long = "<p>replaced</p>".repeat(100);
/** Middlewares that replace the body of the response, or encode it. */
const replacing: Readonly<Record<string, MiddlewareHandler>> = {
  "trimTrailingSlash()": trimTrailingSlash(),
  "appendTrailingSlash()": appendTrailingSlash(),
  "compress()": compress({ threshold: 0 }),
  "etag()": etag(),
  "a longer page": after((c) => c.html(long)),
  "a shorter text": after((c) => c.text("x")),
  "an empty body": after((c) => c.body(null, 204)),
  "other JSON": after((c) => c.json({ replaced: true })),
  "a Response": after(() => new Response(long)),
  "a Response over the old headers": after((c) => new Response("x", c.res)),
  "a stream": after(() => new Response(new Blob([long]).stream())),
  "headers of its own": after(
    (c) => new Response(c.res.body, { headers: { ...Object.fromEntries(c.res.headers), "x-a": "1" } }),
  ),
  "c.header()": async (c, next) => {
    await next();
    c.header("x-late", "1");
  },
  "an error after the response": async (_c, next) => {
    await next();
    throw shop.error.EMAIL_TAKEN();
  },
  "headers of a stream before the error": async (c, next) => {
    c.header("Transfer-Encoding", "chunked");
    c.header("Content-Encoding", "gzip");
    c.header("Content-Length", "3");
    c.header("Set-Cookie", "a=1", { append: true });
    c.header("Set-Cookie", "b=2", { append: true });
    await next();
  },
};

function after(replace: (c: Parameters<MiddlewareHandler>[0]) => Response | Promise<Response>): MiddlewareHandler {
  return async (c, next) => {
    await next();
    c.res = await replace(c);
  };
}

const deployments: Readonly<Record<string, (middleware: MiddlewareHandler) => Pick<Hono<any>, "fetch">>> = {
  "in the app": (middleware) => shopApp(middleware),
  "around the app, mounted with route()": (middleware) => outer(middleware).route("/", shopApp()),
  "around the app, mounted with mount()": (middleware) => outer(middleware).mount("/", shopApp().fetch),
};

const requests = [
  "GET /nothing",
  "HEAD /nothing/",
  "POST /orders/",
  "PUT /orders",
  "DELETE /orders/o_1",
  "GET /orders/o_1",
  "GET /returned/",
  "HEAD /returned/",
  "GET /thrown/",
  "PURGE /x",
];

describe.each(Object.keys(deployments))("a middleware %s", (deployment) => {
  test.each(Object.keys(replacing))("that sends %s leaves every connection in order", async (name) => {
    for (const overrideGlobalObjects of [true, false]) {
      const app = deployments[deployment]?.(replacing[name] as MiddlewareHandler) as Pick<Hono<any>, "fetch">;
      const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects }) as Server;
      open.push(server);
      const port = await listen(server);
      for (const request of requests) {
        const { socket, received, closed } = await openSocket(port);
        const headers = "Host: x\r\nAccept-Encoding: gzip\r\n";
        socket.write(
          `${request} HTTP/1.1\r\n${headers}Content-Length: 0\r\n\r\nGET /last HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`,
        );
        await closed;
        const [method = ""] = request.split(" ");
        const statuses = readResponses(received(), [method, "GET"]);
        expect([request, statuses.length, statuses[1]]).toEqual([request, 2, expect.any(Number)]);
      }
    }
  });
});

test.each(Object.keys(replacing))(
  "a successful response keeps no Content-Length that is not its own behind %s",
  async (name) => {
    for (const overrideGlobalObjects of [true, false]) {
      const { fetch } = shopApp(replacing[name] as MiddlewareHandler);
      const server = createAdaptorServer({ fetch, overrideGlobalObjects }) as Server;
      open.push(server);
      const { socket, received, closed } = await openSocket(await listen(server));
      const headers = "Host: x\r\nAccept-Encoding: gzip\r\n";
      socket.write(`GET /download HTTP/1.1\r\n${headers}\r\nGET /last HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
      await closed;
      expect(readResponses(received(), ["GET", "GET"])).toHaveLength(2);
    }
  },
);

test.each([
  ["longer", ["abc", "def"]],
  ["shorter", ["a"]],
])("a stream that is %s than its Content-Length is cut, and recorded", async (_name, parts) => {
  for (const overrideGlobalObjects of [true, false]) {
    const codes: string[] = [];
    const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { record: ({ code }) => codes.push(code) }));
    app.get("/x", (c) => c.body(slow(parts), 200, { "Content-Length": "3" }));
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects }) as Server;
    open.push(server);
    const { socket, received, closed } = await openSocket(await listen(server));
    socket.write("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
    await closed;
    expect(received().split("\r\n\r\n")[1]).toBe(parts[0]);
    expect(codes).toEqual(["INTERNAL"]);
  }
});

function slow(parts: readonly string[]): ReadableStream<Uint8Array> {
  const rest = [...parts];
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const part = rest.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(part));
    },
  });
}

function outer(middleware: MiddlewareHandler): Hono {
  return new Hono().onError((thrown, c) => c.text(String(thrown), 500)).use(middleware);
}

/** Creates the shop, in which `/orders/o_1` responds with an error of a handler, and two routes with that of another server. */
function shopApp(...middlewares: MiddlewareHandler[]): Hono<BoundaryEnv> {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { warn: () => undefined }));
  for (const middleware of middlewares) app.use(middleware);
  app.get("/orders", (c) => c.json([]));
  const upstream = () => new Response("not here", { status: 404, headers: { "Content-Length": "8" } });
  app.get("/returned/", upstream);
  app.get("/thrown/", () => {
    throw upstream();
  });
  app.get("/download", () => new Response("abc", { headers: { "Content-Length": "3" } }));
  app.on(["GET", "DELETE"], "/orders/:orderId", (c) => {
    throw shop.error.ORDER_NOT_FOUND({ orderId: c.req.param("orderId") });
  });
  return app;
}

/** Reads the statuses of responses to pipelined requests, exactly as their framing states. Fails if bytes are missing or left over. */
function readResponses(text: string, methods: readonly string[]): readonly number[] {
  const statuses: number[] = [];
  let rest = text;
  for (const method of methods) {
    const end = rest.indexOf("\r\n\r\n");
    expect(rest.slice(0, 9)).toBe("HTTP/1.1 ");
    const head = rest.slice(0, end).toLowerCase();
    const status = Number(head.slice(9, 12));
    statuses.push(status);
    rest = rest.slice(end + 4);
    const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
    const isChunked = head.includes("\r\ntransfer-encoding: chunked");
    expect(length !== undefined && isChunked).toBe(false);
    if (method === "HEAD" || status === 204 || status === 304) continue;
    if (isChunked) {
      for (;;) {
        const size = Number.parseInt(rest, 16);
        const start = rest.indexOf("\r\n") + 2;
        expect(rest.slice(start + size, start + size + 2)).toBe("\r\n");
        rest = rest.slice(start + size + 2);
        if (size === 0) break;
      }
    } else {
      expect(rest.length).toBeGreaterThanOrEqual(Number(length));
      rest = rest.slice(Number(length));
    }
  }
  expect(rest).toBe("");
  return statuses;
}
