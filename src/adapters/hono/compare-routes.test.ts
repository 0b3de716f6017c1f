import { Hono } from "hono";
import { cors } from "hono/cors";
import { expect, test } from "vitest";
import { contract } from "../../contract/index.ts";
import { boundary } from "../../server/index.ts";
import { type BoundaryEnv, compareRoutes, honoBoundary, serveContract } from "./index.ts";

const api = contract({
  name: "orders",
  version: "1.0.0",
  errors: { GONE: { kind: "not_found", when: "No such order.", message: "Gone." } },
  operations: {
    "GET /orders": [],
    "POST /orders": [],
    "GET /orders/{orderId}": ["GONE"],
    "DELETE /orders/{orderId}": [],
  },
});

function createApp(): { app: Hono<BoundaryEnv>; warnings: string[]; compare: () => unknown } {
  const warnings: string[] = [];
  const apiBoundary = boundary(api, { warn: (message) => warnings.push(message) });
  const app = honoBoundary(new Hono<BoundaryEnv>(), apiBoundary);
  app.use("*", cors());
  app.get("/.well-known/errata.json", serveContract(api)).get("/docs/*", (c) => c.text("page"));
  return { app, warnings, compare: () => compareRoutes(app, apiBoundary) };
}

test("routes without an operation and operations without a route are reported once, at the first request", async () => {
  const { app, warnings, compare } = createApp();
  app.get("/orders", (c) => c.json([]));
  app.get("/orders/:id", (c) => c.json({}));
  app.get("/admin", (c) => c.text(""));
  app.post("/orders/:id/ship", (c) => c.text(""));
  for (let times = 0; times < 2; times += 1) await app.request("/orders");
  expect(warnings).toEqual([
    'ERRATA_ROUTES: expected the app\'s routes to be the operations of contract "orders", received routes without an operation: ' +
      "GET /admin, POST /orders/:id/ship; operations without a route: POST /orders, DELETE /orders/{orderId}. " +
      "Add the operation to the contract, or the route to the app.",
  ]);
  expect(compare()).toEqual({
    routesWithoutOperation: ["GET /admin", "POST /orders/:id/ship"],
    operationsWithoutRoute: ["POST /orders", "DELETE /orders/{orderId}"],
  });
});

test("differences are reported when a server is given `app.fetch`, before any request", async () => {
  const { app, warnings } = createApp();
  const server = { fetch: app.fetch };
  expect(server.fetch).toBe(app.fetch);
  app.get("/admin", (c) => c.text(""));
  await Promise.resolve();
  expect(warnings).toEqual([
    expect.stringContaining(
      "received routes without an operation: GET /admin; operations without a route: GET /orders,",
    ),
  ]);
  await server.fetch(new Request("http://x/admin"));
  expect(warnings).toHaveLength(1);
});

test("a route that is added after `app.fetch` was read is served, and the comparison is repeated", async () => {
  const { app, warnings } = createApp();
  const { fetch } = app;
  await Promise.resolve();
  app.all("/orders", (c) => c.json([]));
  app.get("/orders/:id", (c) => c.json({})).delete("/orders/:id", (c) => c.json({}));
  app.get("/late", (c) => c.text("late"));
  expect(await (await fetch(new Request("http://x/late"))).text()).toBe("late");
  expect(warnings.slice(1)).toEqual([expect.stringContaining("received routes without an operation: GET /late. Add")]);
});

test("nothing is reported twice if one comparison has not run yet when the first request arrives", async () => {
  const { app, warnings } = createApp();
  await app.request("/orders");
  await Promise.resolve();
  expect(warnings).toHaveLength(1);
});

test("nothing is reported if the app and the contract agree, by routes of any kind", async () => {
  const { app, warnings } = createApp();
  app.all("/orders", (c) => c.json([]));
  app.route(
    "/orders",
    new Hono().get("/:id", (c) => c.json({})).delete("/:id", (c) => c.json({})),
  );
  await app.request("/orders");
  await new Hono().route("/shop", app).request("/shop/orders");
  expect(warnings).toEqual([]);
});

test("nothing is reported if the contract's paths include the prefix of the mount", async () => {
  const { app, warnings } = createApp();
  app.all("/", (c) => c.json([]));
  app.get("/:id", (c) => c.json({})).delete("/:id", (c) => c.json({}));
  await new Hono().route("/orders", app).request("/orders/o_1");
  expect(warnings).toEqual([]);
});

test("nothing is reported for a contract without operations", async () => {
  const warnings: string[] = [];
  const errors = { GONE: { kind: "not_found", when: "No such order.", message: "Gone." } } as const;
  const bare = boundary(contract({ name: "bare", version: "1.0.0", errors }), {
    warn: (message) => warnings.push(message),
  });
  const app = honoBoundary(new Hono<BoundaryEnv>(), bare).get("/x", (c) => c.text(""));
  await app.request("/x");
  expect(warnings).toEqual([]);
});

test("a route whose parameter has a pattern is the route of its operation", () => {
  const apiBoundary = boundary(api, { warn: () => undefined });
  const app = honoBoundary(new Hono<BoundaryEnv>(), apiBoundary);
  app.get("/orders/:orderId{[0-9]+}", (c) => c.text(""));
  expect(compareRoutes(app, apiBoundary).routesWithoutOperation).toEqual([]);
  expect(compareRoutes(app, apiBoundary).operationsWithoutRoute).not.toContain("GET /orders/{orderId}");
});

test("a handler of every method or path below a prefix serves the operations that it matches", () => {
  const apiBoundary = boundary(api, { warn: () => undefined });
  const app = honoBoundary(new Hono<BoundaryEnv>(), apiBoundary);
  app.get("/orders/*", (c) => c.text("")).all("/proxy", (c) => c.text(""));
  app.get("/names/:name{[a-z ]+}", (c) => c.text(""));
  expect(compareRoutes(app, apiBoundary)).toEqual({
    routesWithoutOperation: ["GET /names/:name{[a-z%20]+}"],
    operationsWithoutRoute: ["POST /orders", "DELETE /orders/{orderId}"],
  });
});

test("a middleware of one path serves no operation, unless the app says that it responds", () => {
  const apiBoundary = boundary(api, { warn: () => undefined });
  const create = (responding: readonly string[]) =>
    honoBoundary(new Hono<BoundaryEnv>(), apiBoundary, { responding })
      .use("/orders", cors())
      .use("/orders/:orderId", cors());
  const all = ["GET /orders", "POST /orders", "GET /orders/{orderId}", "DELETE /orders/{orderId}"];
  expect(compareRoutes(create([]), apiBoundary).operationsWithoutRoute).toEqual(all);
  expect(compareRoutes(create(["/orders"]), apiBoundary).operationsWithoutRoute).toEqual(all.slice(2));
  const app = create([]).get("/orders", (c) => c.json([]));
  expect(compareRoutes(app, apiBoundary).operationsWithoutRoute).toEqual(all.slice(1));
});

test("an app that is mounted with mount() serves the operations below its path", async () => {
  const apiBoundary = boundary(api, { warn: () => undefined });
  const app = honoBoundary(new Hono<BoundaryEnv>(), apiBoundary).mount("/orders", () => new Response("mounted"));
  expect(compareRoutes(app, apiBoundary)).toEqual({ routesWithoutOperation: [], operationsWithoutRoute: [] });
  expect(await (await app.request("/orders/o_1")).text()).toBe("mounted");
});
