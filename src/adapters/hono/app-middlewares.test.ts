import { Hono, type MiddlewareHandler } from "hono";
import { basicAuth } from "hono/basic-auth";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { logger } from "hono/logger";
import { methodOverride } from "hono/method-override";
import { secureHeaders } from "hono/secure-headers";
import { timing } from "hono/timing";
import { beforeEach, describe, expect, test } from "vitest";
import { boundary, type Occurrence } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { type BoundaryEnv, customAuth, honoBoundary } from "./index.ts";

const { error } = shop;
const logged: string[] = [];
let occurrences: Occurrence[] = [];
beforeEach(() => {
  occurrences = [];
  logged.length = 0;
});

/** Creates the shop with middlewares in the usual place: after the boundary and before the routes. */
function createApp(...middlewares: MiddlewareHandler[]): Hono<BoundaryEnv> {
  const shopBoundary = boundary(shop, {
    record: (occurrence) => occurrences.push(occurrence),
    maxUriLength: 200,
    operations: {
      "POST /orders": { maxBodyBytes: 10, lengthRequired: true },
      "GET /orders": { produces: ["application/json"] },
    },
  });
  const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
  for (const middleware of middlewares) app.use("*", middleware);
  app.get("/orders", (c) => c.json([]));
  app.post("/orders", (c) => c.json({ ran: true }));
  app.get("/orders/:orderId", () => {
    throw new Error("a bug");
  });
  return app;
}

const refused = [
  [404, "ROUTE_NOT_FOUND", "/nothing", {}],
  [405, "METHOD_NOT_ALLOWED", "/orders", { method: "PUT", body: "x" }],
  [406, "NOT_ACCEPTABLE", "/orders", { headers: { accept: "text/html" } }],
  [411, "LENGTH_REQUIRED", "/orders", { method: "POST" }],
  [413, "BODY_TOO_BIG", "/orders", { method: "POST", body: "x".repeat(11), headers: { "content-length": "11" } }],
  [414, "URI_TOO_LONG", `/orders?${"x".repeat(300)}`, {}],
  [501, "NOT_IMPLEMENTED", "/orders", { method: "PROPFIND" }],
  [500, "INTERNAL", "/orders/o_1", {}],
] as const satisfies readonly (readonly [number, string, string, RequestInit])[];

const deployments = [
  ["served directly", "", (app: Hono<BoundaryEnv>): Pick<Hono<any>, "request"> => app],
  ["mounted with route()", "/shop", (app: Hono<BoundaryEnv>) => new Hono().route("/shop", app)],
  ["mounted with mount()", "/shop", (app: Hono<BoundaryEnv>) => new Hono().mount("/shop", app.fetch)],
] as const;

describe.each(deployments)("the middlewares of an app %s", (_name, prefix, mount) => {
  test.each(refused)("run around %i %s", async (status, code, path, init) => {
    const app = createApp(
      cors({ origin: "http://a.example" }),
      secureHeaders(),
      logger((line) => logged.push(line)),
      timing(),
      etag(),
    );
    const headers = { ...("headers" in init ? init.headers : {}), origin: "http://a.example" };
    const response = await mount(app).request(`${prefix}${path}`, { ...init, headers });
    expect([response.status, ((await response.json()) as any).error.code]).toEqual([status, code]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "http://a.example",
      "x-content-type-options": "nosniff",
      "server-timing": expect.stringContaining("total"),
      "x-request-id": occurrences[0]?.requestId,
    });
    expect(logged).toHaveLength(2);
    expect(logged[1]).toContain(String(status));
    expect(occurrences.map((occurrence) => occurrence.code)).toEqual([code]);
  });

  test("compress an error", async () => {
    const app = mount(createApp(compress({ threshold: 0 })));
    const response = await app.request(`${prefix}/nothing`, { headers: { "accept-encoding": "gzip" } });
    const text = await new Response(response.body?.pipeThrough(new DecompressionStream("gzip"))).text();
    expect([response.headers.get("content-encoding"), JSON.parse(text).error.code]).toEqual([
      "gzip",
      "ROUTE_NOT_FOUND",
    ]);
  });

  test.each([
    ["one path", "/orders"],
    ["a path with a parameter", "/:name"],
  ])("registered with app.use for %s run around 405, and receive its parameters", async (_pattern, pattern) => {
    const app = createApp();
    app.use(pattern, async (c, next) => {
      await next();
      c.header("x-seen", c.req.param("name") ?? "none");
    });
    const response = await mount(app).request(`${prefix}/orders`, { method: "PUT" });
    expect([response.status, response.headers.get("x-seen")]).toEqual([405, pattern === "/orders" ? "none" : "orders"]);
  });
});

