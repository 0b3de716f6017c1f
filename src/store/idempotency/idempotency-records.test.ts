import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { type IdempotencyClaim, idempotencyMigrations, idempotencyRecords, type KeptAnswer } from "./index.ts";

const LEASE_MS = 30_000;
const DAY_MS = 86_400_000;
const answer: KeptAnswer = { status: 201, headers: { "Content-Type": "application/json" }, body: '{"id":1}' };

describe.each(testEngines)("idempotency records on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("keep their word", () => {
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

    test("of 50 who ask at once for one key, one gets it", async () => {
      const claim = claimOf();
      const asked = await Promise.all(Array.from({ length: 50 }, () => again(claim)));
      expect(asked.filter(({ outcome }) => outcome === "claimed")).toHaveLength(1);
      expect(asked.filter(({ outcome }) => outcome === "in_progress")).toHaveLength(49);
    });

    test("the same key of another tenant or another operation is another key", async () => {
      const claim = claimOf();
      expect(await records.claim(store.sql, claim)).toEqual({ outcome: "claimed", isTakeover: false });
      expect(await again(claim, { tenant: "u" })).toEqual({ outcome: "claimed", isTakeover: false });
      expect(await again(claim, { operation: "POST /refunds" })).toEqual({ outcome: "claimed", isTakeover: false });
    });

    test.each([
      ["text", '{"id":"ü\u{1f600}"}'],
      ["a text with NUL", "a\0b"],
      ["no text at all", ""],
      ["bytes", new Uint8Array([0, 255, 128, 10])],
    ])("an answer with %s comes back as it went in", async (_name, body) => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      expect(await records.finish(store.sql, claim, { ...answer, body })).toBe(true);
      const found = await again(claim);
      expect(found.outcome === "finished" && Buffer.from(found.answer.body)).toEqual(Buffer.from(body));
      expect(found).toMatchObject({ answer: { status: 201, headers: answer.headers } });
    });

    test("another request under the key is told so, while the first runs and afterwards", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      expect(await again(claim, { fingerprint: "other" })).toEqual({ outcome: "reused" });
      await records.finish(store.sql, claim, answer);
      expect(await again(claim, { fingerprint: "other" })).toEqual({ outcome: "reused" });
    });

    test("a dead holder's lease runs out: the next takes over, and the dead one can no longer finish", async () => {
      const dead = claimOf();
      await records.claim(store.sql, dead);
      now += LEASE_MS - 1;
      expect(await again(dead)).toEqual({ outcome: "in_progress", leaseUntil: now + 1 });
      now += 1;
      const heir = { ...dead, token: "heir" };
      expect(await records.claim(store.sql, heir)).toEqual({ outcome: "claimed", isTakeover: true });
      expect(await records.finish(store.sql, dead, { ...answer, body: "dead" })).toBe(false);
      expect(await records.renew(store.sql, dead)).toBe(false);
      await records.release(store.sql, dead);
      expect(await records.finish(store.sql, heir, answer)).toBe(true);
      expect(await again(dead)).toEqual({ outcome: "finished", answer });
    });

    test("a holder that renews is never taken for dead", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      for (let turn = 0; turn < 5; turn++) {
        now += LEASE_MS - 1;
        expect(await records.renew(store.sql, claim)).toBe(true);
      }
      expect((await again(claim)).outcome).toBe("in_progress");
    });

    test("where a dead holder may have left effects, nobody takes over until the record expires", async () => {
      const claim = claimOf({ canTakeOver: false });
      await records.claim(store.sql, claim);
      now += LEASE_MS;
      expect(await again(claim)).toEqual({ outcome: "abandoned" });
      expect(await again(claim, { fingerprint: "other" })).toEqual({ outcome: "reused" });
      now += DAY_MS;
      expect(await again(claim)).toEqual({ outcome: "claimed", isTakeover: false });
    });

    test("a released key is free for any request", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      await records.release(store.sql, claim);
      expect(await again(claim, { fingerprint: "other" })).toEqual({ outcome: "claimed", isTakeover: false });
    });

    test("what was finished is not released, abandoned, renewed or finished again", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      await records.finish(store.sql, claim, answer);
      await records.release(store.sql, claim);
      await records.abandon(store.sql, claim);
      expect(await records.renew(store.sql, claim)).toBe(false);
      expect(await records.finish(store.sql, claim, { ...answer, status: 500 })).toBe(false);
      expect(await again(claim)).toEqual({ outcome: "finished", answer });
    });

    test("an answer is kept for 24 hours from when it was given, and not a millisecond longer", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      now += 1_000;
      await records.finish(store.sql, claim, answer);
      now += DAY_MS - 1;
      expect((await again(claim)).outcome).toBe("finished");
      now += 1;
      expect(await again(claim, { fingerprint: "other" })).toEqual({ outcome: "claimed", isTakeover: false });
    });

    test("a record whose transaction was taken back was never written", async () => {
      const claim = claimOf();
      await records.claim(store.sql, claim);
      const work = store.transaction(async (sql) => {
        expect(await records.finish(sql, claim, answer)).toBe(true);
        throw new Error("no");
      });
      await expect(work).rejects.toThrow("no");
      expect((await again(claim)).outcome).toBe("in_progress");
    });

    test("a purge deletes what has expired, no more than its limit, and nothing that is still held", async () => {
      await store.sql`DELETE FROM errata_idempotency`;
      for (let index = 0; index < 3; index++) {
        const claim = claimOf();
        await records.claim(store.sql, claim);
        await records.finish(store.sql, claim, answer);
      }
      now += DAY_MS;
      const running = claimOf();
      await records.claim(store.sql, running);
      const patient = idempotencyRecords({ clock: () => now, leaseMs: 10 * DAY_MS });
      const long = claimOf();
      await patient.claim(store.sql, long);
      expect(await records.purge(store.sql, 2)).toBe(2);
      expect(await records.purge(store.sql)).toBe(1);
      expect(await records.purge(store.sql)).toBe(0);
      now += DAY_MS;
      expect(await records.purge(store.sql)).toBe(1);
      expect((await again(long)).outcome).toBe("in_progress");
    });
  });
});

test.each([0, -1, 1.5, Number.NaN])("a lease of %s ms is refused", (leaseMs) => {
  expect(() => idempotencyRecords({ leaseMs })).toThrow(/whole milliseconds/);
});
