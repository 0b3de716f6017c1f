import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { handleClientErrors } from "errata/node";
import express, {
  type Express,
  type Request as ExpressRequest,
  type Response as ExpressResponse,
  type NextFunction,
} from "express";
import { afterEach, describe, expect, test } from "vitest";
import { type RateLimitGuard, scopeGate } from "../../guards/index.ts";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/index.ts";
import { listen, sendOne, shop } from "../../server/testing/index.ts";
import { compareRoutes, customAuth, expressBoundary, rateLimiter, requireScopes } from "./index.ts";

const { error } = shop;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

interface Served {
  readonly origin: string;
  readonly port: number;
}

async function serve(app: Express): Promise<Served> {
  const server = app.listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, origin: `http://127.0.0.1:${port}` };
}

function shopBoundary(options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
  const warn = (message: string): void => void warnings.push(message);
  return { boundary: boundary(shop, { record, warn, ...options }), occurrences, warnings };
}

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as any).error.code;

describe("an app that is mounted in another", () => {
  test("responds to unknown paths and errors below its prefix, and leaves the rest to the other app", async () => {
    const api = expressBoundary(express(), shopBoundary().boundary);
    api.get("/orders/:orderId", ({ params }) => {
      throw error.ORDER_NOT_FOUND({ orderId: params.orderId });
    });
    const app = express().use("/api", api);
    app.get("/home", (_request, response) => void response.send("home"));
    const { origin } = await serve(app);
    const codes = [];
    for (const [method, path] of [
      ["GET", "/orders/7"],
      ["GET", "/nothing"],
      ["DELETE", "/orders/7"],
    ] as const)
      codes.push(await codeOf(await fetch(`${origin}/api${path}`, { method })));
    expect(codes).toEqual(["ORDER_NOT_FOUND", "ROUTE_NOT_FOUND", "METHOD_NOT_ALLOWED"]);
    expect(await (await fetch(`${origin}/home`)).text()).toBe("home");
  });

  test("keeps the request id of an enclosing boundary", async () => {
    const { boundary: outer } = shopBoundary();
    const inner = expressBoundary(express(), shopBoundary().boundary);
    let outerId = "";
    const app = expressBoundary(express(), outer);
    app.use((request, _response, next) => {
      outerId = request.errata.requestId;
      next();
    });
    app.use("/api", inner);
    const { origin } = await serve(app);
    const response = await fetch(`${origin}/api/nothing`);
    expect(response.headers.get("x-request-id")).toBe(outerId);
  });
});

test("an app without app.listen is protected, and handleClientErrors adds the rest", async () => {
  const { boundary } = shopBoundary();
  const server = createServer(expressBoundary(express(), boundary));
  handleClientErrors(server, boundary);
  servers.push(server);
  const port = await listen(server);
  expect(await codeOf(await fetch(`http://127.0.0.1:${port}/nothing`))).toBe("ROUTE_NOT_FOUND");
  const malformed = await sendOne(port, "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n");
  expect([malformed.status, JSON.parse(malformed.body).error.code]).toEqual([400, "MALFORMED_REQUEST"]);
});

test("routes that were added before the boundary are protected too", async () => {
  const app = express();
  app.get("/orders", () => {
    throw new Error("secret");
  });
  expressBoundary(app, shopBoundary().boundary);
  const { origin } = await serve(app);
  expect(await codeOf(await fetch(`${origin}/orders`))).toBe("INTERNAL");
});

test("middlewares run around a request that its head rejects, and no route receives it", async () => {
  const { boundary, occurrences } = shopBoundary({ maxBodyBytes: 10 });
  const app = expressBoundary(express(), boundary);
  let isReached = false;
  app.use((_request, response, next) => {
    response.set("X-Frame-Options", "DENY");
    next();
  });
  app.all("/orders", (_request, response) => {
    isReached = true;
    response.end();
  });
  const { origin } = await serve(app);
  const response = await fetch(`${origin}/orders`, { method: "POST", body: "x".repeat(11) });
  expect([response.status, response.headers.get("x-frame-options")]).toEqual([413, "DENY"]);
  expect(isReached).toBe(false);
  expect(occurrences.map(({ code }) => code)).toEqual(["BODY_TOO_BIG"]);
});

test("a masked error keeps the headers of CORS only", async () => {
  const app = expressBoundary(express(), shopBoundary().boundary);
  app.get("/orders/:orderId", (_request, response) => {
    response.set({ "Access-Control-Allow-Origin": "*", "X-Owner": "another tenant", ETag: '"1"' });
    throw error.SECRET_NOT_FOUND();
  });
  const { headers } = await fetch(`${(await serve(app)).origin}/orders/7`);
  expect([headers.get("access-control-allow-origin"), headers.get("x-owner"), headers.get("etag")]).toEqual([
    "*",
    null,
    null,
  ]);
});