describe("a guard", () => {
  const guards = [
    ["of errata/hono", customAuth({ authenticate: () => Promise.reject(error.NO_KEY()), tenant: () => "t_1" })],
    [
      "that throws a code of the contract",
      async (_c, _next) => {
        throw error.NO_KEY();
      },
    ],
    ["that throws an HTTPException", basicAuth({ username: "a", password: "b" })],
  ] as const satisfies readonly (readonly [string, MiddlewareHandler])[];

  test.each(guards)("%s does not hide whether a route exists, or that a limit is exceeded", async (_name, guard) => {
    const app = createApp(cors(), guard);
    for (const [status, code, path, init] of refused.slice(0, 7)) {
      const response = await app.request(path, init);
      expect([response.status, ((await response.json()) as any).error.code]).toEqual([status, code]);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect((await app.request("/orders/o_1")).status).toBe(401);
    expect(occurrences).toHaveLength(8);
  });

  test("of errata/hono protects what a middleware behind it does without a route", async () => {
    const guard = customAuth({
      authenticate: async (c) => {
        if (c.req.header("authorization") !== "Bearer u_1") throw new HTTPException(401);
        return "u_1";
      },
      tenant: () => "t_1",
    });
    for (const pattern of ["/static/*", "*"]) {
      const app = createApp(guard);
      let served = 0;
      app.use(pattern, async (c, next) => {
        if (!c.req.path.startsWith("/static/")) return next();
        served += 1;
        return c.text("secret file");
      });
      for (const method of ["GET", "POST"]) {
        const response = await app.request("/static/a.css", { method });
        expect([response.status, (await response.text()).includes("secret"), served]).toEqual([404, false, 0]);
      }
      const response = await app.request("/static/a.css", { headers: { authorization: "Bearer u_1" } });
      expect([response.status, await response.text(), served]).toEqual([200, "secret file", 1]);
    }
  });

  test("of another package protects what a middleware behind it serves", async () => {
    const app = createApp(guards[0][1]);
    app.use("/static/*", async (c, _next) => c.text("secret file"));
    const response = await app.request("/static/a.css");
    expect([response.status, (await response.text()).includes("secret")]).toEqual([404, false]);
  });

  test("that fails itself causes the internal error on an unknown path", async () => {
    const app = createApp(async (_c, _next) => {
      throw new Error("the store of keys is corrupt");
    });
    expect((await app.request("/nothing")).status).toBe(500);
    expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL"]);
  });
});

test("a middleware can respond to a request that no route handles", async () => {
  const app = createApp();
  app.use("/files/*", async (c, _next) => c.text("a file"));
  app.use("/orders/*", methodOverride({ app }));
  app.delete("/orders/:orderId", (c) => c.text("deleted"));
  const file = await app.request("/files/a.css");
  expect([file.status, await file.text(), file.headers.get("x-request-id")?.length]).toEqual([200, "a file", 36]);
  const form = { method: "POST", body: new URLSearchParams({ _method: "DELETE" }) };
  expect(await (await app.request("/orders/o_1", form)).text()).toBe("deleted");
  expect(occurrences).toEqual([]);
});

test("a middleware that throws after the error of an unknown path causes the internal error", async () => {
  const app = createApp(async (_c, next) => {
    await next();
    throw new Error("late");
  });
  const response = await app.request("/nothing");
  expect([response.status, ((await response.json()) as any).error.code]).toEqual([500, "INTERNAL"]);
});

test("a middleware named in `responding` that calls next() leaves 405 with Allow, 404 and OPTIONS to the boundary", async () => {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop), { responding: ["*", "/*"] });
  app.use("*", async (c, next) => (c.req.path === "/a.css" ? c.text("file") : next()));
  app.get("/orders", (c) => c.json([]));
  app.post("/orders", (c) => c.json([]));
  expect(await (await app.request("/a.css")).text()).toBe("file");
  const wrong = await app.request("/orders", { method: "DELETE" });
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS, POST"]);
  const options = await app.request("/orders", { method: "OPTIONS" });
  expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
  expect((await app.request("/nothing")).status).toBe(404);
});

