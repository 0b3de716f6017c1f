import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { validator } from "hono/validator";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type BoundaryOptions, boundary, type Occurrence, watchStream } from "../index.ts";
import { ownClientErrors } from "../node/index.ts";
import { listen, openSocket, parseResponses, sendOne } from "../testing/raw-socket.ts";
import { shop } from "../testing/shop.ts";
import { type BoundaryEnv, honoBoundary } from "./hono-boundary.ts";
import { jsonBody } from "./json-body.ts";

const { error } = shop;
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

function make(options: BoundaryOptions = {}) {
  const seen: Occurrence[] = [];
  const made = boundary(shop, { record: (occurrence) => seen.push(occurrence), ...options });
  const app = honoBoundary(new Hono<BoundaryEnv>(), made);
  app.get("/orders/:orderId", (c) => {
    c.get("errata").tenant = "t_1";
    throw error.ORDER_NOT_FOUND({ orderId: c.req.param("orderId") });
  });
  app.delete("/orders/:orderId", (c) => c.body(null, 204));
  app.get("/orders", (c) => c.json([1]));
  app.post("/orders", async (c) => c.json(await jsonBody(c)));
  app.all("/any", (c) => c.text(c.req.method));
  return { app, made, seen };
}

/** The same app on its own and under a prefix, in Fetch and over a real server. */
const ways: readonly (readonly [name: string, prefix: string, mount: (app: Hono<BoundaryEnv>) => Hono])[] = [
  ["alone", "", (app) => app as unknown as Hono],
  ["under root.route", "/shop", (app) => new Hono().route("/shop", app)],
  ["under root.route with a parameter", "/at/berlin", (app) => new Hono().route("/at/:place", app)],
  ["under two prefixes", "/a/b", (app) => new Hono().route("/a", new Hono().route("/b", app))],
  ["under root.mount", "/shop", (app) => new Hono().mount("/shop", app.fetch)],
];

describe.each(ways)("an app %s", (_name, prefix, mount) => {
  const start = async (options?: BoundaryOptions) => {
    const { app, made, seen } = make(options);
    const server = createAdaptorServer({ fetch: mount(app).fetch, overrideGlobalObjects: false }) as Server;
    ownClientErrors(server, made);
    open.push(server);
    const base = `http://127.0.0.1:${await listen(server)}${prefix}`;
    return { seen, ask: (path: string, init?: RequestInit) => fetch(`${base}${path}`, init) };
  };

  test("answers what a handler throws, and knows operation and tenant", async () => {
    const { ask, seen } = await start();
    const response = await ask("/orders/o_1", { headers: { "x-request-id": "request-0001" } });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      ok: false,
      error: {
        code: "ORDER_NOT_FOUND",
        message: "No order has the id o_1.",
        details: { orderId: "o_1" },
        requestId: "request-0001",
      },
    });
    expect(response.headers.get("x-request-id")).toBe("request-0001");
    expect(seen).toMatchObject([{ operation: "GET /orders/{orderId}", tenant: "t_1", undeclared: false }]);
    expect(seen[0]?.route?.endsWith("/orders/:orderId")).toBe(true);
  });

  test("gives every success its request id, and leaves it alone", async () => {
    const { ask } = await start();
    const response = await ask("/orders", { headers: { "x-request-id": "request-0002" } });
    expect([response.status, await response.json(), response.headers.get("x-request-id")]).toEqual([
      200,
      [1],
      "request-0002",
    ]);
  });

  test("answers unknown paths, wrong methods, OPTIONS and HEAD", async () => {
    const { ask } = await start();
    const unknown = await ask("/nothing");
    expect([unknown.status, ((await unknown.json()) as any).error.code]).toEqual([404, "ROUTE_NOT_FOUND"]);
    const wrong = await ask("/orders/o_1", { method: "PUT", body: "x" });
    expect([wrong.status, wrong.headers.get("allow"), ((await wrong.json()) as any).error.code]).toEqual([
      405,
      "DELETE, GET, HEAD, OPTIONS",
      "METHOD_NOT_ALLOWED",
    ]);
    const options = await ask("/orders", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow"), options.headers.get("x-request-id")?.length]).toEqual([
      204,
      "GET, HEAD, OPTIONS, POST",
      36,
    ]);
    expect((await ask("/any", { method: "PATCH" })).status).toBe(200);
    expect((await ask("/orders", { method: "PROPFIND" })).status).toBe(501);
    const head = await ask("/orders/o_1", { method: "HEAD" });
    expect([head.status, await head.text(), Number(head.headers.get("content-length")) > 50]).toEqual([404, "", true]);
    expect((await ask("/orders", { method: "HEAD" })).status).toBe(200);
  });

  test("caps bodies, declared and chunked, and reads the others", async () => {
    const { ask } = await start({ maxBodyBytes: 1_000 });
    const headers = { "content-type": "application/json" };
    const chunked = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 40; n += 1) controller.enqueue(new Uint8Array(500).fill(32));
        controller.close();
      },
    });
    expect((await ask("/orders", { method: "POST", body: "x".repeat(2_000), headers })).status).toBe(413);
    const counted = await ask("/orders", { method: "POST", body: chunked, headers, duplex: "half" } as RequestInit);
    expect([counted.status, ((await counted.json()) as any).error.details]).toEqual([413, { maxBytes: 1_000 }]);
    expect(await (await ask("/orders", { method: "POST", body: '{"a":1}', headers })).json()).toEqual({ a: 1 });
    expect((await ask("/orders", { method: "POST", body: "{bad", headers })).status).toBe(400);
    expect(
      (await ask("/orders", { method: "POST", body: "{}", headers: { "content-type": "text/plain" } })).status,
    ).toBe(415);
  });
});