test("a middleware that has patched the response sees the error", async () => {
  const app = expressBoundary(express(), shopBoundary().boundary);
  app.use((_request, response, next) => {
    const end = response.end.bind(response) as (...args: readonly unknown[]) => typeof response;
    response.end = ((...args: readonly unknown[]) => {
      response.setHeader("X-Seen-Status", String(response.statusCode));
      return end(...args);
    }) as typeof response.end;
    next();
  });
  const { headers } = await fetch(`${(await serve(app)).origin}/nothing`);
  expect(headers.get("x-seen-status")).toBe("404");
});

test("a returned error of another shape is sent and recorded unless replaceUncatalogued is set", async () => {
  const { boundary, occurrences, warnings } = shopBoundary();
  const app = expressBoundary(express(), boundary);
  app.get("/orders", (_request, response) => void response.status(409).json({ error: "old" }));
  const response = await fetch(`${(await serve(app)).origin}/orders`);
  expect([response.status, await response.json()]).toEqual([409, { error: "old" }]);
  expect(occurrences.map(({ status, uncatalogued }) => [status, uncatalogued])).toEqual([[409, true]]);
  expect(warnings.filter((warning) => warning.startsWith("ERRATA_UNCATALOGUED"))).toHaveLength(1);
});

describe("compareRoutes", () => {
  const operation = (_request: unknown, response: { end(): void }): void => response.end();

  test("lists routes without an operation and operations without a route, in routers too", () => {
    const { boundary } = shopBoundary();
    const app = expressBoundary(express(), boundary);
    const orders = express.Router();
    orders.get("/:id", operation).put("/:id", operation);
    orders.route("/").get(operation);
    app.use("/orders", orders);
    app.get("/.well-known/errata.json", operation).get("/health", operation);
    expect(compareRoutes(app, boundary)).toEqual({
      routesWithoutOperation: ["PUT /orders/:id", "GET /health"],
      operationsWithoutRoute: ["POST /orders", "DELETE /orders/{orderId}"],
    });
  });

  test("listening warns about the differences once", async () => {
    const { boundary, warnings } = shopBoundary();
    const app = expressBoundary(express(), boundary);
    app.get("/health", operation);
    await serve(app);
    expect(warnings).toEqual([expect.stringMatching(/^ERRATA_ROUTES: .* routes without an operation: GET \/health; /)]);
  });
});

