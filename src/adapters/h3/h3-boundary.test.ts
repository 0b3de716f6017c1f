import { createServer } from "node:http";
import { H3, HTTPError, HTTPResponse, onError, readValidatedBody, toWebHandler } from "h3";
import { toNodeHandler } from "h3/node";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RateLimitGuard } from "../../guards/index.ts";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { compareRoutes, customAuth, h3Boundary, idempotent, rateLimiter } from "./index.ts";

const { error } = shop;

// Another test of this thread may have loaded @hono/node-server, which replaces the class that h3 recognises responses by.
beforeAll(async () => {
  vi.stubGlobal("Response", (await fetch("data:,")).constructor);
});
afterAll(() => {
  vi.unstubAllGlobals();
});

function shopBoundary(options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
  const warn = (message: string): void => void warnings.push(message);
  return { boundary: boundary(shop, { record, warn, ...options }), occurrences, warnings };
}

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as any).error.code;

describe("without Node's request, as on Bun, Deno and Workers", () => {
  test("a chunked body over the limit is 413", async () => {
    const app = h3Boundary(new H3(), shopBoundary({ maxBodyBytes: 10 }).boundary);
    app.post("/orders", ({ req }) => req.text());
    const body = new Blob(["x".repeat(11)]).stream();
    const response = await app.request("/orders", { method: "POST", body, duplex: "half" } as RequestInit);
    expect([response.status, await codeOf(response)]).toEqual([413, "BODY_TOO_BIG"]);
  });

  test("toWebHandler is protected, and a stream that fails is recorded", async () => {
    const { boundary, occurrences } = shopBoundary();
    const app = h3Boundary(new H3(), boundary);
    const body = (...parts: string[]): ReadableStream =>
      new ReadableStream({
        pull(controller) {
          const part = parts.shift();
          if (part === undefined) controller.error(new Error("x"));
          else controller.enqueue(new TextEncoder().encode(part));
        },
      });
    app.get("/orders", () => new Response(body("a"), { headers: { "content-type": "application/json" } }));
    app.get("/at-once", () => new Response(body()));
    const handle = toWebHandler(app);
    expect(await codeOf(await handle(new Request("http://x/nothing")))).toBe("ROUTE_NOT_FOUND");
    await expect((await handle(new Request("http://x/orders"))).text()).rejects.toThrow();
    expect(await codeOf(await handle(new Request("http://x/at-once")))).toBe("INTERNAL");
    expect(occurrences.map(({ code }) => code)).toEqual(["ROUTE_NOT_FOUND", "INTERNAL", "INTERNAL"]);
  });
});

describe("error handlers of the app", () => {
  test("what onError returns is sent, also an HTTPError, which is an error", async () => {
    const app = new H3({
      onError: ({ message }) =>
        message === "a" ? { handled: true } : new HTTPError({ status: 409, message: "s3cret" }),
    });
    h3Boundary(app, shopBoundary().boundary);
    app.get("/orders/:id", ({ context }) => {
      throw new Error(context.params?.id);
    });
    expect(await (await app.request("/orders/a")).json()).toEqual({ handled: true });
    const text = await (await app.request("/orders/b")).text();
    expect(JSON.parse(text).error.code).toBe("HTTP_409");
    expect(text).not.toContain("s3cret");
  });

  test("the middleware onError sees the error first, and the contract's error survives its wrapper", async () => {
    const { boundary, occurrences } = shopBoundary();
    const app = h3Boundary(new H3(), boundary);
    const seen: unknown[] = [];
    app.use(onError(({ cause }) => void seen.push((cause as { code?: string }).code)));
    app.get("/orders/:id", () => {
      throw error.ORDER_NOT_FOUND({ orderId: "7" });
    });
    expect(await codeOf(await app.request("/orders/7"))).toBe("ORDER_NOT_FOUND");
    expect([seen, occurrences.map(({ undeclared }) => undeclared)]).toEqual([["ORDER_NOT_FOUND"], [false]]);
  });

  test("onResponse sees the error", async () => {
    const statuses: number[] = [];
    const app = h3Boundary(new H3({ onResponse: ({ status }) => void statuses.push(status) }), shopBoundary().boundary);
    await app.request("/nothing");
    expect(statuses).toEqual([404]);
  });

  test("an expected error is not printed", async () => {
    const print = vi.spyOn(console, "error");
    const app = h3Boundary(new H3(), shopBoundary().boundary);
    app.get("/orders/:id", () => {
      throw error.ORDER_NOT_FOUND({ orderId: "7" });
    });
    await app.request("/orders/7");
    expect(print).not.toHaveBeenCalled();
    print.mockRestore();
  });
});