describe("whatever a handler throws", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  test.each([
    ["a string", "hunter2"],
    ["undefined", undefined],
    ["null", null],
    ["a frozen error", Object.freeze(new Error("hunter2"))],
    ["a revoked Proxy", proxy],
  ])("%s becomes the internal error, alone and mounted", async (_name, thrown) => {
    const { app, seen } = make();
    app.get("/throws", async () => {
      throw thrown;
    });
    app.use("/late/*", async (_c, next) => {
      await next();
      throw thrown;
    });
    app.get("/late/x", (c) => c.json({ long: "x".repeat(1_000) }));
    const root = new Hono().route("/shop", app);
    for (const response of [
      await app.request("/throws"),
      await app.request("/late/x"),
      await root.request("/shop/throws"),
      await root.request("/shop/late/x"),
    ]) {
      const text = await response.text();
      expect([response.status, JSON.parse(text).error.code, text.includes("hunter2")]).toEqual([
        500,
        "INTERNAL",
        false,
      ]);
      expect(response.headers.get("content-length")).toBe(String(text.length));
    }
    expect(seen).toHaveLength(4);
  });

  test.each([
    [400, "MALFORMED_REQUEST", 400],
    [401, "INTERNAL", 500],
    [409, "EMAIL_TAKEN", 409],
    [429, "TOO_MANY", 429],
    [413, "BODY_TOO_BIG", 413],
    [503, "SERVICE_UNAVAILABLE", 503],
    [418, "INTERNAL", 500],
  ])("an HTTPException of %i is answered as %s", async (status, code, answered) => {
    const { app } = make();
    app.get("/throws", () => {
      throw new HTTPException(status as 400, { message: "hunter2", res: new Response("hunter2") });
    });
    const response = await app.request("/throws");
    const text = await response.text();
    expect(text).not.toContain("hunter2");
    expect([response.status, JSON.parse(text).error.code]).toEqual([answered, code]);
  });

  test("malformed JSON is the request's fault in c.req.json() and in a validator, never in the server's own JSON.parse", async () => {
    const { app } = make();
    app.post("/reads", async (c) => c.json(await c.req.json()));
    app.post(
      "/validates",
      validator("json", (value) => value),
      (c) => c.json({}),
    );
    app.post("/own", async (c) => {
      await c.req.json();
      return c.json(JSON.parse("{corrupt"));
    });
    const post = (path: string, body: string) =>
      app.request(path, { method: "POST", body, headers: { "content-type": "application/json" } });
    expect((await post("/reads", "{bad")).status).toBe(400);
    expect((await post("/validates", "{bad")).status).toBe(400);
    const gzip = { "content-type": "application/json", "content-encoding": "gzip" };
    for (const path of ["/reads", "/orders"])
      expect((await app.request(path, { method: "POST", body: "\x1f\x8b", headers: gzip })).status).toBe(415);
    expect((await post("/own", "{}")).status).toBe(500);
  });
});

