import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { validator } from "hono/validator";
import { afterEach, describe, expect, test } from "vitest";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { handleClientErrors } from "../node/index.ts";
import { type BoundaryEnv, honoBoundary } from "./index.ts";
import { shopApp } from "./testing/index.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

/** How the app is served: directly, or mounted in another app. */
interface Deployment {
  readonly name: string;
  readonly prefix: string;
  readonly mount?: (app: Hono<BoundaryEnv>) => Pick<Hono<any>, "fetch">;
  readonly before?: MiddlewareHandler;
}
const deployments: readonly Deployment[] = [
  { name: "served directly", prefix: "" },
  { name: "with a middleware before its routes", prefix: "", before: async (_c, next) => next() },
  {
    name: "in an app with another boundary",
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

describe.each(deployments)("an app $name", ({ prefix, mount = (app) => app, before }) => {
  const start = async (options?: BoundaryOptions) => {
    const { app, shopBoundary, occurrences } = shopApp(options, ...(before === undefined ? [] : [before]));
    const server = createAdaptorServer({ fetch: mount(app).fetch, overrideGlobalObjects: false }) as Server;
    handleClientErrors(server, shopBoundary);
    open.push(server);
    const base = `http://127.0.0.1:${await listen(server)}${prefix}`;
    return { occurrences, send: (path: string, init?: RequestInit) => fetch(`${base}${path}`, init) };
  };

  test("returns the error that a handler throws, and records its operation and tenant", async () => {
    const { send, occurrences } = await start();
    const response = await send("/orders/o_1", { headers: { "x-request-id": "request-0001" } });
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
    expect(occurrences).toMatchObject([{ operation: "GET /orders/{orderId}", tenant: "t_1", undeclared: false }]);
    expect(occurrences[0]?.route?.endsWith("/orders/:orderId")).toBe(true);
  });

  test("adds the request id to a success and changes nothing else", async () => {
    const { send } = await start();
    const response = await send("/orders", { headers: { "x-request-id": "request-0002" } });
    expect([response.status, await response.json(), response.headers.get("x-request-id")]).toEqual([
      200,
      [1],
      "request-0002",
    ]);
  });

  test("returns 404 to unknown paths, 405 with Allow to wrong methods, 204 to OPTIONS, and no body to HEAD", async () => {
    const { send } = await start();
    const unknown = await send("/nothing");
    expect([unknown.status, ((await unknown.json()) as any).error.code]).toEqual([404, "ROUTE_NOT_FOUND"]);
    const wrong = await send("/orders/o_1", { method: "PUT", body: "x" });
    expect([wrong.status, wrong.headers.get("allow"), ((await wrong.json()) as any).error.code]).toEqual([
      405,
      "DELETE, GET, HEAD, OPTIONS",
      "METHOD_NOT_ALLOWED",
    ]);
    const options = await send("/orders", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow"), options.headers.get("x-request-id")?.length]).toEqual([
      204,
      "GET, HEAD, OPTIONS, POST",
      36,
    ]);
    expect((await send("/any", { method: "PATCH" })).status).toBe(200);
    expect((await send("/orders", { method: "PROPFIND" })).status).toBe(501);
    const head = await send("/orders/o_1", { method: "HEAD" });
    expect([head.status, await head.text(), Number(head.headers.get("content-length")) > 50]).toEqual([404, "", true]);
    expect((await send("/orders", { method: "HEAD" })).status).toBe(200);
  });

  test("returns 413 to bodies over the limit, declared and chunked, and reads the others", async () => {
    const { send } = await start({ maxBodyBytes: 1_000 });
    const headers = { "content-type": "application/json" };
    const chunked = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 40; n += 1) controller.enqueue(new Uint8Array(500).fill(32));
        controller.close();
      },
    });
    expect((await send("/orders", { method: "POST", body: "x".repeat(2_000), headers })).status).toBe(413);
    const chunkedResponse = await send("/orders", {
      method: "POST",
      body: chunked,
      headers,
      duplex: "half",
    } as RequestInit);
    expect([chunkedResponse.status, ((await chunkedResponse.json()) as any).error.details]).toEqual([
      413,
      { maxBytes: 1_000 },
    ]);
    expect(await (await send("/orders", { method: "POST", body: '{"a":1}', headers })).json()).toEqual({ a: 1 });
    expect((await send("/orders", { method: "POST", body: "{bad", headers })).status).toBe(400);
    expect(
      (await send("/orders", { method: "POST", body: "{}", headers: { "content-type": "text/plain" } })).status,
    ).toBe(415);
  });
});

