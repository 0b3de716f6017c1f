import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { type IdempotencyClaim, idempotencyMigrations, idempotencyRecords, type StoredResponse } from "./index.ts";

const LEASE_MS = 30_000;
const DAY_MS = 86_400_000;
const response: StoredResponse = { status: 201, headers: { "Content-Type": "application/json" }, body: '{"id":1}' };

describe.each(testEngines)("idempotency records on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let store: Store;
    let now = 1_000_000;
    const records = idempotencyRecords({ clock: () => now });
    beforeAll(async () => {
      opened = await engine.open([idempotencyMigrations]);
      store = opened.store;
    });
    beforeEach(() => {
      now = 1_000_000;
    });
    afterAll(() => opened.drop());

    const claimOf = (over: Partial<IdempotencyClaim> = {}): IdempotencyClaim => ({
      tenant: "t",
      operation: "POST /orders",
      key: crypto.randomUUID(),
      token: crypto.randomUUID(),
      fingerprint: "f",
      ...over,
    });
    const again = (claim: IdempotencyClaim, over: Partial<IdempotencyClaim> = {}) =>
      records.claim(store.sql, { ...claim, token: crypto.randomUUID(), ...over });

    test("give a key to exactly one of 50 concurrent claims", async () => {
      const claim = claimOf();
      const results = await Promise.all(Array.from({ length: 50 }, () => again(claim)));
      expect(results.filter(({ status }) => status === "claimed")).toHaveLength(1);
      expect(results.filter(({ status }) => status === "in_progress")).toHaveLength(49);
    });

    test("keep the keys of tenants and operations apart", async () => {
      const claim = claimOf();
      expect(await records.claim(store.sql, claim)).toEqual({ status: "claimed", isTakeover: false });
      expect(await again(claim, { tenant: "u" })).toEqual({ status: "claimed", isTakeover: false });
      expect(await again(claim, { operation: "POST /refunds" })).toEqual({ status: "claimed", isTakeover: false });
    });

    test.each([
      ["text", '{"id":"ü\u{1f600}"}'],
      ["text with NUL", "a\0b"],
      ["an empty string", ""],
      ["bytes", new Uint8Array([0, 255, 128, 10])],
    ])("return a response with %s exactly as it was stored", async (_name, body) => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      expect(await records.finish(store.sql, claim, { ...response, body })).toBe(true);
      const found = await again(claim);
      expect(found.status === "finished" && Buffer.from(found.response.body)).toEqual(Buffer.from(body));
      expect(found).toMatchObject({ response: { status: 201, headers: response.headers } });
    });

    test("report `reused` for a different request, while the first runs and afterwards", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      expect(await again(claim, { fingerprint: "other" })).toEqual({ status: "reused" });
      await records.finish(store.sql, claim, response);
      expect(await again(claim, { fingerprint: "other" })).toEqual({ status: "reused" });
    });

    test("let the next claim take over when the lease expires, and the old holder can no longer finish", async () => {
      const dead = claimOf();
      await records.claim(store.sql, dead);
      now += LEASE_MS - 1;
      expect(await again(dead)).toEqual({ status: "in_progress", leaseUntil: now + 1 });
      now += 1;
      const successor = { ...dead, token: "successor" };
      expect(await records.claim(store.sql, successor)).toEqual({ status: "claimed", isTakeover: true });
      expect(await records.finish(store.sql, dead, { ...response, body: "dead" })).toBe(false);
      expect(await records.renew(store.sql, dead)).toBe(false);
      await records.release(store.sql, dead);
      expect(await records.finish(store.sql, successor, response)).toBe(true);
      expect(await again(dead)).toEqual({ status: "finished", response });
    });

    test("never expire the lease of a holder that renews it", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      for (let turn = 0; turn < 5; turn++) {
        now += LEASE_MS - 1;
        expect(await records.renew(store.sql, claim)).toBe(true);
      }
      expect((await again(claim)).status).toBe("in_progress");
    });

    test("report `abandoned` until the record expires when a dead holder must not be replaced", async () => {
      const claim = claimOf({ canTakeOver: false });
      await records.claim(store.sql, claim);
      now += LEASE_MS;
      expect(await again(claim)).toEqual({ status: "abandoned" });
      expect(await again(claim, { fingerprint: "other" })).toEqual({ status: "reused" });
      now += DAY_MS;
      expect(await again(claim)).toEqual({ status: "claimed", isTakeover: false });
    });

    test("free a released key for any request", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      await records.release(store.sql, claim);
      expect(await again(claim, { fingerprint: "other" })).toEqual({ status: "claimed", isTakeover: false });
    });

    test("ignore release, abandon, renew and a second finish once the request is finished", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      await records.finish(store.sql, claim, response);
      await records.release(store.sql, claim);
      await records.abandon(store.sql, claim);
      expect(await records.renew(store.sql, claim)).toBe(false);
      expect(await records.finish(store.sql, claim, { ...response, status: 500 })).toBe(false);
      expect(await again(claim)).toEqual({ status: "finished", response });
    });

    test("keep a response for exactly 24 hours after it was recorded", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      now += 1_000;
      await records.finish(store.sql, claim, response);
      now += DAY_MS - 1;
      expect((await again(claim)).status).toBe("finished");
      now += 1;
      expect(await again(claim, { fingerprint: "other" })).toEqual({ status: "claimed", isTakeover: false });
    });

    test("forget the response and the fingerprint of a subject and those below it, but keep the key in use", async () => {
      const finished = async (subject: string, tenant = "t") => {
        const claim = claimOf({ tenant });
        await records.claim(store.sql, claim);
        await records.finish(store.sql, claim, { ...response, body: "health data" }, { subject });
        return claim;
      };
      const gone = [await finished("p-1"), await finished("p-1/notes"), await finished("p-1/notes/2")];
      const kept = [await finished("p-10"), await finished("p-1", "u"), await finished("p-2/p-1")];
      expect(await records.forget(store.sql, "t", "p-1")).toBe(3);
      for (const claim of gone) {
        expect(await again(claim)).toEqual({ status: "forgotten" });
        expect(await again(claim, { fingerprint: "other" })).toEqual({ status: "forgotten" });
      }
      for (const claim of kept) expect((await again(claim)).status).toBe("finished");
      const rows = await store.sql`SELECT * FROM errata_idempotency WHERE tenant = 't' AND status = 410`;
      expect(rows).toHaveLength(3);
      for (const row of rows) expect(row).toMatchObject({ fingerprint: "", headers: "{}", body: "", subject: null });
      expect(await records.forget(store.sql, "t", "p-1")).toBe(0);
      now += DAY_MS;
      for (const claim of gone) expect(await again(claim)).toEqual({ status: "claimed", isTakeover: false });
    });

    test("replace the fingerprint of the claim by that of the whole request", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      await records.finish(store.sql, claim, response, { fingerprint: "f.body" });
      expect(await again(claim)).toEqual({ status: "reused" });
      expect((await again(claim, { fingerprint: "f.body" })).status).toBe("finished");
    });

    test("roll back the response together with its transaction", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      const work = store.transaction(async (sql) => {
        expect(await records.finish(sql, claim, response)).toBe(true);
        throw new Error("no");
      });
      await expect(work).rejects.toThrow("no");
      expect((await again(claim)).status).toBe("in_progress");
    });

    test("purge expired records up to the limit, and none that is still held", async () => {
      await store.sql`DELETE FROM errata_idempotency`;
      for (let index = 0; index < 3; index++) {
        const claim = claimOf();
        await records.claim(store.sql, claim);
        await records.finish(store.sql, claim, response);
      }
      now += DAY_MS;
      const running = claimOf();
      await records.claim(store.sql, running);
      const longLease = idempotencyRecords({ clock: () => now, leaseMs: 10 * DAY_MS });
      const long = claimOf();
      await longLease.claim(store.sql, long);
      expect(await records.purge(store.sql, 2)).toBe(2);
      expect(await records.purge(store.sql)).toBe(1);
      expect(await records.purge(store.sql)).toBe(0);
      now += DAY_MS;
      expect(await records.purge(store.sql)).toBe(1);
      expect((await again(long)).status).toBe("in_progress");
    });
  });
});

test.each([0, -1, 1.5, Number.NaN])("reject a lease of %s ms", (leaseMs) => {
  expect(() => idempotencyRecords({ leaseMs })).toThrow(/1 or more milliseconds/);
});
