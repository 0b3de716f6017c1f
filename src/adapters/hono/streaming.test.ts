import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { type Boundary, boundary, type Occurrence } from "../../server/index.ts";
import { listen, openSocket, sendRaw, shop } from "../../server/testing/index.ts";
import { type BoundaryEnv, honoBoundary, stream, streamNdjson, streamSSE, streamText } from "./index.ts";

type NodeContext = Context<{ Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } } & BoundaryEnv>;

const open: Server[] = [];
const rejections: unknown[] = [];
const onRejection = (reason: unknown): number => rejections.push(reason);
process.on("unhandledRejection", onRejection).on("uncaughtExceptionMonitor", onRejection);
afterAll(() => void process.off("unhandledRejection", onRejection).off("uncaughtExceptionMonitor", onRejection));
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
  expect(rejections.splice(0)).toEqual([]);
});

type Handler = (c: NodeContext, shopBoundary: Boundary) => Response | Promise<Response>;

/** Serves `/x`, and returns what is received for a request and what is recorded. */
async function serve(handler: Handler, { overrideGlobalObjects = true, isMounted = false, method = "GET" } = {}) {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
  const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
  app.use("*", cors());
  app.get("/x", (c) => handler(c as unknown as NodeContext, shopBoundary));
  app.get("/next", (c) => c.text("next"));
  const { fetch } = isMounted ? new Hono().use(cors()).route("/", app) : app;
  const server = createAdaptorServer({ fetch, overrideGlobalObjects }) as Server;
  open.push(server);
  const port = await listen(server);
  const { socket, received, closed } = await openSocket(port);
  socket.write(`${method} /x HTTP/1.1\r\nHost: x\r\n\r\n`);
  return { received, closed, occurrences, socket };
}

const encoder = new TextEncoder();
const failing = (chunks: readonly string[]): ReadableStream<Uint8Array> => {
  const rest = [...chunks];
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const chunk = rest.shift();
      if (chunk === undefined) throw new Error("hunter2");
      controller.enqueue(encoder.encode(chunk));
    },
  });
};
const fail = async (body: { write(text: string): Promise<unknown> }): Promise<void> => {
  await body.write("first part");
  await new Promise((resolve) => setTimeout(resolve, 20));
  throw new Error("hunter2");
};
const failAtOnce = async (body: { write(text: string): Promise<unknown> }): Promise<void> => {
  await body.write("first part");
  throw new Error("hunter2");
};

const deployments = [
  ["with the server's Response", {}],
  ["with the platform's Response", { overrideGlobalObjects: false }],
  ["mounted", { isMounted: true }],
] as const;

