import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { validator } from "hono/validator";
import { afterEach, describe, expect, test } from "vitest";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/adapter.ts";
import { listen } from "../../server/testing/raw-socket.ts";
import { shop } from "../../server/testing/shop.ts";
import { shopApp } from "../../server/testing/shop-app.ts";
import { handleClientErrors } from "../node/index.ts";
import { type BoundaryEnv, honoBoundary } from "./hono-boundary.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

/** The same app on its own and under a prefix, in Fetch and over a real server. */
interface Way {
  readonly name: string;
  readonly prefix: string;
  readonly mount?: (app: Hono<BoundaryEnv>) => Pick<Hono<any>, "fetch">;
  readonly before?: MiddlewareHandler;
}
const ways: readonly Way[] = [
  { name: "alone", prefix: "" },
  { name: "with a middleware before its routes", prefix: "", before: async (_c, next) => next() },
  {
    name: "in an app with a boundary of its own",
    prefix: "/shop",
    mount: (app) => honoBoundary(new Hono<BoundaryEnv>(), boundary(shop)).route("/shop", app),
  },
  { name: "under root.route", prefix: "/shop", mount: (app) => new Hono().route("/shop", app) },
  {
    name: "under root.route with a parameter",
    prefix: "/at/berlin",
    mount: (app) => new Hono().route("/at/:place", app),
  },
  {
    name: "under two prefixes",
    prefix: "/a/b",
    mount: (app) => new Hono().route("/a", new Hono().route("/b", app)),
  },
  { name: "under root.mount", prefix: "/shop", mount: (app) => new Hono().mount("/shop", app.fetch) },
];

describe.each(ways)("an app $name", ({ prefix, mount = (app) => app, before }) => {
  const start = async (options?: BoundaryOptions) => {
    const { app, made, seen } = shopApp(options, ...(before === undefined ? [] : [before]));
    const server = createAdaptorServer({ fetch: mount(app).fetch, overrideGlobalObjects: false }) as Server;
    handleClientErrors(server, made);
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
    const { app, seen } = shopApp();
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
    const { app } = shopApp();
    app.get("/throws", () => {
      throw new HTTPException(status as 400, { message: "hunter2", res: new Response("hunter2") });
    });
    const response = await app.request("/throws");
    const text = await response.text();
    expect(text).not.toContain("hunter2");
    expect([response.status, JSON.parse(text).error.code]).toEqual([answered, code]);
  });

  test("malformed JSON is the request's fault in c.req.json() and in a validator, never in the server's own JSON.parse", async () => {
    const { app } = shopApp();
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
  const { app } = shopApp();
  const headers = { origin: "http://a", "access-control-request-method": "POST" };
  const bare = await new Hono().route("/shop", app).request("/shop/orders", { method: "OPTIONS", headers });
  expect([bare.status, bare.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
  const { app: guarded } = shopApp({}, async (_c, next) => next());
  const root = new Hono().route("/shop", guarded);
  root.route("/", honoBoundary(new Hono<BoundaryEnv>(), boundary(shop)));
  const behind = await root.request("/shop/orders", { method: "OPTIONS", headers });
  expect([behind.status, behind.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
  const made = boundary(shop);
  const other = honoBoundary(new Hono<BoundaryEnv>(), made);
  other.use("*", cors());
  other.post("/orders", (c) => c.text(""));
  const preflight = await other.request("/orders", { method: "OPTIONS", headers });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
});

test("an answer names the request as its occurrence does, in an app in an app", async () => {
  const { app, seen } = shopApp();
  const outer: Occurrence[] = [];
  const made = boundary(shop, { record: (occurrence) => outer.push(occurrence) });
  const root = honoBoundary(new Hono<BoundaryEnv>(), made).route("/shop", app);
  const response = await root.request("/shop/orders/o_1");
  expect(response.headers.get("x-request-id")).toBe(seen[0]?.requestId);
  expect([seen.length, outer.length]).toEqual([1, 0]);
});

test.each([
  ["alone", []],
  ["behind a middleware", [async (_c: Context, next: () => Promise<void>) => next()]],
])("what a handler gives is answered, %s", async (_name, before) => {
  const { app, seen } = shopApp({}, ...before);
  const fetched = new Response("fetched", { headers: { etag: '"1"' } });
  Object.defineProperty(fetched, "headers", { value: frozen(fetched.headers) });
  app.get("/fetched", () => fetched);
  app.get("/sets", (c) => {
    c.res = new Response("set");
    return undefined as unknown as Response;
  });
  app.get("/nothing", () => undefined as unknown as Response);
  app.get("/looks", (c) => c.notFound());
  app.get("/:a/:b", (c) => c.json(c.req.param()));
  const ask = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.text(), response.headers.get("x-request-id")?.length];
  };
  expect(await ask("/fetched")).toEqual([200, "fetched", 36]);
  expect(await ask("/sets")).toEqual([200, "set", 36]);
  expect(await ask("/x/y")).toEqual([200, '{"a":"x","b":"y"}', 36]);
  expect((await ask("/nothing"))[0]).toBe(500);
  expect((await ask("/looks"))[0]).toBe(404);
  expect(seen.map(({ code }) => code)).toEqual(["INTERNAL", "ROUTE_NOT_FOUND"]);
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

/** Headers as they are on a response of fetch(). */
function frozen(headers: Headers): Headers {
  return new Proxy(headers, {
    get(target, name) {
      if (name === "set")
        return () => {
          throw new TypeError("immutable");
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