describe("a value that a handler throws", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  test.each([
    ["a string", "hunter2"],
    ["undefined", undefined],
    ["null", null],
    ["a frozen error", Object.freeze(new Error("hunter2"))],
    ["a revoked Proxy", proxy],
  ])("%s: returns the internal error, directly and mounted", async (_name, thrown) => {
    const { app, occurrences } = shopApp();
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
      // The server computes it from the body, which a middleware can replace.
      expect(response.headers.get("content-length")).toBeNull();
    }
    expect(occurrences).toHaveLength(4);
  });

  test.each([
    [400, "HTTP_400", 400],
    [401, "HTTP_401", 401],
    [403, "HTTP_403", 403],
    [404, "ROUTE_NOT_FOUND", 404],
    [406, "NOT_ACCEPTABLE", 406],
    [409, "HTTP_409", 409],
    [413, "HTTP_413", 413],
    [418, "HTTP_418", 418],
    [429, "HTTP_429", 429],
    [500, "INTERNAL", 500],
    [502, "INTERNAL", 500],
    [503, "SERVICE_UNAVAILABLE", 503],
    [504, "OPERATION_TIMEOUT", 504],
  ])("an HTTPException of %i returns %s", async (status, code, expected) => {
    const { app } = shopApp();
    app.get("/throws", () => {
      throw new HTTPException(status as 400, { message: "hunter2", res: new Response("hunter2") });
    });
    const response = await app.request("/throws");
    const text = await response.text();
    expect(text).not.toContain("hunter2");
    expect([response.status, JSON.parse(text).error.code]).toEqual([expected, code]);
  });

  test("malformed JSON returns 400 from c.req.json() and from a validator, and 500 from the handler's own JSON.parse", async () => {
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

describe.each([
  ["without guards", []],
  ["behind a guard that calls next() on OPTIONS", [guardExceptOptions]],
  ["behind a guard that rejects every request without a key", [guard]],
])("OPTIONS, %s", (_name, guards) => {
  const preflight = { origin: "http://a", "access-control-request-method": "POST" };
  const { app, occurrences } = shopApp({}, ...guards);
  const root = new Hono().route("/shop", app);
  root.route("/", honoBoundary(new Hono<BoundaryEnv>(), boundary(shop)));

  test.each([
    ["a plain request", {}],
    ["a CORS preflight", preflight],
  ])("returns 204 with Allow to %s for a known path, and the contract's 404 for any other", async (_kind, headers) => {
    for (const [server, prefix] of [
      [app, ""],
      [root, "/shop"],
    ] as const) {
      const known = await server.request(`${prefix}/orders`, { method: "OPTIONS", headers });
      expect([known.status, await known.text()]).toEqual([204, ""]);
      expect(known.headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
      expect(known.headers.get("x-request-id")?.length).toBe(36);
      expect(occurrences).toHaveLength(0);
      const unknown = await server.request(`${prefix}/nothing`, { method: "OPTIONS", headers });
      expect([unknown.status, ((await unknown.json()) as any).error.code]).toEqual([404, "ROUTE_NOT_FOUND"]);
      expect(occurrences.splice(0)).toMatchObject([{ code: "ROUTE_NOT_FOUND" }]);
    }
  });

  test("leaves a CORS preflight to the app's CORS middleware", async () => {
    const { app: corsApp } = shopApp({}, cors(), ...guards);
    const response = await corsApp.request("/orders", { method: "OPTIONS", headers: preflight });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  });

  test("leaves OPTIONS to the app's own route", async () => {
    const { app: ownApp } = shopApp({}, ...guards);
    ownApp.options("/orders", (c) => c.text("own"));
    const response = await ownApp.request("/orders", { method: "OPTIONS", headers: { "x-api-key": "k" } });
    expect(await response.text()).toBe("own");
  });
});

test("a guard that fails on a CORS preflight causes the internal error", async () => {
  const { app, occurrences } = shopApp({}, () => {
    throw new Error("the store of keys is corrupt");
  });
  const headers = { origin: "http://a", "access-control-request-method": "POST" };
  expect((await app.request("/orders", { method: "OPTIONS", headers })).status).toBe(500);
  expect(occurrences).toMatchObject([{ code: "INTERNAL" }]);
});

describe("headers that middlewares and handlers add to a response", () => {
  const middlewares: MiddlewareHandler[] = [
    cors({ origin: "http://a" }),
    async (c, next) => {
      c.header("x-version", "7");
      c.header("cache-control", "max-age=60");
      await next();
      c.res.headers.set("x-late", "1");
    },
  ];
  const headersOf = async (thrown: Error): Promise<Record<string, string>> => {
    const { app } = shopApp({}, ...middlewares);
    app.get("/throws", (c) => {
      c.header("content-encoding", "gzip");
      c.header("x-plan", "pro");
      throw thrown;
    });
    return Object.fromEntries((await app.request("/throws", { headers: { origin: "http://a" } })).headers);
  };

  test("are sent with an error, except those that describe the body or that the error has itself", async () => {
    const headers = await headersOf(shop.error.EMAIL_TAKEN());
    expect(headers).toMatchObject({
      ...{
        "access-control-allow-origin": "http://a",
        vary: "Origin",
        "x-version": "7",
        "x-plan": "pro",
        "x-late": "1",
      },
      ...{ "cache-control": "no-store", "content-type": "application/json" },
    });
    expect(headers["content-encoding"]).toBeUndefined();
  });

  test("are not sent with a masked code, except those of CORS and those added after the error", async () => {
    const headers = await headersOf(shop.error.SECRET_NOT_FOUND());
    expect(headers).toMatchObject({ "access-control-allow-origin": "http://a", vary: "Origin", "x-late": "1" });
    expect([headers["x-plan"], headers["x-version"]]).toEqual([undefined, undefined]);
  });

  test("include several cookies", async () => {
    const { app } = shopApp({}, async (c, next) => {
      c.header("set-cookie", "a=1", { append: true });
      c.header("set-cookie", "b=2", { append: true });
      await next();
    });
    const response = await app.request("/orders/o_1");
    expect([response.status, response.headers.getSetCookie()]).toEqual([404, ["a=1", "b=2"]]);
    expect(response.headers.get("content-type")).toBe("application/json");
  });
});

test("a mounted app with its own boundary sends the request id that it records", async () => {
  const { app, occurrences } = shopApp();
  const outer: Occurrence[] = [];
  const outerBoundary = boundary(shop, { record: (occurrence) => outer.push(occurrence) });
  const root = honoBoundary(new Hono<BoundaryEnv>(), outerBoundary).route("/shop", app);
  const response = await root.request("/shop/orders/o_1");
  expect(response.headers.get("x-request-id")).toBe(occurrences[0]?.requestId);
  expect([occurrences.length, outer.length]).toEqual([1, 0]);
});

test.each([
  ["directly", []],
  ["behind a middleware", [async (_c: Context, next: () => Promise<void>) => next()]],
])("sends the response that a handler returns or sets, %s", async (_name, before) => {
  const { app, occurrences } = shopApp({}, ...before);
  const fetched = new Response("fetched", { headers: { etag: '"1"' } });
  Object.defineProperty(fetched, "headers", { value: immutable(fetched.headers) });
  app.get("/fetched", () => fetched);
  app.get("/sets", (c) => {
    c.res = new Response("set");
    return undefined as unknown as Response;
  });
  app.get("/nothing", () => undefined as unknown as Response);
  app.get("/looks", (c) => c.notFound());
  app.get("/:a/:b", (c) => c.json(c.req.param()));
  const send = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.text(), response.headers.get("x-request-id")?.length];
  };
  expect(await send("/fetched")).toEqual([200, "fetched", 36]);
  expect(await send("/sets")).toEqual([200, "set", 36]);
  expect(await send("/x/y")).toEqual([200, '{"a":"x","b":"y"}', 36]);
  expect((await send("/nothing"))[0]).toBe(500);
  expect((await send("/looks"))[0]).toBe(404);
  expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL", "ROUTE_NOT_FOUND"]);
});

test("a middleware named in `responding` counts as a route, and honoBoundary must be called before the first route", async () => {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop), { responding: ["/static/*"] });
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

/** Returns immutable headers, like those of a response from fetch(). */
function immutable(headers: Headers): Headers {
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

async function guard(c: Context, next: () => Promise<void>): Promise<void> {
  if (c.req.header("x-api-key") === undefined) throw shop.error.NO_KEY();
  await next();
}

async function guardExceptOptions(c: Context, next: () => Promise<void>): Promise<void> {
  await (c.req.method === "OPTIONS" ? next() : guard(c, next));
}