test("an HTTPError keeps its status and its safe headers, and nothing else", async () => {
  const app = h3Boundary(new H3(), shopBoundary().boundary);
  app.get("/orders", () => {
    const headers = { "www-authenticate": "Basic", "x-secret": "s3cret" };
    throw new HTTPError({ status: 401, message: "s3cret", headers, data: { s3cret: 1 }, body: { s3cret: 1 } });
  });
  const response = await app.request("/orders");
  expect([response.status, response.headers.get("www-authenticate"), response.headers.get("x-secret")]).toEqual([
    401,
    "Basic",
    null,
  ]);
  expect(await response.text()).not.toContain("s3cret");
});

test("middlewares run around a request that its head rejects, and no route receives it", async () => {
  const { boundary, occurrences } = shopBoundary({ maxBodyBytes: 10 });
  const app = h3Boundary(new H3(), boundary);
  let isReached = false;
  app.use(({ res }) => void res.headers.set("X-Frame-Options", "DENY"));
  app.all("/orders", () => {
    isReached = true;
  });
  const init = { method: "POST", body: "x".repeat(11), headers: { "content-length": "11" } };
  const response = await app.request("/orders", init);
  expect([response.status, response.headers.get("x-frame-options"), isReached]).toEqual([413, "DENY", false]);
  expect(occurrences.map(({ code }) => code)).toEqual(["BODY_TOO_BIG"]);
});

test("a middleware that responds to an unknown path keeps its response", async () => {
  const { boundary, occurrences } = shopBoundary();
  const app = h3Boundary(new H3(), boundary);
  app.use("/static/**", () => "file");
  const response = await app.request("/static/a.css");
  expect([response.status, await response.text()]).toEqual([200, "file"]);
  expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
  expect(occurrences).toEqual([]);
});

test("a masked error keeps the headers of CORS only", async () => {
  const app = h3Boundary(new H3(), shopBoundary().boundary);
  app.get("/orders/:orderId", ({ res }) => {
    res.headers.set("Access-Control-Allow-Origin", "*");
    res.headers.set("X-Owner", "another tenant");
    throw error.SECRET_NOT_FOUND();
  });
  const { headers } = await app.request("/orders/7");
  expect([headers.get("access-control-allow-origin"), headers.get("x-owner")]).toEqual(["*", null]);
});

test("a returned error of another shape is sent and recorded unless replaceUncatalogued is set", async () => {
  const { boundary, occurrences, warnings } = shopBoundary();
  const app = h3Boundary(new H3(), boundary);
  app.get("/orders", () => new HTTPResponse('{"error":"old"}', { status: 409 }));
  const response = await app.request("/orders");
  expect([response.status, await response.json()]).toEqual([409, { error: "old" }]);
  expect(occurrences.map(({ status, uncatalogued }) => [status, uncatalogued])).toEqual([[409, true]]);
  expect(warnings.filter((warning) => warning.startsWith("ERRATA_UNCATALOGUED"))).toHaveLength(1);
});

test("a mounted app with its own boundary keeps the request id, and its errors are recorded once", async () => {
  const { boundary, occurrences } = shopBoundary();
  const inner = h3Boundary(new H3(), boundary);
  const app = h3Boundary(new H3(), shopBoundary({ routes: false }).boundary).mount("/api", inner.fetch);
  const response = await app.request("/api/nothing", { headers: { "x-request-id": "request-1" } });
  expect([await codeOf(response), response.headers.get("x-request-id")]).toEqual(["ROUTE_NOT_FOUND", "request-1"]);
  expect(occurrences).toHaveLength(1);
});

