import { contract } from "errata";
import { adopt } from "errata/adopt";
import { checkContract, diffContracts } from "errata/check";
import { client, withErrata } from "errata/client";
import { undiciFetch } from "errata/client/undici";
import * as elysia from "errata/elysia";
import * as express from "errata/express";
import * as fastify from "errata/fastify";
import * as h3 from "errata/h3";
import * as hono from "errata/hono";
import * as koa from "errata/koa";
import { loadContract, parseContract } from "errata/load";
import * as nest from "errata/nest";
import * as next from "errata/next";
import { nodeListener, readBody } from "errata/node";
import { addErrors, openapi } from "errata/openapi";
import { reference } from "errata/reference";
import { boundary } from "errata/server";
import { errorRecorder, expectError, fakeClock, readCoverage } from "errata/testing";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, it } from "vitest";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
  operations: { "POST /orders": ["SOLD_OUT"] },
});
const shopBoundary = boundary(shop);
const fails = { status: 409, headers: {}, body: "" };

/** Functions with options, with an option of each and values that it rejects. */
const functions: Readonly<Record<string, readonly [run: (options: never) => unknown, wrong: object]>> = {
  adopt: [(options) => adopt([], options), { name: 5, statuses: "x", traffic: 5 }],
  checkContract: [(options) => checkContract(shop, options), { preset: "strictest", rules: {}, today: 5 }],
  diffContracts: [(options) => diffContracts(shop, shop, options), { verdicts: 5, waivers: "x", today: 5 }],
  undiciFetch: [(options) => undiciFetch(options), { dispatcher: ["http://proxy.example", null, 5] }],
  loadContract: [(options) => loadContract("errata.yaml", options), { exportName: 5 }],
  parseContract: [(options) => parseContract("name: shop", options), { format: "toml", path: 5 }],
  nodeListener: [(options) => nodeListener(shopBoundary, () => {}, options), { routes: "no", handles: 5 }],
  readBody: [
    (options) => readBody({} as never, options),
    { maxBytes: [Number.NaN, -1, Number.POSITIVE_INFINITY, "5", 0.5, null] },
  ],
  honoBoundary: [(options) => hono.honoBoundary(new Hono(), shopBoundary, options), { responding: "/health" }],
  koaBoundary: [(options) => koa.koaBoundary(new Koa(), shopBoundary, options), { routers: {} }],
  withIdempotency: [(options) => hono.withIdempotency({} as never, options), { tenant: 5, guard: {}, work: null }],
  openapi: [(options) => openapi(shop, options), { api: 5, into: "x", examples: null }],
  addErrors: [(options) => addErrors({ paths: {} }, shop, options), { examples: 5 }],
  reference: [(options) => reference(shop, options), { about: 5, recordings: {}, navigation: "x", demo: 5 }],
  errorRecorder: [(options) => errorRecorder(shop, options), { afterEach: true, coverage: 5, record: {} }],
  expectError: [(options) => expectError(shop, fails, "SOLD_OUT", options), { headers: "x", head: 1, accept: "html" }],
  fakeClock: [(options) => fakeClock(options), { start: [Number.NaN, "5", Number.POSITIVE_INFINITY], runs: 1 }],
  readCoverage: [(options) => readCoverage(shop, "none", options), { except: "SOLD_OUT" }],
};

/** Runs a function that throws at once, or returns a promise that rejects. */
async function run(call: () => unknown): Promise<unknown> {
  return await call();
}

describe.each(Object.entries(functions))("%s", (name, [call, wrong]) => {
  it("rejects an option that does not exist", async () => {
    await expect(run(() => call({ bogus: 1 } as never))).rejects.toThrow(/bogus/);
    await expect(run(() => call({ toString: () => "" } as never))).rejects.toThrow(/toString/);
  });

  it("rejects options of a wrong type or out of their bounds", async () => {
    for (const [option, values] of Object.entries(wrong))
      for (const value of Array.isArray(values) ? values : [values])
        await expect(
          run(() => call({ [option]: value } as never)),
          `${name} ${option}: ${value}`,
        ).rejects.toThrow(/expected|must be/i);
  });
});

const adapters = { elysia, express, fastify, h3, hono, koa, nest, next };
const guards = ["apiKeyAuth", "customAuth", "rateLimiter", "requireScopes", "idempotent"] as const;

describe.each(Object.entries(adapters))("the guards of errata/%s", (_, adapter: object) => {
  it.each(guards.filter((name) => name in adapter))(
    "%s rejects options that do not exist, and missing ones",
    (name) => {
      const guard = Reflect.get(adapter, name) as (options: object) => unknown;
      expect(() => guard({ bogus: 1 })).toThrow(`Expected the options of ${name} to be some of `);
      expect(() => guard({})).toThrow(`Expected ${name}: `);
    },
  );
});

it("lists the options that a function has", () => {
  expect(() => fakeClock({ strat: 0 } as never)).toThrow('to be some of start, runs, received "strat".');
});

describe("one call", () => {
  const fetch = () => Promise.resolve(Response.json({}));
  const api = client({ baseUrl: "https://shop.example", fetch });

  it.each([
    [{ retri: 1 }, 'the call has no option "retri". Its options are params, query, body,'],
    [{ retries: 1 }, 'the call has no option "retries"'],
    [{ idempotent: "no" }, "idempotent must be a boolean, received string"],
    [{ as: "blob" }, 'as must be "text" or "arrayBuffer", received string'],
    [{ idempotencyKey: 5 }, "idempotencyKey must be a string, received number 5"],
    [5, "the options of the call must be an object, received number 5"],
  ])("of client rejects %j without sending it", async (options, message) => {
    const result = await api.try("GET /orders", options as never);
    expect(result).toMatchObject({ ok: false, error: { code: "CLIENT_MALFORMED_REQUEST", sent: false } });
    expect(result).toHaveProperty("error.message", expect.stringContaining(message));
  });

  it.each(["retries", "deadlineMs", "metadata", "idempotencyHeader", "gate"])(
    "of withErrata rejects %s",
    async (name) => {
      const call = withErrata(fetch as never)("https://shop.example", { [name]: 1 });
      await expect(call).rejects.toThrow(
        `One call of withErrata has no option "${name}". Pass it to withErrata(fetch, `,
      );
    },
  );

  it("of withErrata accepts what only some platforms know", async () => {
    const init = { duplex: "half", next: { revalidate: 1 }, cf: {} } as object;
    expect((await withErrata(fetch as never)("https://shop.example", init)).status).toBe(200);
  });
});
