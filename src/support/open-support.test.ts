import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { boundary } from "../server/index.ts";
import { shop } from "../server/testing/index.ts";
import { hashKey } from "./archive/index.ts";
import { openArchive, openSupport, type Support, type SupportOptions } from "./index.ts";
import { supportDatabases } from "./testing/index.ts";

const start = Date.UTC(2026, 4, 4, 9, 30);
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.each(supportDatabases.filter(({ isAbsent }) => !isAbsent))("on $name", (engine) => {
  let time = start;
  const clock = (): number => time;
  const open = async (options: Partial<SupportOptions> = {}) => {
    time = start;
    const { drop, ...database } = await engine.create();
    closing.push(drop);
    const warnings: string[] = [];
    const warn = (message: string): void => void warnings.push(message);
    const settings = { ...database, node: "n1", version: "1.0.0", clock, warn, ...options };
    const support = await openSupport(settings);
    closing.push(() => support.close());
    return { support, settings, warnings, send: sender(support, clock) };
  };

  test("finds an error by its request id, with everything that its response said", async () => {
    const { support, send } = await open();
    const response = await send(
      shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }, { note: "row is archived", cause: new Error("no row") }),
      { "user-agent": "shop-sdk/2", "errata-attempt": "2", "idempotency-key": "key-1", "accept-language": "en" },
    );
    await support.flush();
    const { items, next } = await support.find({ requestId: response.headers.get("x-request-id") ?? "" });
    expect(next).toBeNull();
    expect(items).toEqual([
      {
        ...{ id: expect.any(String), time: start, requestId: response.headers.get("x-request-id"), api: "shop" },
        ...{ code: "ORDER_NOT_FOUND", kind: "not_found", status: 404, method: "GET", route: "/orders/{orderId}" },
        ...{ operation: "GET /orders/{orderId}", tenant: "acme", durationMs: 0, effect: "none", charged: "never" },
        ...{ shouldRetry: false, retryAfterSec: null, language: "en", userAgent: "shop-sdk/2", attempt: 2 },
        ...{ keyHash: hashKey("key-1"), note: "row is archived", cause: "Error: no row", stack: null },
        ...{ undeclared: false, uncatalogued: false, traceId: null, spanId: null, version: "1.0.0", node: "n1" },
      },
    ]);
    expect((await support.find({ idempotencyKey: "key-1" })).items).toHaveLength(1);
    expect((await support.find({ idempotencyKey: "key-2" })).items).toHaveLength(0);
  });

  test("stores the trace and the span in which an error left", async () => {
    const { support } = await open();
    const trace = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
    await boundary(shop, { record: support.record, trace: () => trace }).handle(
      new Request("http://shop.example/orders/o_1", { headers: { "x-request-id": "request-0001" } }),
      () => {
        throw shop.error.ORDER_NOT_FOUND({ orderId: "o_1" });
      },
    );
    await support.flush();
    expect((await support.find({ requestId: "request-0001" })).items).toMatchObject([trace]);
  });

  test("lists the errors of a tenant in pages, the newest first, and follows new ones", async () => {
    const { support, send } = await open();
    for (let index = 0; index < 120; index += 1) {
      time += 1_000;
      await send(shop.error.ORDER_NOT_FOUND({ orderId: `o_${index}` }));
    }
    await support.flush();
    const first = await support.find({ tenant: "acme", limit: 100 });
    const second = await support.find({ tenant: "acme", limit: 100, before: first.next ?? "" });
    expect([first.items.length, second.items.length, second.next]).toEqual([100, 20, null]);
    expect(first.items[0]?.time).toBe(start + 120_000);
    const all = [...first.items, ...second.items].map((item) => item.time);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    const newer = await support.find({ after: first.items[5]?.id ?? "" });
    expect(newer.items.map((item) => item.time)).toEqual(all.slice(0, 5).reverse());
    expect((await support.find({ code: "EMAIL_TAKEN" })).items).toEqual([]);
    expect((await support.find({ from: start + 60_000, to: start + 62_000 })).items).toHaveLength(2);
  });

  test("adds up errors and successes by hour, and by tenant", async () => {
    const { support, send, settings } = await open();
    for (const tenant of ["acme", "acme", "beta"]) {
      await send(shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }), {}, tenant);
      await send(undefined, {}, tenant);
      await send(undefined, {}, tenant);
    }
    time += 3_600_000;
    await send(new Error("boom"), {}, "acme");
    await support.flush();
    const from = start - (start % 3_600_000);
    const query = { from, to: time + 1 };
    expect(await support.chart(query)).toEqual([
      { time: from, series: "ORDER_NOT_FOUND", count: 3 },
      { time: from + 3_600_000, series: "INTERNAL", count: 1 },
    ]);
    expect(await support.chart({ ...query, by: "api", withSuccesses: true })).toEqual([
      { time: from, series: "shop", count: 9 },
      { time: from + 3_600_000, series: "shop", count: 1 },
    ]);
    expect(await support.chart({ ...query, by: "tenant" })).toEqual([
      { time: from, series: "acme", count: 2 },
      { time: from, series: "beta", count: 1 },
      { time: from + 3_600_000, series: "acme", count: 1 },
    ]);
    expect(await support.chart({ ...query, by: "tenant", maxSeries: 1 })).toEqual(
      expect.arrayContaining([
        { time: from, series: "acme", count: 2 },
        { time: from, series: null, count: 1 },
        { time: from + 3_600_000, series: "acme", count: 1 },
      ]),
    );
    const acme = { tenant: "acme", api: "shop", errors: 3, successes: 4, lastErrorAt: time, lastSuccessAt: start };
    const beta = { tenant: "beta", api: "shop", errors: 1, successes: 2, lastErrorAt: start, lastSuccessAt: start };
    expect(await support.tenants(query)).toEqual([acme, beta]);
    expect(await support.tenants({ ...query, codes: ["INTERNAL"] })).toEqual([{ ...acme, errors: 1 }]);
    expect(await support.chart({ ...query, tenant: "beta", withSuccesses: true })).toEqual([
      { time: from, series: "", count: 2 },
      { time: from, series: "ORDER_NOT_FOUND", count: 1 },
    ]);
    const archive = await openArchive(settings);
    closing.push(() => archive.close());
    expect(await archive.tenant("acme", from)).toEqual({
      codes: [
        { api: "shop", code: "ORDER_NOT_FOUND", count: 2, lastAt: start },
        { api: "shop", code: "INTERNAL", count: 1, lastAt: time },
      ],
      successes: 4,
      lastSuccessAt: start,
    });
  });

  test("stores no secret of a request, a cause or a stack", async () => {
    const { support, send, settings } = await open();
    const key = "shop_live_4fK9xQ2mZ8vB1nT6yR3wL7pD5sH0jG2c";
    const password = "hunter2-correct-horse";
    const cause = Object.assign(new Error(`connect to postgres://app:${password}@10.0.0.5/shop failed`), {
      parameters: [password],
    });
    const headers = {
      ...{ authorization: `Bearer ${key}`, cookie: "sid=session-cookie-value", "x-api-key": key },
      ...{ "user-agent": `curl Bearer ${key}`, "idempotency-key": `order-${password}` },
    };
    await send(new Error(`Failed query: insert\nparams: ${password}`, { cause }), headers, "acme", `?api_key=${key}`);
    await send(shop.error.EMAIL_TAKEN(undefined, { note: `password: ${password}`, cause }), headers);
    await support.flush();
    const archive = await openArchive(settings);
    closing.push(() => archive.close());
    const stored = JSON.stringify([await archive.find({}), await archive.tenant("acme", 0), await archive.writers(9)]);
    expect(stored).toContain("curl");
    for (const secret of [key, password, "session-cookie-value"]) expect(stored).not.toContain(secret);
  });

  test("erases everything about a tenant, and nothing about another", async () => {
    const { support, send } = await open();
    for (const tenant of ["acme", "beta"]) await send(shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }), {}, tenant);
    await support.flush();
    expect(await support.erase("acme")).toBe(1);
    expect((await support.find({})).items.map(({ tenant }) => tenant)).toEqual(["beta"]);
    expect((await support.tenant("acme", 0)).codes).toEqual([]);
    expect((await support.tenants({ from: 0, to: start + 3_600_000 })).map(({ tenant }) => tenant)).toEqual(["beta"]);
    expect((await support.tenant("beta", 0)).codes).toHaveLength(1);
  });

  test("drops occurrences that exceed the limit on waiting ones, and counts them", async () => {
    const { support, send } = await open({ maxWaiting: 500, batchMs: 60_000 });
    const recorded = { ...(await captured()), requestId: "request-0001" };
    await support.flush();
    for (let index = 0; index < 700; index += 1)
      support.record(recorded, { method: "GET", target: "/", header: () => null });
    await support.flush();
    const { length } = (await support.find({ limit: 500 })).items;
    const [writer] = await support.writers(1);
    expect(length).toBeGreaterThanOrEqual(499);
    expect(writer).toMatchObject({ node: "n1", version: "1.0.0", endedAt: null, lostAt: null });
    expect((writer?.dropped ?? 0) + (await countAll(support))).toBe(700);
    await send(undefined);
  });

  test("a process that is killed loses its last batch at most, and the next one of the node reports it", async () => {
    const { drop, ...database } = await engine.create();
    closing.push(drop);
    const program = fork(new URL("./testing/killed-program.ts", import.meta.url), [
      JSON.stringify({ ...database, node: "n1" }),
    ]);
    const [, signal] = await once(program, "exit");
    expect(signal).toBe("SIGKILL");
    const warnings: string[] = [];
    const next = await openSupport({ ...database, node: "n1", warn: (message) => void warnings.push(message) });
    closing.push(() => next.close());
    expect((await next.find({})).items).toHaveLength(1);
    expect(warnings).toEqual([expect.stringMatching(/^ERRATA_OCCURRENCES_LOST: an earlier process of n1 was killed/)]);
    const killed = (await next.writers(9)).find(({ lostAt }) => lostAt !== null);
    expect(killed).toMatchObject({ endedAt: null, lostAt: killed?.lastAt });
    const third = await openSupport({ ...database, node: "n2", warn: (message) => void warnings.push(message) });
    closing.push(() => third.close());
    expect(warnings).toHaveLength(1);
  });

  test("a process that is closed stores everything, and the next one reports nothing", async () => {
    const { support, send, settings, warnings } = await open({ batchMs: 60_000 });
    await send(shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }));
    await support.close();
    const next = await openSupport(settings);
    closing.push(() => next.close());
    expect((await next.find({})).items).toHaveLength(1);
    expect((await next.writers(9)).map(({ endedAt }) => endedAt)).toEqual(expect.arrayContaining([start, null]));
    expect(warnings).toEqual([]);
  });
});

