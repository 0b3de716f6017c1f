import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TransactionSql } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { audit, balanceMigrations, balances } from "./index.ts";

describe.each(testEngines)("balances on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("hold", () => {
    let opened: TestStore;
    let nowMs = 1_000;
    const clock = () => nowMs;
    let credits = balances({ clock });
    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
    });
    beforeEach(() => {
      nowMs = 1_000;
      credits = balances({ clock, unit: crypto.randomUUID() });
    });
    afterAll(async () => {
      expect(await audit(opened.store.sql)).toEqual([]);
      await opened.drop();
    });
    const tx = <Result>(work: (sql: TransactionSql) => Promise<Result>) => opened.store.transaction(work);
    const give = (amount: number, id = "g1", more: { expiresAt?: number; priority?: number; source?: string } = {}) =>
      tx((sql) => credits.grant(sql, { id, account: "a", amount, source: id, ...more }));
    const reserve = (id: string, amount: number, expiresAt = 2_000) =>
      tx((sql) => credits.reserve(sql, { id, account: "a", amount, expiresAt }));
    const left = async () => {
      const { available, reserved } = await credits.read(opened.store.sql, "a");
      return [available, reserved];
    };

    test("what is reserved is gone for others, and what was not spent returns", async () => {
      await give(100);
      expect(await reserve("r1", 60)).toMatchObject({ outcome: "reserved", isRepeat: false });
      expect(await reserve("r2", 60)).toEqual({
        outcome: "insufficient",
        required: 60,
        available: 40,
        reserved: 60,
        breakdown: [{ source: "g1", remaining: 40, expiresAt: null }],
      });
      expect(await tx((sql) => credits.commit(sql, { id: "r1", amount: 45 }))).toMatchObject({
        amount: 45,
        shortfall: 0,
      });
      expect(await left()).toEqual([55, 0]);
    });

    test("every operation may be repeated, and answers as the first time", async () => {
      await give(100);
      expect(await give(100)).toEqual({ outcome: "granted", amount: 100, isRepeat: true });
      expect(await give(99)).toEqual({ outcome: "conflict" });
      await reserve("r1", 60);
      expect(await reserve("r1", 60)).toMatchObject({ outcome: "reserved", isRepeat: true });
      expect(await reserve("r1", 61)).toEqual({ outcome: "conflict" });
      const commit = () => tx((sql) => credits.commit(sql, { id: "r1", amount: 50 }));
      const first = await commit();
      expect(await commit()).toEqual({ ...first, isRepeat: true });
      const refund = (amount: number) => tx((sql) => credits.refund(sql, { id: "f1", reservation: "r1", amount }));
      expect(await refund(20)).toMatchObject({ outcome: "refunded", isRepeat: false });
      expect(await refund(20)).toMatchObject({ outcome: "refunded", isRepeat: true });
      expect(await refund(21)).toEqual({ outcome: "conflict" });
      const debit = () => tx((sql) => credits.debit(sql, { id: "d1", account: "a", amount: 5 }));
      expect(await debit()).toMatchObject({ outcome: "committed", isRepeat: false });
      expect(await debit()).toMatchObject({ outcome: "committed", isRepeat: true });
      expect(await left()).toEqual([65, 0]);
    });

    test("a reservation ends once: what comes later is told how", async () => {
      await give(100);
      await reserve("posted", 10);
      await reserve("released", 10);
      await tx((sql) => credits.commit(sql, { id: "posted" }));
      await tx((sql) => credits.release(sql, "released"));
      expect(await tx((sql) => credits.release(sql, "posted"))).toEqual({ outcome: "already_posted" });
      expect(await tx((sql) => credits.commit(sql, { id: "released" }))).toEqual({ outcome: "already_released" });
      expect(await tx((sql) => credits.renew(sql, "released", 9_000))).toEqual({ outcome: "already_released" });
      expect(await reserve("released", 10)).toEqual({ outcome: "already_released" });
      expect(await reserve("posted", 10)).toEqual({ outcome: "already_posted" });
      expect(await tx((sql) => credits.commit(sql, { id: "nobody" }))).toEqual({ outcome: "unknown" });
      expect(await left()).toEqual([90, 0]);
    });

    test("grants burn soonest-expiring first, then by priority, then oldest first, and a release returns to the same", async () => {
      await give(10, "forever");
      await give(10, "late", { expiresAt: 5_000 });
      await give(10, "soon-second", { expiresAt: 3_000, priority: 2 });
      await give(10, "soon-first", { expiresAt: 3_000, priority: 1 });
      await give(10, "soon-third", { expiresAt: 3_000, priority: 2 });
      const sources = async () =>
        (await credits.read(opened.store.sql, "a")).breakdown.map(({ source, remaining }) => `${source} ${remaining}`);
      const all = ["soon-first 10", "soon-second 10", "soon-third 10", "late 10", "forever 10"];
      expect(await sources()).toEqual(all);
      await reserve("r1", 25);
      expect(await sources()).toEqual(["soon-third 5", "late 10", "forever 10"]);
      await tx((sql) => credits.release(sql, "r1"));
      expect(await sources()).toEqual(all);
    });

    test("the share of a grant that expired meanwhile does not come back", async () => {
      await give(10, "promo", { expiresAt: 1_500 });
      await give(10, "paid");
      await reserve("r1", 15);
      nowMs = 1_600;
      await tx((sql) => credits.release(sql, "r1"));
      expect(await left()).toEqual([10, 0]);
    });

    test("an expired grant is neither shown nor spent, swept or not", async () => {
      await give(10, "promo", { expiresAt: 1_500 });
      nowMs = 1_500;
      expect(await left()).toEqual([0, 0]);
      expect(await reserve("r1", 1)).toMatchObject({ outcome: "insufficient", available: 0, breakdown: [] });
      expect(await tx((sql) => credits.expire(sql))).toEqual({ reservations: 0, grants: 0 });
    });

    test("an expired reservation comes back by itself when its amount is needed", async () => {
      await give(10);
      await reserve("r1", 10);
      nowMs = 2_000;
      expect(await reserve("r2", 10, 3_000)).toMatchObject({ outcome: "reserved" });
      expect(await tx((sql) => credits.release(sql, "r1"))).toEqual({ outcome: "expired" });
      expect(await tx((sql) => credits.renew(sql, "r1", 9_000))).toEqual({ outcome: "expired" });
    });

    test("a renewed reservation outlives the sweep, others do not", async () => {
      await give(30);
      await reserve("r1", 10);
      await reserve("r2", 10);
      expect(await tx((sql) => credits.renew(sql, "r1", 9_000))).toEqual({ outcome: "renewed", expiresAt: 9_000 });
      nowMs = 2_000;
      expect(await tx((sql) => credits.expire(sql))).toEqual({ reservations: 1, grants: 0 });
      expect(await left()).toEqual([20, 10]);
    });

    test("a commit after the expiry charges anew, once", async () => {
      await give(10);
      await reserve("r1", 10);
      nowMs = 2_000;
      await tx((sql) => credits.expire(sql));
      const commit = () => tx((sql) => credits.commit(sql, { id: "r1", amount: 7 }));
      expect(await commit()).toEqual({ outcome: "committed", amount: 7, shortfall: 0, isLate: true, isRepeat: false });
      expect(await commit()).toMatchObject({ amount: 7, isRepeat: true });
      expect(await tx((sql) => credits.release(sql, "r1"))).toEqual({ outcome: "already_posted" });
      expect(await tx((sql) => credits.refund(sql, { id: "f", reservation: "r1", amount: 7 }))).toMatchObject({
        outcome: "refunded",
      });
      expect(await left()).toEqual([10, 0]);
    });

    test("a commit after the expiry that is not covered any more is written off, never below zero", async () => {
      await give(10);
      await reserve("r1", 10);
      nowMs = 2_000;
      await reserve("r2", 5, 9_000);
      const commit = () => tx((sql) => credits.commit(sql, { id: "r1" }));
      // r2 was covered without a sweep? No: 0 were available, so r1 expired for it.
      expect(await commit()).toEqual({ outcome: "written_off", shortfall: 10, isRepeat: false });
      expect(await commit()).toEqual({ outcome: "written_off", shortfall: 10, isRepeat: true });
      expect(await left()).toEqual([5, 5]);
    });

    test("work that cost more than reserved is capped, or charged when the house rule says so and it is there", async () => {
      await give(20);
      for (const id of ["r1", "r2", "r3"]) await reserve(id, 5);
      const commit = (id: string, amount: number, overrun: "cap" | "debit_or_cap") =>
        tx((sql) => credits.commit(sql, { id, amount, overrun }));
      expect(await commit("r1", 8, "cap")).toMatchObject({ amount: 5, shortfall: 3 });
      expect(await commit("r2", 8, "debit_or_cap")).toMatchObject({ amount: 8, shortfall: 0 });
      expect(await commit("r3", 8, "debit_or_cap")).toMatchObject({ amount: 5, shortfall: 3 });
      expect(await tx((sql) => credits.refund(sql, { id: "f", reservation: "r2", amount: 8 }))).toMatchObject({
        outcome: "refunded",
      });
      expect(await left()).toEqual([10, 0]);
    });

    test("an overrun after the expiry does not expire the reservation that is being charged", async () => {
      await give(10);
      await reserve("r1", 5);
      await reserve("r2", 5);
      nowMs = 2_000;
      const result = await tx((sql) => credits.commit(sql, { id: "r1", amount: 9, overrun: "debit_or_cap" }));
      expect(result).toMatchObject({ amount: 9, isLate: false });
      expect(await left()).toEqual([1, 0]);
    });

    test("refunds never exceed the charge", async () => {
      await give(10);
      const refund = (id: string, amount: number) =>
        tx((sql) => credits.refund(sql, { id, reservation: "r1", amount }));
      expect(await refund("f0", 1)).toEqual({ outcome: "unknown" });
      await reserve("r1", 10);
      expect(await refund("f0", 1)).toEqual({ outcome: "not_posted" });
      await tx((sql) => credits.commit(sql, { id: "r1", amount: 6 }));
      expect(await refund("f1", 4)).toMatchObject({ outcome: "refunded" });
      expect(await refund("f2", 3)).toEqual({ outcome: "exceeds", refundable: 2 });
      expect(await left()).toEqual([8, 0]);
    });

    test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "5" as never])(
      "the amount %s is refused before anything is written",
      async (amount) => {
        await give(10);
        await expect(reserve("r1", amount)).rejects.toMatchObject({ code: "STORE_VALUE_INVALID" });
        await expect(give(amount, "g2")).rejects.toMatchObject({ code: "STORE_VALUE_INVALID" });
        await expect(tx((sql) => credits.setCapacity(sql, "s", amount))).rejects.toMatchObject({
          code: "STORE_VALUE_INVALID",
        });
        expect(await left()).toEqual([10, 0]);
      },
    );

    test("balances cannot pass 2^53 - 1", async () => {
      await give(Number.MAX_SAFE_INTEGER);
      expect(await give(1, "g2")).toEqual({ outcome: "overflow" });
      expect(await left()).toEqual([Number.MAX_SAFE_INTEGER, 0]);
    });

    test("money cannot move outside of a transaction, in the types or at run time", async () => {
      await give(10);
      const sql = opened.store.sql;
      // @ts-expect-error a lone statement cannot hold several together
      const work = credits.debit(sql, { id: "d", account: "a", amount: 1 });
      await expect(work).rejects.toMatchObject({ code: "STORE_NO_TRANSACTION" });
      expect(await left()).toEqual([10, 0]);
    });

    test("the effect and its charge come together or not at all", async () => {
      await give(10);
      await expect(
        tx(async (sql) => {
          await credits.debit(sql, { id: "d", account: "a", amount: 4 });
          throw new Error("the effect failed");
        }),
      ).rejects.toThrow("the effect failed");
      expect(await left()).toEqual([10, 0]);
    });

    test("a capacity lowered below use blocks growth, never goes negative, and is paid off by what is freed", async () => {
      const read = () => credits.read(opened.store.sql, "a");
      const free = (id: string, amount: number) => tx((sql) => credits.free(sql, { id, account: "a", amount }));
      const set = (capacity: number) => tx((sql) => credits.setCapacity(sql, "a", capacity));
      await set(100);
      await tx((sql) => credits.debit(sql, { id: "f1", account: "a", amount: 70 }));
      await reserve("r1", 20);
      expect(await set(50)).toEqual({ outcome: "set", capacity: 50, used: 70, available: 0 });
      expect(await reserve("r2", 1)).toMatchObject({ outcome: "insufficient", available: 0 });
      expect(await free("x1", 30)).toEqual({ outcome: "freed", amount: 30, isRepeat: false });
      expect(await free("x1", 30)).toEqual({ outcome: "freed", amount: 30, isRepeat: true });
      expect(await read()).toMatchObject({ used: 40, reserved: 20, available: 0 });
      await tx((sql) => credits.commit(sql, { id: "r1", amount: 5 }));
      expect(await read()).toMatchObject({ used: 45, reserved: 0, available: 5, capacity: 50 });
      expect(await free("x2", 46)).toEqual({ outcome: "exceeds", used: 45 });
      expect(await set(200)).toMatchObject({ available: 155 });
      expect(await free("x2", 45)).toMatchObject({ outcome: "freed" });
      expect(await read()).toMatchObject({ used: 0, available: 200 });
      expect(await give(5)).toEqual({ outcome: "conflict" });
    });

    test("an account that lives on grants has no capacity to set or free", async () => {
      await give(10);
      expect(await tx((sql) => credits.setCapacity(sql, "a", 5))).toEqual({ outcome: "conflict" });
      expect(await tx((sql) => credits.free(sql, { id: "x", account: "a", amount: 1 }))).toEqual({
        outcome: "conflict",
      });
      expect(await tx((sql) => credits.free(sql, { id: "x", account: "b", amount: 1 }))).toEqual({
        outcome: "unknown",
      });
    });

    test("the history tells every change, newest first, page by page", async () => {
      await give(10);
      nowMs = 1_001;
      await tx((sql) => credits.debit(sql, { id: "d1", account: "a", amount: 4 }));
      nowMs = 1_002;
      await tx((sql) => credits.refund(sql, { id: "f1", reservation: "d1", amount: 1 }));
      const { sql } = opened.store;
      const [first] = await credits.history(sql, "a", { limit: 1 });
      expect(first).toMatchObject({ kind: "refunded", delta: 1, reservation: "d1", at: 1_002 });
      const rest = await credits.history(sql, "a", first && { before: first });
      expect(rest.map(({ kind, delta }) => [kind, delta])).toEqual([
        ["posted", -4],
        ["granted", 10],
      ]);
    });

    test("16 callers racing for 100 credits get exactly 100", async () => {
      await give(100);
      const callers = Array.from({ length: 16 }, async (_, caller) => {
        let granted = 0;
        for (let turn = 0; turn < 15; turn++) {
          const taken = await reserve(`${caller}-${turn}`, 1, 60_000);
          if (taken.outcome !== "reserved") continue;
          granted++;
          if (turn % 2 === 0) await tx((sql) => credits.commit(sql, { id: `${caller}-${turn}` }));
        }
        return granted;
      });
      const granted = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
      expect(granted).toBe(100);
      expect((await left())[0]).toBe(0);
      expect(await audit(opened.store.sql, credits.unit)).toEqual([]);
    });

    test("of 16 callers with the same id one is charged, whatever they race with", async () => {
      await give(100);
      const callers = Array.from({ length: 16 }, async (_, caller) => {
        await reserve("same", 10);
        if (caller % 3 === 0) return await tx((sql) => credits.release(sql, "same"));
        if (caller % 3 === 1) return await tx((sql) => credits.expire(sql));
        return await tx((sql) => credits.commit(sql, { id: "same" }));
      });
      await Promise.all(callers);
      const [available, reserved] = await left();
      expect(reserved).toBe(0);
      expect([90, 100]).toContain(available);
    });
  });
});
