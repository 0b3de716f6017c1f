import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestStore, testEngines } from "../../src/store/testing/index.ts";
import { send } from "./client.ts";
import type { RunningApp } from "./framework.ts";
import { frameworks } from "./frameworks.ts";
import { type GuardedShop, guardedShop, guardMigrations } from "./guarded-shop.ts";
import { origin, secret } from "./shop.ts";

const guarded = frameworks.flatMap((framework) =>
  framework.startGuarded === undefined ? [] : [[framework.name, framework.startGuarded] as const],
);
const engines = testEngines.filter(({ name }) => name !== "SQLite in a file");

describe.each(engines)("guards on $name", (engine) => {
  describe.skipIf(engine.isAbsent).each(guarded)("%s", (name, start) => {
    let opened: TestStore;
    let shop: GuardedShop;
    let app: RunningApp;
    let sent = 0;

    beforeAll(async () => {
      opened = await engine.open(guardMigrations);
      shop = await guardedShop(opened.store, 1_000);
      app = await start(shop.boundary, shop.guards);
    });
    beforeEach(() => {
      shop.occurrences.length = 0;
    });
    afterAll(async () => {
      await app?.close();
      await opened?.drop();
    });

    const call = (path: string, key: string | undefined, init: RequestInit = {}) =>
      send(app.port, path, {
        ...init,
        headers: { origin, ...(key !== undefined && { authorization: `Bearer ${key}` }), ...init.headers },
      });
    const post = (sku: string, idempotencyKey?: string) =>
      call("/orders", shop.secrets.full, {
        method: "POST",
        body: JSON.stringify({ sku }),
        headers: {
          "content-type": "application/json",
          ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
        },
      });
    const nextKey = (): string => {
      sent += 1;
      return `${engine.engine}-${sent}`;
    };
    const codeOf = (body = ""): unknown => (JSON.parse(body) as { error?: { code?: unknown } }).error?.code;

    test("a request without a key is rejected with 401, a challenge and the headers of CORS", async () => {
      const reply = await call("/orders/7", undefined);
      expect([reply?.status, codeOf(reply?.body)]).toEqual([401, "NO_KEY"]);
      expect(reply?.headers.get("www-authenticate")).toMatch(/^Bearer /);
      expect(reply?.headers.get("access-control-allow-origin")).toBe(origin);
    });

    test("an error is recorded with the tenant of the key", async () => {
      const reply = await post("broken");
      expect([reply?.status, codeOf(reply?.body)]).toEqual([500, "FAILED"]);
      expect(reply?.body).not.toContain(secret);
      expect(shop.occurrences.map(({ code, tenant }) => [code, tenant])).toEqual([["FAILED", "acme"]]);
    });

    test("an unknown path is 404, a wrong method is 405 and a preflight is 204 without a key", async () => {
      const replies = [
        await call("/nothing", undefined),
        await call("/orders/7", undefined, { method: "DELETE" }),
        await call("/orders/7", undefined, {
          method: "OPTIONS",
          headers: { "access-control-request-method": "GET" },
        }),
      ];
      expect(replies.map((reply) => reply?.status)).toEqual([404, 405, 204]);
    });

    // The guards of Nest belong to its routes, and run behind every middleware.
    if (!name.startsWith("Nest"))
      test("what a middleware behind the guards serves without a route needs a key, and does not run without one", async () => {
        const refused = [
          await call("/logo.txt", undefined),
          await call("/logo.txt", `${shop.secrets.full}x`),
          await call("/logo.txt", undefined, { method: "POST", body: "{}" }),
          await call("/logo.txt", undefined, {
            method: "OPTIONS",
            headers: { "access-control-request-method": "GET" },
          }),
        ];
        expect(shop.files()).toBe(0);
        for (const reply of refused) expect(reply?.body).not.toContain("a logo");
        expect(refused.slice(0, 3).map((reply) => reply?.status)).toEqual([404, 404, 404]);
        const reply = await call("/logo.txt", shop.secrets.full);
        expect([reply?.status, reply?.body, shop.files()]).toEqual([200, "a logo", 1]);
      });

    test("a key without the scope is rejected with 403", async () => {
      const reply = await call("/orders/7", shop.secrets.empty);
      expect([reply?.status, codeOf(reply?.body)]).toEqual([403, "NO_SCOPE"]);
      expect((await call("/orders/7", shop.secrets.full))?.status).toBe(200);
    });

    test("responses and errors have the RateLimit headers", async () => {
      for (const reply of [await call("/orders/7", shop.secrets.full), await post("broken")])
        expect(reply?.headers.get("ratelimit-policy")).toBe('"minute";q=1000;w=60');
    });

    test("the request over the limit is rejected with 429 and Retry-After", async () => {
      const limited = await guardedShop(opened.store, 1);
      const strict = await start(limited.boundary, limited.guards);
      const headers = { authorization: `Bearer ${limited.secrets.full}` };
      expect((await send(strict.port, "/orders/7", { headers }))?.status).toBe(200);
      const reply = await send(strict.port, "/orders/7", { headers });
      expect([reply?.status, codeOf(reply?.body)]).toEqual([429, "TOO_MANY"]);
      expect(Number(reply?.headers.get("retry-after"))).toBeGreaterThan(0);
      await strict.close();
    });

    test("a repeat gets the bytes of the first response, and runs nothing", async () => {
      const key = nextKey();
      const first = await post("a", key);
      const orders = shop.orders();
      const repeat = await post("a", key);
      expect([first?.status, repeat?.status]).toEqual([201, 201]);
      expect(repeat?.body).toBe(first?.body);
      expect(repeat?.headers.get("content-type")).toBe(first?.headers.get("content-type"));
      expect([first?.headers.get("idempotent-replayed"), repeat?.headers.get("idempotent-replayed")]).toEqual([
        null,
        "true",
      ]);
      expect(repeat?.headers.get("original-request")).toBe(first?.headers.get("x-request-id"));
      expect(shop.orders()).toBe(orders);
    });

    test("a request without an idempotency key runs every time", async () => {
      const orders = shop.orders();
      await post("a");
      await post("a");
      expect(shop.orders()).toBe(orders + 2);
    });

    test("an empty idempotency key is rejected", async () => {
      const reply = await post("a", "");
      expect([reply?.status, codeOf(reply?.body)]).toEqual([422, "BAD_REPEAT"]);
    });

    test("another body with the same key is rejected", async () => {
      const key = nextKey();
      await post("a", key);
      const reply = await post("b", key);
      expect([reply?.status, codeOf(reply?.body)]).toEqual([422, "BAD_REPEAT"]);
    });

    test("a failed request frees its key, and is recorded once", async () => {
      const key = nextKey();
      const replies = [await post("broken", key), await post("broken", key)];
      expect(replies.map((reply) => [reply?.status, reply?.headers.get("idempotent-replayed")])).toEqual([
        [500, null],
        [500, null],
      ]);
      expect(shop.occurrences.map(({ code }) => code)).toEqual(["FAILED", "FAILED"]);
    });

    test("a final error is sent to the repeat as it was", async () => {
      const key = nextKey();
      const first = await post("unpackable", key);
      const repeat = await post("unpackable", key);
      expect([first?.status, codeOf(first?.body)]).toEqual([422, "NO_STOCK"]);
      expect([repeat?.status, repeat?.body, repeat?.headers.get("idempotent-replayed")]).toEqual([
        422,
        first?.body,
        "true",
      ]);
    });

    test("a repeat that arrives while the first request runs is rejected with Retry-After", async () => {
      const key = nextKey();
      const held = shop.holdOrder();
      const first = post("a", key);
      await held.started;
      const repeat = await post("a", key);
      held.finish();
      expect([repeat?.status, codeOf(repeat?.body), repeat?.headers.get("retry-after")]).toEqual([409, "RUNNING", "1"]);
      expect((await first)?.status).toBe(201);
    });
  });
});