describe.each(deployments)("an error after the head was sent, %s", (_name, options) => {
  const noise = vi.spyOn(console, "error").mockImplementation(() => undefined);

  test.each([
    ["c.body(stream)", (c) => c.body(failing(["first part", "second part"]))],
    ["new Response(stream)", () => new Response(failing(["first part", "second part"]))],
    ["a stream with a type", (c) => c.body(failing(["first part"]), 200, { "content-type": "text/csv" })],
    ["stream()", (c, shopBoundary) => stream(c, shopBoundary, fail)],
    ["streamText()", (c, shopBoundary) => streamText(c, shopBoundary, fail)],
    ["stream(), right after a part", (c, shopBoundary) => stream(c, shopBoundary, failAtOnce)],
  ] as const satisfies readonly (readonly [string, Handler])[])(
    "of %s is recorded and cuts the response",
    async (_kind, handler) => {
      const { received, closed, occurrences } = await serve(handler, options);
      await closed;
      expect(received()).toContain("first part");
      expect(received()).toMatch(/x-request-id: /i);
      // The last chunk of a complete body is missing, so that the client notices.
      expect(received()).not.toMatch(/hunter2|\r\n0\r\n\r\n$/);
      expect(occurrences).toMatchObject([{ code: "INTERNAL", note: "the response had started; the stream was cut" }]);
      expect(occurrences[0]?.cause).toMatchObject({ message: "hunter2" });
      noise.mockClear();
    },
  );

  test.each([
    [
      "streamSSE()",
      (c, shopBoundary) =>
        streamSSE(c, shopBoundary, async (events) => {
          await events.writeSSE({ event: "progress", data: "50" });
          throw shop.error.EMAIL_TAKEN();
        }),
      /event: progress\ndata: 50\n\n[\s\S]*event: error\ndata: (\{.*\})\n\n/,
    ],
    [
      "streamNdjson()",
      (c, shopBoundary) =>
        streamNdjson(c, shopBoundary, async (lines) => {
          await lines.write({ id: 1 });
          throw shop.error.EMAIL_TAKEN();
        }),
      /\{"id":1\}\n[\s\S]*?(\{"ok":false.*\})\n/,
    ],
  ] as const satisfies readonly (readonly [string, Handler, RegExp])[])(
    "of %s is recorded and sent in the contract's envelope",
    async (_kind, handler, pattern) => {
      const { received, occurrences, socket } = await serve(handler, options);
      await vi.waitFor(() => expect(received()).toMatch(/\r\n0\r\n\r\n$/));
      const [, body = ""] = pattern.exec(received()) ?? [];
      expect(JSON.parse(body).error).toMatchObject({ code: "EMAIL_TAKEN", message: "The e-mail is taken." });
      expect(occurrences).toMatchObject([{ code: "EMAIL_TAKEN", requestId: JSON.parse(body).error.requestId }]);
      expect(received()).toMatch(new RegExp(`x-request-id: ${occurrences[0]?.requestId}`, "i"));
      socket.destroy();
    },
  );

  test("a stream that ends without an error is complete", async () => {
    const handlers: readonly Handler[] = [
      (c, shopBoundary) => stream(c, shopBoundary, async (body) => void (await body.write("all"))),
      (c) => c.body(new Blob(["all"]).stream() as ReadableStream<Uint8Array>),
      (c) => c.text("all"),
    ];
    for (const handler of handlers) {
      const { received, occurrences, socket } = await serve(handler, options);
      await vi.waitFor(() => expect(received()).toMatch(/all(?:\r\n0\r\n\r\n)?$/));
      expect(occurrences).toEqual([]);
      socket.destroy();
    }
  });
});

describe("a stream of any type behind a middleware that rebuilds the response", () => {
  const noise = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const types: Readonly<Record<string, Record<string, string>>> = {
    json: { "content-type": "application/json" },
    text: { "content-type": "text/plain; charset=utf-8" },
    page: { "content-type": "text/html" },
    table: { "content-type": "text/csv" },
    length: { "content-type": "application/json", "content-length": "1000" },
  };
  const middlewares: Readonly<Record<string, MiddlewareHandler>> = {
    "cors()": cors(),
    "compress()": compress({ threshold: 0 }),
    "c.header()": async (c, next) => {
      await next();
      c.header("x-late", "1");
    },
  };
  const pulled = (parts: number, delay: number): ReadableStream<Uint8Array> => {
    let left = parts;
    return new ReadableStream({
      async pull(controller) {
        if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
        left -= 1;
        if (left < 0) controller.error(new Error("hunter2"));
        else controller.enqueue(encoder.encode("[1,"));
      },
    });
  };

  const cases = Object.entries(types).flatMap(([type, headers]) =>
    [0, 1].flatMap((parts) => [0, 20].map((delay) => [`/${type}/${parts}/${delay}`, headers, parts, delay] as const)),
  );

  test.each(Object.keys(middlewares).flatMap((name) => [[name, true] as const, [name, false] as const]))(
    "is recorded once when it fails, and says nothing of the error: %s, with the server's Response %s",
    async (name, overrideGlobalObjects) => {
      const occurrences: Occurrence[] = [];
      const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
      const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
      app.use(middlewares[name] as MiddlewareHandler);
      for (const [path, headers, parts, delay] of cases)
        app.get(path, () => new Response(pulled(parts, delay), { headers }));
      const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects }) as Server;
      open.push(server);
      const port = await listen(server);
      for (const [path] of cases) {
        occurrences.length = 0;
        const received = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        expect([path, received]).not.toEqual([path, expect.stringContaining("hunter2")]);
        expect([path, occurrences.map(({ code }) => code)]).toEqual([path, ["INTERNAL"]]);
        expect(occurrences[0]?.cause).toMatchObject({ message: "hunter2" });
      }
      noise.mockClear();
    },
  );

  test("that fails before its first part gets the contract's error, also when a middleware has read it", async () => {
    for (const middleware of [cors(), etag()]) {
      const occurrences: Occurrence[] = [];
      const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
      const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
      app.use(middleware);
      app.get("/pulled", () => new Response(pulled(0, 0)));
      app.get("/helper", (c) => stream(c, shopBoundary, () => Promise.reject(shop.error.EMAIL_TAKEN())));
      const response = await app.request("/pulled");
      expect([response.status, (await response.json()).error.code]).toEqual([500, "INTERNAL"]);
      await (await app.request("/helper")).text().catch(() => undefined);
      expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL", "EMAIL_TAKEN"]);
    }
  });
});

