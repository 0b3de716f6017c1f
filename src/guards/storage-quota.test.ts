import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../contract/index.ts";
import { audit, balanceMigrations, balances, type Store } from "../store/index.ts";
import { type TestStore, testEngines } from "../store/testing/index.ts";
import { type StorageQuotaGuard, storageQuota } from "./storage-quota.ts";

const api = contract({
  name: "storage",
  version: "1.0.0",
  errors: {
    STORAGE_FULL: {
      kind: "storage_quota_exceeded",
      when: "The quota is used up.",
      message: "Storage is full.",
      details: z.object({ quotaBytes: z.number(), usedBytes: z.number(), requiredBytes: z.number() }),
    },
  },
});

describe.each(testEngines)("storage quota on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let store: Store;
    let guard: StorageQuotaGuard;
    let now = 1_000_000;
    let sequence = 0;
    const clock = (): number => now;

    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
      store = opened.store;
      const full = api.error.STORAGE_FULL;
      guard = storageQuota({ store, balances: balances({ unit: "bytes", clock }), full, clock, stepBytes: 100 });
    });
    afterAll(() => opened.drop());

    const accountWith = async (quotaBytes: number): Promise<string> => {
      const account = `tenant-${++sequence}`;
      await store.transaction((sql) => guard.setQuota(sql, account, quotaBytes));
      return account;
    };
    const keep = (account: string, declaredBytes: number | null, actualBytes: number): Promise<string> =>
      guard.keep(
        { account, declaredBytes },
        {
          async receive(hold) {
            for (let total = 10; total < actualBytes + 10; total += 10) await hold.grow(Math.min(total, actualBytes));
            return actualBytes;
          },
          bytes: (bytes) => bytes,
          effect: async () => "kept",
        },
      );
    const usageOf = async (account: string): Promise<[number, number]> => {
      const { usedBytes, reservedBytes } = await guard.usage(store.sql, account);
      return [usedBytes, reservedBytes];
    };

    it("counts the bytes that arrived, not the bytes that were declared", async () => {
      const account = await accountWith(1_000);
      await expect(keep(account, 600, 500)).resolves.toBe("kept");
      expect(await usageOf(account)).toEqual([500, 0]);
      await keep(account, null, 370);
      expect(await usageOf(account)).toEqual([870, 0]);
      expect(await guard.usage(store.sql, account)).toMatchObject({ quotaBytes: 1_000, availableBytes: 130 });
    });

    it("refuses a declared size beyond the quota before anything is received", async () => {
      const account = await accountWith(1_000);
      await keep(account, 900, 900);
      const refused: ApiError = await keep(account, 101, 101).catch((error) => error);
      expect(refused.code).toBe("STORAGE_FULL");
      expect(refused.details).toEqual({ quotaBytes: 1_000, usedBytes: 900, requiredBytes: 101 });
      expect(await usageOf(account)).toEqual([900, 0]);
    });

    it("lets an upload of unknown size fill the quota to its last byte, and refuses one byte more", async () => {
      const account = await accountWith(1_050);
      await expect(keep(account, null, 1_051)).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(await usageOf(account)).toEqual([0, 0]);
      await keep(account, null, 1_050);
      expect(await usageOf(account)).toEqual([1_050, 0]);
    });

    it("catches a body that is longer than declared, at the latest when it is counted", async () => {
      const account = await accountWith(1_000);
      const lying = (actual: number): Promise<string> =>
        guard.keep(
          { account, declaredBytes: 10 },
          { receive: async () => actual, bytes: (bytes) => bytes, effect: async () => "kept" },
        );
      await lying(900);
      await expect(lying(101)).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(await usageOf(account)).toEqual([900, 0]);
    });

    it("returns the bytes when the upload is aborted or its row cannot be written", async () => {
      const account = await accountWith(1_000);
      const aborted = guard.keep(
        { account, declaredBytes: 400 },
        {
          async receive(hold) {
            expect(await usageOf(account)).toEqual([0, 400]);
            await hold.grow(450);
            throw new DOMException("The client went away.", "AbortError");
          },
          bytes: () => 0,
          effect: async () => "never",
        },
      );
      await expect(aborted).rejects.toThrow("went away");
      const unwritten = guard.keep(
        { account, declaredBytes: 400 },
        {
          receive: async () => 400,
          bytes: (bytes) => bytes,
          effect: (sql) => sql`INSERT INTO nowhere (id) VALUES (1)`,
        },
      );
      await expect(unwritten).rejects.toThrow();
      expect(await usageOf(account)).toEqual([0, 0]);
    });

    it("frees once what was deleted, and never more than is stored", async () => {
      const account = await accountWith(1_000);
      await keep(account, 300, 300);
      const free = (bytes: number, id: string): Promise<void> =>
        store.transaction((sql) => guard.free(sql, { account, bytes, id }));
      await free(100, `${account}-report`);
      await free(100, `${account}-report`);
      expect(await usageOf(account)).toEqual([200, 0]);
      await expect(free(201, `${account}-other`)).rejects.toThrow(/exceeds/);
      expect(await usageOf(account)).toEqual([200, 0]);
    });

    it("blocks growth, not deletion, when the quota is lowered below what is stored", async () => {
      const account = await accountWith(1_000);
      await keep(account, 800, 800);
      await store.transaction((sql) => guard.setQuota(sql, account, 500));
      await expect(keep(account, 1, 1)).rejects.toMatchObject({ details: { quotaBytes: 500, usedBytes: 800 } });
      await store.transaction((sql) => guard.free(sql, { account, bytes: 400, id: `${account}-report` }));
      await keep(account, 100, 100);
      expect(await usageOf(account)).toEqual([500, 0]);
    });

    it("returns what a crashed upload held once its hold lapses", async () => {
      const account = await accountWith(1_000);
      await guard.reserve({ account, declaredBytes: 1_000 });
      await expect(keep(account, 1, 1)).rejects.toMatchObject({ code: "STORAGE_FULL" });
      now += 120_000;
      await keep(account, 1, 1);
      expect(await usageOf(account)).toEqual([1, 0]);
    });

    it("returns at once what a dead process held under a known name, however often it grew", async () => {
      const account = await accountWith(1_000);
      const holdId = `${account}-upload`;
      const hold = await guard.reserve({ account, declaredBytes: 300, holdId });
      for (const total of [310, 450, 1_000]) await hold.grow(total);
      const other = await accountWith(1_000);
      await guard.reserve({ account: other, declaredBytes: 10, holdId: `${holdId}-2` });
      expect(await usageOf(account)).toEqual([0, 1_000]);
      await guard.endHold(holdId);
      expect(await usageOf(account)).toEqual([0, 0]);
      expect(await usageOf(other)).toEqual([0, 10]);
      for (const again of [holdId, "never-held"]) await guard.endHold(again);
      expect(await usageOf(account)).toEqual([0, 0]);
      await expect(guard.reserve({ account, declaredBytes: 1, holdId })).rejects.toThrow(/used before/);
    });

    it("leaves alone what was counted, when a hold is ended that was committed before", async () => {
      const account = await accountWith(1_000);
      const holdId = `${account}-upload`;
      await guard.keep(
        { account, holdId },
        {
          receive: (hold) => hold.grow(250),
          bytes: () => 250,
          effect: async (sql) => void (await sql`SELECT 1 AS one`),
          sqlOnly: true,
        },
      );
      await guard.endHold(holdId);
      expect(await usageOf(account)).toEqual([250, 0]);
    });

    it("tells what other uploads hold, and not what the refused one holds itself", async () => {
      const account = await accountWith(1_000);
      await guard.reserve({ account, declaredBytes: 300 });
      const hold = await guard.reserve({ account, declaredBytes: 400 });
      const facts: unknown[] = [];
      const watching = storageQuota({
        store,
        balances: balances({ unit: "bytes", clock }),
        full: (given) => {
          facts.push(given);
          return api.error.STORAGE_FULL(given);
        },
      });
      await expect(watching.reserve({ account, declaredBytes: 301 })).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(facts).toEqual([{ quotaBytes: 1_000, usedBytes: 0, requiredBytes: 301, reservedBytes: 700 }]);
      const growing = await watching.reserve({ account, declaredBytes: 200 });
      await expect(growing.grow(501)).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(facts[1]).toEqual({ quotaBytes: 1_000, usedBytes: 0, requiredBytes: 501, reservedBytes: 700 });
      await hold.release();
    });

    it("never stores beyond the quota and never leaks a byte, whatever uploads run at once", async () => {
      const upload = fc.record({
        declared: fc.option(fc.integer({ min: 0, max: 400 })),
        actual: fc.integer({ min: 0, max: 400 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(upload, { maxLength: 8 }), async (uploads) => {
          const account = await accountWith(1_000);
          let stored = 0;
          const running = uploads.map(async ({ declared, actual }) => {
            await keep(account, declared, actual);
            stored += actual;
          });
          await Promise.allSettled(running);
          expect(await usageOf(account)).toEqual([stored, 0]);
          expect(stored).toBeLessThanOrEqual(1_000);
        }),
        { numRuns: 10 },
      );
      expect(await audit(store.sql)).toEqual([]);
    });
  });
});
