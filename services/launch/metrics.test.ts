import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
import type { Store } from "errata/store";
import { Hono } from "hono";
import parse from "parse-prometheus-text-format";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Api } from "../shared/api/index.ts";
import { type Listening, listen } from "./listen.ts";
import { type Metrics, openMetrics } from "./metrics.ts";
import { rootApp } from "./root-app.ts";

const token = "operator-token-0123456789";
const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." },
    KEY_MISSING: { kind: "unauthenticated", when: "The request has no key.", message: "Send a key." },
    FAILED: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
  },
  operations: { "GET /v1/orders/{orderId}": ["SOLD_OUT", "KEY_MISSING"] },
  always: ["FAILED"],
});

let metrics: Metrics;
let server: Listening;
let isDown = false;
beforeAll(async () => {
  const store = { engine: "postgres", pool: () => ({ busy: 2, idle: 1, waiting: 7 }) } as Partial<Store> as Store;
  const check = async (): Promise<void> => {
    if (isDown) throw new Error("down");
  };
  metrics = openMetrics(store, { store: check }, token);
  const shopBoundary = boundary(shop, { record: metrics.record });
  const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
  app.get("/v1/orders/:orderId", (c) => {
    const id = c.req.param("orderId");
    if (id === "none") throw shop.error.SOLD_OUT();
    if (id === "secret") throw shop.error.KEY_MISSING();
    return c.json({ id });
  });
  const queue = { queue: "emails", waiting: 3, running: 1, failed: 0, oldestAt: Date.now() - 60_000 };
  const api = {
    ...{ name: "shop", about: "A shop", contract: shop, boundary: shopBoundary },
    consoleData: { queues: async () => [queue] },
    mount: (root: Hono) => void root.route("/shop", app),
  } as Partial<Api> as Api;
  metrics.addQueues([api]);
  server = await listen(rootApp([api], metrics.record, { metrics, observers: [metrics.observe] }), 0);
});
afterAll(() => server.close(0));

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}${path}`, { headers });

/** Scrapes the metrics and returns the samples of one, each as its labels and its value. */
async function scrape(name: string): Promise<readonly Record<string, unknown>[]> {
  const response = await get("/metrics", { authorization: `Bearer ${token}` });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, metrics.contentType]);
  const text = await response.text();
  expect(parse(text).length).toBeGreaterThan(20);
  // The parser drops the labels of histograms, so their counts are read as metrics of their own, each a family.
  return parse(text.replaceAll(/^# TYPE \S+ histogram$/gm, ""))
    .filter((family) => family.name === name)
    .flatMap(({ metrics: samples }) => samples.map(({ labels, value }) => ({ ...labels, value: Number(value) })));
}

it("counts requests and errors by operation and code, never by path, and the guard that rejected them", async () => {
  for (let id = 0; id < 20; id += 1) await get(`/shop/v1/orders/${id}`);
  await get("/shop/v1/orders/none");
  await get("/shop/v1/orders/secret");
  for (let id = 0; id < 20; id += 1) await get(`/shop/unknown/${id}`);
  const operation = "GET /v1/orders/{orderId}";
  expect(await scrape("errata_request_duration_seconds_count")).toEqual(
    expect.arrayContaining([
      { api: "shop", operation, code: "ok", value: 20 },
      { api: "shop", operation, code: "SOLD_OUT", value: 1 },
      { api: "shop", operation, code: "KEY_MISSING", value: 1 },
      { api: "shop", operation: "none", code: "ROUTE_NOT_FOUND", value: 20 },
    ]),
  );
  expect((await scrape("errata_request_duration_seconds_count")).length).toBeLessThan(8);
  expect(await scrape("errata_occurrences_total")).toContainEqual({
    ...{ api: "shop", code: "SOLD_OUT", kind: "conflict", value: 1 },
  });
  expect(await scrape("errata_guard_rejections_total")).toEqual([{ api: "shop", guard: "credential", value: 1 }]);
});

it("reports queues, the pool, stores and the event loop", async () => {
  expect(await scrape("errata_queue_jobs")).toContainEqual({ queue: "emails", state: "waiting", value: 3 });
  const [age] = await scrape("errata_queue_age_seconds");
  expect(age?.value).toBeGreaterThanOrEqual(60);
  expect(await scrape("errata_pool_connections")).toContainEqual({ state: "waiting", value: 7 });
  expect(await scrape("nodejs_eventloop_lag_p99_seconds")).toHaveLength(1);
  expect(await scrape("errata_dependency_up")).toEqual([{ dependency: "store", value: 1 }]);
  isDown = true;
  expect(await scrape("errata_dependency_up")).toEqual([{ dependency: "store", value: 0 }]);
});

it.each([undefined, "Bearer ", `Bearer ${token}x`, `Basic ${token}`])(
  "responds as to an unknown route when Authorization is %s",
  async (authorization) => {
    const response = await get("/metrics", authorization === undefined ? {} : { authorization });
    expect([response.status, response.headers.get("errata-code")]).toEqual([404, "ROUTE_NOT_FOUND"]);
  },
);
