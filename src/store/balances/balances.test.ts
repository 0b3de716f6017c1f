import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TransactionSql } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { forRequest } from "../transaction.ts";
import { audit, balanceMigrations, balances, entriesOfRequest } from "./index.ts";

describe.each(testEngines)("balances on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
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
    const grant = (amount: number, id = "g1", more: { expiresAt?: number; priority?: number; source?: string } = {}) =>
      tx((sql) => credits.grant(sql, { id, account: "a", amount, source: id, ...more }));
    const reserve = (id: string, amount: number, expiresAt = 2_000) =>
      tx((sql) => credits.reserve(sql, { id, account: "a", amount, expiresAt }));
    const balance = async () => {
      const { available, reserved } = await credits.read(opened.store.sql, "a");
      return [available, reserved];
    };

    test("make a reserved amount unavailable, and return the part that was not spent", async () => {
      await grant(100);
      expect(await reserve("r1", 60)).toMatchObject({ status: "reserved", isRepeat: false });
      expect(await reserve("r2", 60)).toEqual({
        status: "insufficient",
        required: 60,
        available: 40,
        reserved: 60,
        breakdown: [{ source: "g1", remaining: 40, expiresAt: null }],
      });
      expect(await tx((sql) => credits.commit(sql, { id: "r1", amount: 45 }))).toMatchObject({
        amount: 45,
        shortfall: 0,
      });
      expect(await balance()).toEqual([55, 0]);
    });

    test("return the first result when an operation is repeated", async () => {
      await grant(100);
      expect(await grant(100)).toEqual({ status: "granted", amount: 100, isRepeat: true });
      expect(await grant(99)).toEqual({ status: "conflict" });
      await reserve("r1", 60);
      expect(await reserve("r1", 60)).toMatchObject({ status: "reserved", isRepeat: true });
      expect(await reserve("r1", 61)).toEqual({ status: "conflict" });
      const commit = () => tx((sql) => credits.commit(sql, { id: "r1", amount: 50 }));
      const first = await commit();
      expect(await commit()).toEqual({ ...first, isRepeat: true });
      const refund = (amount: number) => tx((sql) => credits.refund(sql, { id: "f1", reservation: "r1", amount }));
      expect(await refund(20)).toMatchObject({ status: "refunded", isRepeat: false });
      expect(await refund(20)).toMatchObject({ status: "refunded", isRepeat: true });
      expect(await refund(21)).toEqual({ status: "conflict" });
      const debit = () => tx((sql) => credits.debit(sql, { id: "d1", account: "a", amount: 5 }));
      expect(await debit()).toMatchObject({ status: "committed", isRepeat: false });
      expect(await debit()).toMatchObject({ status: "committed", isRepeat: true });
      expect(await balance()).toEqual([65, 0]);
    });

    test("end a reservation once, and report how it ended afterwards", async () => {
      await grant(100);
      await reserve("posted", 10);
      await reserve("released", 10);
      await tx((sql) => credits.commit(sql, { id: "posted" }));
      await tx((sql) => credits.release(sql, "released"));
      expect(await tx((sql) => credits.release(sql, "posted"))).toEqual({ status: "already_posted" });
      expect(await tx((sql) => credits.commit(sql, { id: "released" }))).toEqual({ status: "already_released" });
      expect(await tx((sql) => credits.renew(sql, "released", 9_000))).toEqual({ status: "already_released" });
      expect(await reserve("released", 10)).toEqual({ status: "already_released" });
      expect(await reserve("posted", 10)).toEqual({ status: "already_posted" });
      expect(await tx((sql) => credits.commit(sql, { id: "nobody" }))).toEqual({ status: "unknown" });
      expect(await balance()).toEqual([90, 0]);
    });

    test("spend grants by expiry, priority and age, and return a released amount to the same grants", async () => {
      await grant(10, "forever");
      await grant(10, "late", { expiresAt: 5_000 });
      await grant(10, "soon-second", { expiresAt: 3_000, priority: 2 });
      await grant(10, "soon-first", { expiresAt: 3_000, priority: 1 });
      await grant(10, "soon-third", { expiresAt: 3_000, priority: 2 });
      const sources = async () =>
        (await credits.read(opened.store.sql, "a")).breakdown.map(({ source, remaining }) => `${source} ${remaining}`);
      const all = ["soon-first 10", "soon-second 10", "soon-third 10", "late 10", "forever 10"];
      expect(await sources()).toEqual(all);
      await reserve("r1", 25);
      expect(await sources()).toEqual(["soon-third 5", "late 10", "forever 10"]);
      await tx((sql) => credits.release(sql, "r1"));
      expect(await sources()).toEqual(all);
    });

    test("do not return the part of a released reservation whose grant has expired", async () => {
      await grant(10, "promo", { expiresAt: 1_500 });
      await grant(10, "paid");
      await reserve("r1", 15);
      nowMs = 1_600;
      await tx((sql) => credits.release(sql, "r1"));
      expect(await balance()).toEqual([10, 0]);
    });

    test("neither show nor spend an expired grant, even before a sweep", async () => {
      await grant(10, "promo", { expiresAt: 1_500 });
      nowMs = 1_500;
      expect(await balance()).toEqual([0, 0]);
      expect(await reserve("r1", 1)).toMatchObject({ status: "insufficient", available: 0, breakdown: [] });
      expect(await tx((sql) => credits.expire(sql))).toEqual({ reservations: 0, grants: 0 });
    });

    test("expire a reservation without a sweep when its amount is needed", async () => {
      await grant(10);
      await reserve("r1", 10);
      nowMs = 2_000;
      expect(await reserve("r2", 10, 3_000)).toMatchObject({ status: "reserved" });
      expect(await tx((sql) => credits.release(sql, "r1"))).toEqual({ status: "expired" });
      expect(await tx((sql) => credits.renew(sql, "r1", 9_000))).toEqual({ status: "expired" });
    });

    test("keep a renewed reservation in a sweep", async () => {
      await grant(30);
      await reserve("r1", 10);
      await reserve("r2", 10);
      expect(await tx((sql) => credits.renew(sql, "r1", 9_000))).toEqual({ status: "renewed", expiresAt: 9_000 });
      nowMs = 2_000;
      expect(await tx((sql) => credits.expire(sql))).toEqual({ reservations: 1, grants: 0 });
      expect(await balance()).toEqual([20, 10]);
    });

    test("charge once when a commit follows the expiry", async () => {
      await grant(10);
      await reserve("r1", 10);
      nowMs = 2_000;
      await tx((sql) => credits.expire(sql));
      const commit = () => tx((sql) => credits.commit(sql, { id: "r1", amount: 7 }));
      expect(await commit()).toEqual({ status: "committed", amount: 7, shortfall: 0, isLate: true, isRepeat: false });
      expect(await commit()).toMatchObject({ amount: 7, isRepeat: true });
      expect(await tx((sql) => credits.release(sql, "r1"))).toEqual({ status: "already_posted" });
      expect(await tx((sql) => credits.refund(sql, { id: "f", reservation: "r1", amount: 7 }))).toMatchObject({
        status: "refunded",
      });
      expect(await balance()).toEqual([10, 0]);
    });

    test("write off a commit after the expiry that the balance no longer covers", async () => {
      await grant(10);
      await reserve("r1", 10);
      nowMs = 2_000;
      await reserve("r2", 5, 9_000);
      const commit = () => tx((sql) => credits.commit(sql, { id: "r1" }));
      // Nothing was available for r2, so r1 expired.
      expect(await commit()).toEqual({ status: "written_off", shortfall: 10, isRepeat: false });
      expect(await commit()).toEqual({ status: "written_off", shortfall: 10, isRepeat: true });
      expect(await balance()).toEqual([5, 5]);
    });

    test("cap a cost above the reserved amount, or charge it if the rule is debit_or_cap and the balance covers it", async () => {
      await grant(20);
      for (const id of ["r1", "r2", "r3"]) await reserve(id, 5);
      const commit = (id: string, amount: number, overrun: "cap" | "debit_or_cap") =>
        tx((sql) => credits.commit(sql, { id, amount, overrun }));
      expect(await commit("r1", 8, "cap")).toMatchObject({ amount: 5, shortfall: 3 });
      expect(await commit("r2", 8, "debit_or_cap")).toMatchObject({ amount: 8, shortfall: 0 });
      expect(await commit("r3", 8, "debit_or_cap")).toMatchObject({ amount: 5, shortfall: 3 });
      expect(await tx((sql) => credits.refund(sql, { id: "f", reservation: "r2", amount: 8 }))).toMatchObject({
        status: "refunded",
      });
      expect(await balance()).toEqual([10, 0]);
    });

    test("do not expire the reservation that is being charged with an overrun", async () => {
      await grant(10);
      await reserve("r1", 5);
      await reserve("r2", 5);
      nowMs = 2_000;
      const result = await tx((sql) => credits.commit(sql, { id: "r1", amount: 9, overrun: "debit_or_cap" }));
      expect(result).toMatchObject({ amount: 9, isLate: false });
      expect(await balance()).toEqual([1, 0]);
    });

    test("never refund more than was charged", async () => {
      await grant(10);
      const refund = (id: string, amount: number) =>
        tx((sql) => credits.refund(sql, { id, reservation: "r1", amount }));
      expect(await refund("f0", 1)).toEqual({ status: "unknown" });
      await reserve("r1", 10);
      expect(await refund("f0", 1)).toEqual({ status: "not_posted" });
      await tx((sql) => credits.commit(sql, { id: "r1", amount: 6 }));
      expect(await refund("f1", 4)).toMatchObject({ status: "refunded" });
      expect(await refund("f2", 3)).toEqual({ status: "exceeds", refundable: 2 });
      expect(await balance()).toEqual([8, 0]);
    });

    test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "5" as never])(
      "reject the amount %s before anything is written",
      async (amount) => {
        await grant(10);
        await expect(reserve("r1", amount)).rejects.toMatchObject({ code: "STORE_VALUE_INVALID" });
        await expect(grant(amount, "g2")).rejects.toMatchObject({ code: "STORE_VALUE_INVALID" });
        await expect(tx((sql) => credits.setCapacity(sql, "s", amount))).rejects.toMatchObject({
          code: "STORE_VALUE_INVALID",
        });
        expect(await balance()).toEqual([10, 0]);
      },
    );

    test("return `overflow` above 2^53 - 1", async () => {
      await grant(Number.MAX_SAFE_INTEGER);
      expect(await grant(1, "g2")).toEqual({ status: "overflow" });
      expect(await balance()).toEqual([Number.MAX_SAFE_INTEGER, 0]);
    });

    test("cannot change outside a transaction, by type and at run time", async () => {
      await grant(10);
      const sql = opened.store.sql;
      // @ts-expect-error store.sql is not a transaction
      const work = credits.debit(sql, { id: "d", account: "a", amount: 1 });
      await expect(work).rejects.toMatchObject({ code: "STORE_NO_TRANSACTION" });
      expect(await balance()).toEqual([10, 0]);
    });

    test("roll back a charge together with its effect", async () => {
      await grant(10);
      await expect(
        tx(async (sql) => {
          await credits.debit(sql, { id: "d", account: "a", amount: 4 });
          throw new Error("the effect failed");
        }),
      ).rejects.toThrow("the effect failed");
      expect(await balance()).toEqual([10, 0]);
    });

    test("block growth when the capacity is lowered below the used amount, until enough is freed", async () => {
      const read = () => credits.read(opened.store.sql, "a");
      const free = (id: string, amount: number) => tx((sql) => credits.free(sql, { id, account: "a", amount }));
      const set = (capacity: number) => tx((sql) => credits.setCapacity(sql, "a", capacity));
      await set(100);
      await tx((sql) => credits.debit(sql, { id: "f1", account: "a", amount: 70 }));
      await reserve("r1", 20);
      expect(await set(50)).toEqual({ status: "set", capacity: 50, used: 70, available: 0 });
      expect(await reserve("r2", 1)).toMatchObject({ status: "insufficient", available: 0 });
      expect(await free("x1", 30)).toEqual({ status: "freed", amount: 30, isRepeat: false });
      expect(await free("x1", 30)).toEqual({ status: "freed", amount: 30, isRepeat: true });
      expect(await read()).toMatchObject({ used: 40, reserved: 20, available: 0 });
      await tx((sql) => credits.commit(sql, { id: "r1", amount: 5 }));
      expect(await read()).toMatchObject({ used: 45, reserved: 0, available: 5, capacity: 50 });
      expect(await free("x2", 46)).toEqual({ status: "exceeds", used: 45 });
      expect(await set(200)).toMatchObject({ available: 155 });
      expect(await free("x2", 45)).toMatchObject({ status: "freed" });
      expect(await read()).toMatchObject({ used: 0, available: 200 });
      expect(await grant(5)).toEqual({ status: "conflict" });
    });

    test("return `conflict` when the capacity of an account with grants is set or freed", async () => {
      await grant(10);
      expect(await tx((sql) => credits.setCapacity(sql, "a", 5))).toEqual({ status: "conflict" });
      expect(await tx((sql) => credits.free(sql, { id: "x", account: "a", amount: 1 }))).toEqual({
        status: "conflict",
      });
      expect(await tx((sql) => credits.free(sql, { id: "x", account: "b", amount: 1 }))).toEqual({
        status: "unknown",
      });
    });

    test("list every change page by page, newest first", async () => {
      await grant(10);
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

    test("find the entries that concurrent requests wrote by the id of their request, also in one group commit", async () => {
      await grant(100);
      const ids = Array.from({ length: 8 }, () => crypto.randomUUID());
      const charge = (id: string, sqlOnly: boolean) =>
        opened.store.transaction((sql) => credits.debit(sql, { id, account: "a", amount: 2 }), { sqlOnly });
      await Promise.all(
        ids.map((id, index) =>
          forRequest(id, async () => {
            await charge(id, true);
            await charge(`${id}-2`, index % 2 === 0);
          }),
        ),
      );
      await forRequest(undefined, () => charge("background", false));
      for (const id of ids) {
        const found = await entriesOfRequest(opened.store.sql, id);
        expect(
          found.map(({ unit, account, kind, delta, reservation }) => [unit, account, kind, delta, reservation]),
        ).toEqual([id, `${id}-2`].map((reservation) => [credits.unit, "a", "posted", -2, reservation]));
      }
      expect(await entriesOfRequest(opened.store.sql, "background")).toEqual([]);
    });

    test("grant exactly 100 of 100 credits to 16 concurrent callers", { timeout: 30_000 }, async () => {
      await grant(100);
      const callers = Array.from({ length: 16 }, async (_, caller) => {
        let granted = 0;
        for (let turn = 0; turn < 15; turn++) {
          const taken = await reserve(`${caller}-${turn}`, 1, 60_000);
          if (taken.status !== "reserved") continue;
          granted++;
          if (turn % 2 === 0) await tx((sql) => credits.commit(sql, { id: `${caller}-${turn}` }));
        }
        return granted;
      });
      const granted = (await Promise.all(callers)).reduce((sum, count) => sum + count, 0);
      expect(granted).toBe(100);
      expect((await balance())[0]).toBe(0);
      expect(await audit(opened.store.sql, credits.unit)).toEqual([]);
    });

    test("charge at most one of 16 concurrent callers with the same id", { timeout: 30_000 }, async () => {
      await grant(100);
      const callers = Array.from({ length: 16 }, async (_, caller) => {
        await reserve("same", 10);
        if (caller % 3 === 0) return await tx((sql) => credits.release(sql, "same"));
        if (caller % 3 === 1) return await tx((sql) => credits.expire(sql));
        return await tx((sql) => credits.commit(sql, { id: "same" }));
      });
      await Promise.all(callers);
      const [available, reserved] = await balance();
      expect(reserved).toBe(0);
      expect([90, 100]).toContain(available);
    });
  });
});
