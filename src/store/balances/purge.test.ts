import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TransactionSql } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { audit, type Balances, balanceMigrations, balances } from "./index.ts";

const day = 86_400_000;
const january = Date.parse("2026-01-01T00:00:00Z");

describe.each(testEngines)("the purge of the ledger on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let now = january;
    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
    });
    afterAll(() => opened.drop());

    const change = <Result>(work: (sql: TransactionSql) => Promise<Result>) => opened.store.transaction(work);

    /** Opens a ledger with charges of two months, each with one of every kind of end. */
    async function openLedger(unit: string): Promise<Balances> {
      const ledger = balances({ unit, retentionMs: 30 * day, clock: () => now });
      now = january;
      await change((sql) => ledger.grant(sql, { id: "g", account: "acme", amount: 1_000, source: "plan" }));
      await change((sql) => ledger.setCapacity(sql, "disk", 500));
      for (let index = 0; index < 8; index++) {
        now = january + index * 7 * day;
        const expiresAt = now + 1_000;
        await change(async (sql) => {
          await ledger.debit(sql, { id: `d${index}`, account: "acme", amount: 3 });
          await ledger.debit(sql, { id: `f${index}`, account: "disk", amount: 10 });
          await ledger.free(sql, { id: `f${index}`, account: "disk", amount: 4 });
          for (const end of ["c", "r", "e"]) {
            await ledger.reserve(sql, { id: `${end}${index}`, account: "acme", amount: 5, expiresAt });
          }
          await ledger.commit(sql, { id: `c${index}`, amount: 7 });
          await ledger.release(sql, `r${index}`);
          await ledger.refund(sql, { id: `b${index}`, reservation: `c${index}`, amount: 1 });
        });
        now += 2_000;
        await change((sql) => ledger.expire(sql));
      }
      return ledger;
    }

    const sums = async (ledger: Balances) => {
      const read = async (account: string) => {
        const entries = await ledger.history(opened.store.sql, account, { limit: 1_000 });
        const total = { delta: 0, shortfall: 0 };
        for (const { delta, shortfall } of entries) {
          total.delta += delta;
          total.shortfall += shortfall;
        }
        return { ...total, balance: await ledger.read(opened.store.sql, account) };
      };
      return [await read("acme"), await read("disk")];
    };

    test("replaces old entries by one total per account, month and kind, and changes no balance, sum or audit", async () => {
      const ledger = await openLedger("totals");
      const before = await sums(ledger);
      let isLast = false;
      for (let count = 0; !isLast; count++) {
        const { entries, reservations } = await change((sql) => ledger.purge(sql, 7));
        expect(entries).toBeLessThanOrEqual(7);
        expect(await audit(opened.store.sql, "totals")).toEqual([]);
        expect(await sums(ledger)).toEqual(before);
        isLast = entries + reservations === 0;
        expect(count).toBeLessThan(20);
      }
      const kinds = (await ledger.history(opened.store.sql, "acme")).map(({ id, kind }) => `${kind} ${id}`);
      expect(kinds.filter((text) => text.includes("total:")).sort()).toEqual([
        "granted total:2026-01:granted:acme",
        "posted total:2026-01:posted:acme",
        "refunded total:2026-01:refunded:acme",
      ]);
      // Weeks 3 to 7 are younger than 30 days.
      expect(kinds.filter((text) => text.includes("commit:d"))).toHaveLength(5);
      const left = await opened.store
        .sql`SELECT id FROM errata_reservations WHERE unit = ${"totals"} AND account = ${"acme"}`;
      expect(left).toHaveLength(20);
      now += 365 * day;
      await change((sql) => ledger.purge(sql));
      expect(await sums(ledger)).toEqual(before);
      expect(await audit(opened.store.sql, "totals")).toEqual([]);
      expect(await opened.store.sql`SELECT id FROM errata_reservations WHERE unit = ${"totals"}`).toEqual([]);
      expect(await change((sql) => ledger.purge(sql))).toEqual({ entries: 0, reservations: 0 });
    });

    test("leaves totals that the audit verifies", async () => {
      const ledger = await openLedger("verified");
      await change((sql) => ledger.purge(sql));
      await opened.store.sql`
        UPDATE errata_ledger SET delta = delta + 1 WHERE unit = ${"verified"} AND entries IS NOT NULL AND kind = ${"posted"} AND account = ${"acme"}`;
      expect(await audit(opened.store.sql, "verified")).toMatchObject([{ invariant: "I2", subject: "acme" }]);
    });

    test("frees the ids of charges, but never grants a second time", async () => {
      const ledger = await openLedger("repeats");
      const debit = { id: "d0", account: "acme", amount: 3 };
      expect(await change((sql) => ledger.debit(sql, debit))).toMatchObject({ isRepeat: true });
      await change((sql) => ledger.purge(sql));
      expect(await change((sql) => ledger.debit(sql, debit))).toMatchObject({ status: "committed", isRepeat: false });
      const refund = { id: "late", reservation: "c0", amount: 1 };
      expect(await change((sql) => ledger.refund(sql, refund))).toEqual({ status: "unknown" });
      const grant = { id: "g", account: "acme", amount: 1_000, source: "plan" };
      expect(await change((sql) => ledger.grant(sql, grant))).toMatchObject({ status: "granted", isRepeat: true });
      expect(await change((sql) => ledger.grant(sql, { ...grant, amount: 1 }))).toEqual({ status: "conflict" });
      expect(await audit(opened.store.sql, "repeats")).toEqual([]);
    });

    test("finds the entries that an account gets after all others were purged", async () => {
      const ledger = await openLedger("idle");
      now += 365 * day;
      while ((await change((sql) => ledger.purge(sql, 30))).entries > 0)
        expect(await audit(opened.store.sql, "idle")).toEqual([]);
      await change((sql) => ledger.debit(sql, { id: "new", account: "acme", amount: 3 }));
      now += 29 * day;
      expect(await change((sql) => ledger.purge(sql))).toMatchObject({ entries: 0 });
      now += 2 * day;
      expect(await change((sql) => ledger.purge(sql))).toEqual({ entries: 1, reservations: 1 });
      expect(await audit(opened.store.sql, "idle")).toEqual([]);
    });

    test("removes each entry once when two purges run at the same time", async () => {
      const ledger = await openLedger("concurrent");
      const before = await sums(ledger);
      now += 365 * day;
      const purges = await Promise.all(Array.from({ length: 4 }, () => change((sql) => ledger.purge(sql, 40))));
      expect(purges.reduce((sum, { entries }) => sum + entries, 0)).toBeGreaterThanOrEqual(40);
      for (let left = 1; left > 0; ) left = (await change((sql) => ledger.purge(sql))).entries;
      expect(await sums(ledger)).toEqual(before);
      expect(await audit(opened.store.sql, "concurrent")).toEqual([]);
    });
  });
});