test("a CORS preflight reaches the app's own CORS middleware; without one it is an OPTIONS like any other", async () => {
  const { app } = make();
  const headers = { origin: "http://a", "access-control-request-method": "POST" };
  const bare = await new Hono().route("/shop", app).request("/shop/orders", { method: "OPTIONS", headers });
  expect([bare.status, bare.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
  const made = boundary(shop);
  const other = honoBoundary(new Hono<BoundaryEnv>(), made);
  other.use("*", cors());
  other.post("/orders", (c) => c.text(""));
  const preflight = await other.request("/orders", { method: "OPTIONS", headers });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
});

test("a middleware that answers is a route when it is named, and the boundary must come first", async () => {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop), { answering: ["/static/*"] });
  app.use("/static/*", async (c, _next) => c.text("file"));
  app.use("/v1/*", async (_c, next) => next());
  expect((await app.request("/static/a.css")).status).toBe(200);
  expect((await app.request("/v1/nothing")).status).toBe(404);
  expect(() =>
    honoBoundary(
      new Hono<BoundaryEnv>().get("/", (c) => c.text("")),
      boundary(shop),
    ),
  ).toThrow(/ERRATA_HONO_LATE/);
});

describe("under @hono/node-server", () => {
  test("HTTP/1.0 without Host is served", async () => {
    const { app, made } = make();
    const server = createAdaptorServer({ fetch: app.fetch, createServer, overrideGlobalObjects: false }) as Server;
    ownClientErrors(server, made);
    open.push(server);
    expect((await sendOne(await listen(server), "GET /orders HTTP/1.0\r\n\r\n")).status).toBe(200);
  });

  test.each([
    ["an impossible Host", "GET /orders HTTP/1.1\r\nHost: a b\r\n\r\n"],
    ["a Host that is no address", "GET /orders HTTP/1.1\r\nHost: [:::::]\r\n\r\n"],
    ["a target that is no path", "GET orders HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["garbage", "nonsense\r\n\r\n"],
  ])("%s gets 400 in the contract's envelope", async (_name, bytes) => {
    const { app, made } = make();
    const server = createAdaptorServer({ fetch: app.fetch, createServer, overrideGlobalObjects: false }) as Server;
    ownClientErrors(server, made);
    open.push(server);
    const answer = await sendOne(await listen(server), bytes);
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([400, "MALFORMED_REQUEST"]);
  });

  describe.each([
    ["half-closes", (socket: Socket) => void socket.end(), undefined],
    ["closes", (socket: Socket) => void socket.destroy(), undefined],
    ["sends a broken chunk", (socket: Socket) => void socket.write("zz\r\n"), 400],
  ])("a client that %s in the middle of its body", (_name, act, status) => {
    test.each(["/orders", "/streams"])("gets at most one answer from %s, and is recorded once", async (path) => {
      const { app, made, seen } = make();
      app.post("/streams", async (c) => {
        for await (const part of c.req.raw.body ?? []) void part;
        return c.text("read");
      });
      const noise = vi.spyOn(console, "error");
      const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
      ownClientErrors(server, made);
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
      const { app, made } = make();
      app.post("/refuses", async (c) => {
        await look(c);
        throw error.NO_KEY();
      });
      const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
      ownClientErrors(server, made);
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
    const { app, made } = make();
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    ownClientErrors(server, made);
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
    const { app, seen } = make();
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
    const { app, made, seen } = make();
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
    const { app } = make({ record: (seen) => recorded(seen) });
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    open.push(server);
    const { socket } = await openSocket(await listen(server));
    socket.write(
      'POST /orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"a"',
      () => setImmediate(() => socket.resetAndDestroy()),
    );
    expect(await occurrence).toMatchObject({ code: "REQUEST_CANCELLED" });
  });
});