test.each([
  ["retentionDays", 0],
  ["totalsRetentionDays", Number.NaN],
  ["batchMs", 1.5],
  ["maxWaiting", Number.POSITIVE_INFINITY],
])("rejects %s: %s", async (name, value) => {
  await expect(openSupport({ database: ":memory:", [name]: value })).rejects.toThrow(
    `Expected openSupport: ${name} to be`,
  );
});

/** Sends requests to a boundary that records to a sink. */
function sender({ record, recordSuccess }: Support, clock: () => number) {
  const shopBoundary = boundary(shop, { record, recordSuccess, clock });
  return (thrown: unknown, headers: Record<string, string> = {}, tenant = "acme", query = "") =>
    shopBoundary.handle(new Request(`http://shop.example/orders/o_1${query}`, { headers }), (_request, context) => {
      context.tenant = tenant;
      if (thrown === undefined) return new Response("{}");
      throw thrown;
    });
}

/** Returns an occurrence as a boundary creates it. */
async function captured(): Promise<Parameters<Support["record"]>[0]> {
  return await new Promise((resolve) => {
    void boundary(shop, { record: resolve }).handle(new Request("http://shop.example/orders/o_1"), () => {
      throw shop.error.ORDER_NOT_FOUND({ orderId: "o_1" });
    });
  });
}

async function countAll(support: Support): Promise<number> {
  const rows = await support.chart({ from: 0, to: Number.MAX_SAFE_INTEGER - 3_600_000, hours: 24 * 365 * 100 });
  return rows.reduce((sum, { count }) => sum + count, 0);
}

test("fails with the code of the store's error, which a boundary recognises", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-support-"));
  closing.push(() => rm(folder, { recursive: true }));
  const database = join(folder, "letter.txt");
  await writeFile(database, "Dear database,\n".repeat(100));
  const warn = () => undefined;
  await expect(openSupport({ database, node: "n1", warn })).rejects.toMatchObject({ code: "STORE_DAMAGED" });
});