describe("compareRoutes", () => {
  test("lists routes without an operation and operations without a route, in mounted apps too", () => {
    const { boundary } = shopBoundary();
    const app = h3Boundary(new H3(), boundary);
    const orders = new H3().get("/:id(\\d+)", () => ({})).put("/:id", () => ({}));
    app.mount("/orders", orders).get("/orders", () => []);
    app
      .get("/.well-known/errata.json", () => ({}))
      .get("/health", () => ({}))
      .all("/files/**:path", () => ({}));
    expect(compareRoutes(app, boundary)).toEqual({
      routesWithoutOperation: ["PUT /orders/:id", "GET /health"],
      operationsWithoutRoute: ["POST /orders", "DELETE /orders/{orderId}"],
    });
  });

  test("serving the app warns about the differences once", async () => {
    const { boundary, warnings } = shopBoundary();
    const app = h3Boundary(new H3(), boundary);
    const { fetch } = app;
    app.get("/health", () => ({}));
    await fetch(new Request("http://x/health"));
    await app.fetch(new Request("http://x/health"));
    expect(warnings).toEqual([expect.stringMatching(/^ERRATA_ROUTES: .* routes without an operation: GET \/health; /)]);
  });
});

describe("guards", () => {
  test("rateLimiter without authentication is a mistake of the server", async () => {
    const { boundary, occurrences } = shopBoundary();
    const limit: RateLimitGuard = async () => ({ policies: [], headers: {}, isFallback: false });
    const app = h3Boundary(new H3(), boundary).use(rateLimiter({ limit }));
    app.get("/orders", () => []);
    expect(await codeOf(await app.request("/orders"))).toBe("INTERNAL");
    expect(String(occurrences[0]?.cause)).toContain("ERRATA_GUARD_TENANT: rateLimiter expected a tenant");
  });

  test("customAuth stores the variables in the context of the event", async () => {
    const app = h3Boundary(new H3(), shopBoundary().boundary);
    app.use(
      customAuth({
        authenticate: ({ req }) => ({ id: req.headers.get("x-user") ?? "" }),
        tenant: ({ id }) => id,
        variables: (user) => ({ user }),
      }),
    );
    app.get("/orders", ({ context }) => [context.user, context.errata.tenant]);
    const response = await app.request("/orders", { headers: { "x-user": "u_1" } });
    expect(await response.json()).toEqual([{ id: "u_1" }, "u_1"]);
  });

  test("idempotent without a boundary says so", async () => {
    const app = new H3({ silent: true, debug: true });
    app.post("/orders", () => ({}), { middleware: [idempotent({ guard: () => Promise.reject(new Error()) })] });
    const response = await app.request("/orders", { method: "POST" });
    expect(await response.text()).toContain("ERRATA_GUARD_BOUNDARY: idempotent expected an app behind h3Boundary");
  });
});

test("a validating function that returns false or throws rejects the request, or throws an error of the contract", async () => {
  const app = h3Boundary(new H3(), shopBoundary().boundary);
  const validators = {
    "/false": () => false,
    "/throws": () => {
      throw new Error("hunter2");
    },
    "/contract": () => {
      throw error.NO_KEY();
    },
  };
  for (const [path, validate] of Object.entries(validators))
    app.post(path, (event) => readValidatedBody(event, validate as () => true));
  const codes = [];
  for (const path of Object.keys(validators))
    codes.push(await codeOf(await app.request(path, { method: "POST", body: "{}" })));
  expect(codes).toEqual(["INVALID", "INVALID", "NO_KEY"]);
});

test("a handler reads the JSON of a request that a middleware has cloned, on Node", async () => {
  const app = h3Boundary(new H3(), shopBoundary().boundary);
  app.use(async ({ req }, next) => {
    await req.clone().text();
    return next();
  });
  app.post("/orders", ({ req }) => req.json());
  const server = createServer(toNodeHandler(app));
  const port = await listen(server);
  const headers = { "content-type": "application/json" };
  const send = (body: string) => fetch(`http://127.0.0.1:${port}/orders`, { method: "POST", body, headers });
  expect(await (await send('{"sku":"a"}')).json()).toEqual({ sku: "a" });
  expect((await send("{")).status).toBe(400);
  server.close().closeAllConnections();
});