describe.each(deployments)("a handler that writes to Node's response and then throws, %s", (_name, options) => {
  test.each(["GET", "HEAD"])("after a complete response: only records the error (%s)", async (method) => {
    const { received, occurrences, socket } = await serve(
      (c) => {
        c.env.outgoing.writeHead(200, { "Content-Length": "3" }).end("all");
        throw new Error("late");
      },
      { ...options, method },
    );
    await vi.waitFor(() => expect(occurrences).toHaveLength(1));
    expect(occurrences).toMatchObject([{ code: "INTERNAL", note: "thrown after the response was complete" }]);
    socket.write("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    await vi.waitFor(() => expect(received()).toMatch(/next$/));
    expect(received().match(/HTTP\/1\.1 /g)).toHaveLength(2);
  });

  test("after a part of it: records the error and cuts the response", async () => {
    const { received, closed, occurrences } = await serve(async (c) => {
      c.env.outgoing.writeHead(200, { "Content-Length": "10" });
      await new Promise((resolve) => c.env.outgoing.write("part", resolve));
      throw new Error("late");
    }, options);
    await closed;
    expect(received()).toMatch(/\r\n\r\npart$/);
    expect(occurrences).toMatchObject([{ code: "INTERNAL", note: "the response had started; the stream was cut" }]);
  });

  test("after its headers: sends the error without the headers of a body", async () => {
    const { received, occurrences, socket } = await serve((c) => {
      c.env.outgoing.setHeader("Content-Length", "3");
      c.env.outgoing.setHeader("Content-Encoding", "gzip");
      throw shop.error.EMAIL_TAKEN();
    }, options);
    await vi.waitFor(() => expect(received()).toContain("EMAIL_TAKEN"));
    const [head = "", body = ""] = received().split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`content-length: ${body.length}`, "i"));
    expect(head).not.toMatch(/content-encoding/i);
    expect(occurrences).toHaveLength(1);
    socket.destroy();
  });
});

describe("methods that RFC 9110 does not define", () => {
  test.each(["PURGE", "QUERY", "REPORT"])("%s reaches its handler", async (method) => {
    const occurrences: Occurrence[] = [];
    const app = honoBoundary(
      new Hono<BoundaryEnv>(),
      boundary(shop, { record: (occurrence) => occurrences.push(occurrence) }),
    );
    app.on(method, "/cache/:key", (c) => c.text(`${c.req.method} ${c.req.param("key")}`));
    app.get("/cache/:key", (c) => c.text(""));
    app.get("/orders", (c) => c.text(""));
    for (const [target, prefix] of [
      [app, ""],
      [new Hono().route("/shop", app), "/shop"],
    ] as const) {
      expect(await (await target.request(`${prefix}/cache/a`, { method })).text()).toBe(`${method} a`);
      const allowed = await target.request(`${prefix}/cache/a`, { method: "PUT" });
      expect([allowed.status, allowed.headers.get("allow")?.split(", ")]).toEqual([
        405,
        expect.arrayContaining(["GET", method]),
      ]);
      expect((await target.request(`${prefix}/orders`, { method })).status).toBe(405);
      expect((await target.request(`${prefix}/nothing`, { method })).status).toBe(404);
      expect((await target.request(`${prefix}/orders`, { method: "PROPFIND" })).status).toBe(501);
    }
  });
});

test("a client that leaves while the next part is awaited is not recorded as an error of the server", async () => {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
  const body = new ReadableStream({ pull: () => new Promise(() => undefined) }, { highWaterMark: 0 });
  const response = await shopBoundary.handle(new Request("http://shop.example/orders/o_1"), () => new Response(body));
  const reader = response.body?.getReader();
  const part = reader?.read();
  await reader?.cancel();
  expect((await part)?.done).toBe(true);
  await new Promise(setImmediate);
  expect(occurrences).toEqual([]);
});