describe("guards", () => {
  test("rateLimiter without authentication is a mistake of the server", async () => {
    const { boundary, occurrences } = shopBoundary();
    const limit: RateLimitGuard = async () => ({ policies: [], headers: {}, isFallback: false });
    const app = expressBoundary(express(), boundary).use(rateLimiter({ limit }));
    app.get("/orders", (_request, response) => void response.end());
    expect(await codeOf(await fetch(`${(await serve(app)).origin}/orders`))).toBe("INTERNAL");
    expect(String(occurrences[0]?.cause)).toContain("ERRATA_GUARD_TENANT: rateLimiter expected a tenant");
  });

  test("a guard without a boundary passes a mistake of the server on", async () => {
    const app = express().use(customAuth({ authenticate: () => ({}), tenant: () => "acme" }));
    app.use((_error: unknown, _request: ExpressRequest, response: ExpressResponse, _next: NextFunction) => {
      response.status(500).send("handled");
    });
    const response = await fetch((await serve(app)).origin, { signal: AbortSignal.timeout(15_000) });
    expect(await response.text()).toBe("handled");
  });

  test("requireScopes checks a request whose target is a whole URL", async () => {
    const app = expressBoundary(express(), shopBoundary().boundary);
    const scopes = { "GET /orders": "orders:read" };
    app.use(requireScopes({ scopes, gate: scopeGate(error.BAD_KEY), unlisted: "allow", granted: () => [] }));
    app.get("/orders", (_request, response) => void response.json([]));
    const { port } = await serve(app);
    const { status } = await sendOne(port, "GET http://x/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    expect(status).toBe(401);
  });

  test("customAuth stores the variables in response.locals", async () => {
    const app = expressBoundary(express(), shopBoundary().boundary);
    app.use(
      customAuth({
        authenticate: (request) => ({ id: request.get("x-user") ?? "" }),
        tenant: ({ id }) => id,
        variables: (user) => ({ user }),
      }),
    );
    app.get("/orders", (request, response) => void response.json([response.locals.user.id, request.errata.tenant]));
    const response = await fetch(`${(await serve(app)).origin}/orders`, { headers: { "x-user": "u_1" } });
    expect(await response.json()).toEqual(["u_1", "u_1"]);
  });
});

describe("what a guard protects, and no route of the app handles", () => {
  async function guardedApp() {
    const { boundary } = shopBoundary({ maxBodyBytes: 10 });
    const app = expressBoundary(express(), boundary);
    app.use(
      customAuth({
        authenticate(request) {
          if (request.get("x-user") === undefined) throw Object.assign(new Error("no key"), { status: 401 });
          return {};
        },
        tenant: () => "acme",
      }),
    );
    let reached = 0;
    const admin = (_request: ExpressRequest, response: ExpressResponse): void => {
      reached += 1;
      response.send("admin");
    };
    app.use("/handler", admin).use("/app", express().get("/", admin));
    const { origin } = await serve(app);
    const call = (path: string, init?: RequestInit) => fetch(`${origin}${path}`, init);
    return { call, reached: () => reached };
  }

  test.each(["/handler", "/app"])("%s is 404 without a key, and is not reached", async (path) => {
    const { call, reached } = await guardedApp();
    const preflight = { "access-control-request-method": "GET" };
    const replies = [
      await call(path),
      await call(path, { method: "OPTIONS", headers: preflight }),
      await call(`${path}?q=${"x".repeat(10_000)}`),
      await call(path, { method: "POST", body: "x".repeat(11) }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 414, 413]);
    expect(reached()).toBe(0);
  });

  test.each(["/handler", "/app"])("%s responds to a request with a key", async (path) => {
    const { call } = await guardedApp();
    const response = await call(path, { headers: { "x-user": "u_1" } });
    expect([response.status, await response.text()]).toEqual([200, "admin"]);
  });
});

test("an operation without a route is 404, and Allow lists the routes of the path only", async () => {
  const app = expressBoundary(express(), shopBoundary().boundary);
  app.get("/orders", (_request, response) => void response.end());
  const { origin } = await serve(app);
  const deleted = await fetch(`${origin}/orders/7`, { method: "DELETE" });
  expect([deleted.status, await codeOf(deleted)]).toEqual([404, "ROUTE_NOT_FOUND"]);
  expect((await fetch(`${origin}/orders`, { method: "POST" })).headers.get("allow")).toBe("GET, HEAD, OPTIONS");
});

test("a route that passes the request on leaves it to the boundary as an unknown path", async () => {
  const app = expressBoundary(express(), shopBoundary().boundary);
  app.get("/orders", (_request, _response, next) => next());
  expect(await codeOf(await fetch(`${(await serve(app)).origin}/orders`))).toBe("ROUTE_NOT_FOUND");
});

test.each([undefined, null])("a handler or an error handler that throws %s is the internal error", async (thrown) => {
  const app = expressBoundary(express(), shopBoundary().boundary);
  app.get("/orders", () => {
    throw thrown;
  });
  app.get("/orders/:orderId", () => {
    throw new Error("a bug");
  });
  app.use(
    "/orders/:orderId",
    (_error: unknown, _request: ExpressRequest, _response: ExpressResponse, _next: NextFunction) => {
      throw thrown;
    },
  );
  const { origin } = await serve(app);
  expect(await codeOf(await fetch(`${origin}/orders`))).toBe("INTERNAL");
  expect(await codeOf(await fetch(`${origin}/orders/7`))).toBe("INTERNAL");
});

describe("an app with another app mounted at /files", () => {
  const mounting = (boundaryOptions: BoundaryOptions = {}) => {
    const { boundary, ...seen } = shopBoundary(boundaryOptions);
    const app = expressBoundary(express(), boundary);
    app.get("/orders", (_request, response) => void response.json([]));
    app.all("/any", (_request, response) => void response.json([]));
    app.use("/files", express());
    return { app, boundary, ...seen };
  };

  test("responds to OPTIONS of its own routes with their methods", async () => {
    const { origin } = await serve(mounting().app);
    const response = await fetch(`${origin}/orders`, { method: "OPTIONS" });
    expect([response.status, response.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
  });

  test("lists the operations outside /files that have no route, and a route for all methods once", () => {
    const { app, boundary } = mounting();
    const { operationsWithoutRoute, routesWithoutOperation } = compareRoutes(app, boundary);
    expect(operationsWithoutRoute).toContain("POST /orders");
    expect(routesWithoutOperation).toEqual(["ALL /any"]);
  });
});

test.each([false, 0, "", Number.NaN, undefined, null, "route", "router"])(
  "a handler that throws %j fails, with a promise too",
  async (thrown) => {
    const { boundary } = shopBoundary();
    const app = expressBoundary(express(), boundary);
    app.get("/sync", () => {
      throw thrown;
    });
    app.get("/async", () => Promise.reject(thrown));
    app.use((_request, _response, next) => next());
    const { origin } = await serve(app);
    for (const path of ["/sync", "/async"]) expect(await codeOf(await fetch(origin + path))).toBe("INTERNAL");
  },
);

test("HEAD of a stream that fails gets the head of the response", async () => {
  const { boundary, occurrences } = shopBoundary();
  const app = expressBoundary(express(), boundary);
  app.get("/orders", async (_request, response) => {
    response.write("part");
    await Promise.resolve();
    throw new Error("hunter2");
  });
  const { origin } = await serve(app);
  expect((await fetch(`${origin}/orders`, { method: "HEAD" })).status).toBe(200);
  expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL"]);
});
