import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Api } from "../shared/api/index.ts";
import { accessLog } from "./access-log.ts";
import { type Listening, listen } from "./listen.ts";
import { rootApp } from "./root-app.ts";
import { floodCounter } from "./unauthenticated-floods.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    NOT_READY: { kind: "invalid_state", when: "The order is not ready.", message: "Not ready." },
    KEY_MISSING: { kind: "unauthenticated", when: "The request has no key.", message: "Send a key." },
    FAILED: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
  },
  operations: { "GET /v1/orders/{orderId}": ["NOT_READY", "KEY_MISSING"] },
  always: ["FAILED"],
});
const lines: Record<string, unknown>[] = [];
const log = pino({ level: "debug", base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const floods = floodCounter(log);
let share = 1;
let server: Listening;
beforeAll(async () => {
  const shopBoundary = boundary(shop);
  const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
  app.get("/v1/orders/:orderId", (c) => {
    const id = c.req.param("orderId");
    if (id === "early") throw shop.error.NOT_READY();
    if (id === "keyless") throw shop.error.KEY_MISSING();
    c.get("errata").tenant = "acme";
    return c.json({ id });
  });
  const api = {
    ...{ name: "shop", about: "A shop", contract: shop, boundary: shopBoundary },
    mount: (root: Hono) => void root.route("/shop", app),
  } as Partial<Api> as Api;
  const settings = { log, trustedProxies: ["127.0.0.1"], floods };
  const observers = [
    accessLog({ ...settings, share: 1, random: () => (share === 1 ? 0 : 1) }),
    accessLog({ ...settings, share: 0, floods: floodCounter(log) }),
  ];
  server = await listen(
    rootApp([api], () => undefined, { observers }),
    0,
  );
});
afterAll(() => server.close(0));
beforeEach(() => {
  lines.length = 0;
  share = 1;
});

/** Sends a request, and waits for `count` lines. */
async function send(path: string, count = 1, headers: Record<string, string> = {}): Promise<void> {
  await (await fetch(`${server.url}${path}`, { headers })).arrayBuffer();
  await expect.poll(() => lines.length).toBeGreaterThanOrEqual(count);
}

describe("the access log", () => {
  it("has one line per request with the client behind the proxy, and neither the path, the query nor a header", async () => {
    await send("/shop/v1/orders/o_17?token=hunter2", 1, {
      authorization: "Bearer hunter2",
      "x-forwarded-for": "192.0.2.1, 2001:db8::7",
      "x-request-id": "request-0001",
    });
    expect(lines).toMatchObject([
      {
        ...{ level: 30, client: "2001:db8:0:0:0:0:0:7/128", api: "shop", method: "GET", status: 200, tenant: "acme" },
        ...{ route: "/shop/v1/orders/:orderId", operation: "GET /v1/orders/{orderId}", requestId: "request-0001" },
        ...{ durationMs: expect.any(Number), headMs: expect.any(Number), msg: "request" },
      },
    ]);
    expect(lines[0]?.bytes).toBeGreaterThan(100);
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|o_17/);
  });

  it("has the code of an error, and polls at level debug", async () => {
    await send("/shop/v1/orders/early");
    expect(lines).toMatchObject([{ level: 20, status: 409, code: "NOT_READY" }]);
  });

  it("has only the declared share of the requests", async () => {
    share = 0;
    await send("/shop/v1/orders/1", 0);
    share = 1;
    await send("/shop/v1/orders/2");
    expect(lines).toHaveLength(1);
  });

  it("has the first 10 requests without a credential, and then one line per minute with the number and the worst clients", async () => {
    for (let index = 0; index < 40; index += 1)
      await send("/shop/v1/orders/keyless", 0, { "x-forwarded-for": index % 4 === 0 ? "198.51.100.1" : "203.0.113.9" });
    await expect.poll(() => lines.length).toBe(10);
    expect(floods.isFlooded("shop")).toBe(true);
    lines.length = 0;
    floods.report();
    const clients = { "203.0.113.9": 30, "198.51.100.1": 10 };
    expect(lines).toMatchObject([{ level: 40, api: "shop", requests: 40, clients }]);
    floods.report();
    expect(lines).toHaveLength(1);
    expect(floods.isFlooded("shop")).toBe(false);
  });
});

it("a flood from a million addresses is counted in bounded memory", () => {
  const counter = floodCounter(log);
  for (let index = 0; index < 100_000; index += 1) counter.add("shop", `address-${index}`);
  lines.length = 0;
  counter.report();
  expect(lines).toMatchObject([{ requests: 100_000, clients: { others: 99_000 } }]);
});