test("honoBoundary explains which registrations must follow it", () => {
  const app = new Hono<BoundaryEnv>().use("*", cors()).get("/", (c) => c.text(""));
  expect(() => honoBoundary(app, boundary(shop))).toThrow(
    "ERRATA_HONO_LATE: expected an app without routes and middlewares, received one with 2: ALL /*, GET /. " +
      "Call honoBoundary before the first `app.get`, `app.use`, `app.mount` or other registration",
  );
});

test("a route without a path handles only /", async () => {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop));
  app.get((c) => c.text("root"));
  expect(await (await app.request("/")).text()).toBe("root");
  expect((await app.request("/nothing")).status).toBe(404);
});

test("a handler for HEAD, which Hono never calls, is not listed in Allow", async () => {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { warn: () => undefined }));
  app.on("HEAD", "/files", (c) => c.body(null));
  app.post("/uploads", (c) => c.body(null));
  app.on("HEAD", "/uploads", (c) => c.body(null));
  const statusAndAllow = async (method: string, path: string): Promise<unknown> => {
    const { status, headers } = await app.request(path, { method });
    return [status, headers.get("allow")];
  };
  expect(await statusAndAllow("HEAD", "/files")).toEqual([404, null]);
  expect(await statusAndAllow("PUT", "/files")).toEqual([404, null]);
  expect(await statusAndAllow("HEAD", "/uploads")).toEqual([405, "OPTIONS, POST"]);
});

test("a body reaches a handler behind two boundaries, also if it is read as a stream", async () => {
  const quiet = { warn: () => undefined };
  const inner = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, quiet));
  inner.post("/orders", async (c) => c.text(await new Response(c.req.raw.body).text()));
  const outer = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, quiet)).route("/", inner);
  for (const body of ["text", null]) {
    const response = await outer.request("/orders", { method: "POST", body });
    expect([response.status, await response.text()]).toEqual([200, body ?? ""]);
  }
});

describe("a thrown value that is not an Error", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const values: Readonly<Record<string, readonly [thrown: unknown, status: number]>> = {
    "a string": ["hunter2", 500],
    null: [null, 500],
    undefined: [undefined, 500],
    "an object": [{ status: 404, message: "hunter2" }, 500],
    "a number": [5, 500],
    "issues of a schema": [{ name: "ZodError", issues: [{ path: ["a"], message: "m", code: "custom" }] }, 400],
    "a Response": [() => new Response("taken", { status: 409 }), 409],
    "a redirect": [() => Response.redirect("http://a.example/"), 302],
    "a revoked Proxy": [proxy, 500],
  };

  test.each(
    deployments.flatMap(([name, prefix, mount]) =>
      ["a handler", "an asynchronous handler", "a middleware"].map((place) => [place, name, prefix, mount] as const),
    ),
  )("of %s runs through the middlewares, %s", async (place, _name, prefix, mount) => {
    for (const [name, [value, status]] of Object.entries(values)) {
      const thrown: unknown = typeof value === "function" ? value() : value;
      occurrences = [];
      logged.length = 0;
      const app = createApp(
        logger((line) => logged.push(line)),
        timing(),
        secureHeaders(),
        async (c, next) => {
          await next();
          c.header("x-after", "1");
        },
        async (c, next) => {
          if (place === "a middleware" && c.req.path.endsWith("/throws")) throw thrown;
          await next();
        },
      );
      app.get("/throws", (() => {
        if (place === "an asynchronous handler") return Promise.reject(thrown);
        throw thrown;
      }) as never);
      const response = await mount(app).request(`${prefix}/throws`);
      expect([name, response.status]).toEqual([name, status]);
      expect([name, response.headers.get("x-after")]).toEqual([name, "1"]);
      expect(response.headers.has("server-timing")).toBe(true);
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      expect(logged.filter((line) => line.startsWith("-->"))).toHaveLength(1);
      expect(await response.text()).not.toContain("hunter2");
      expect(occurrences).toHaveLength(status < 400 ? 0 : 1);
    }
  });
});
