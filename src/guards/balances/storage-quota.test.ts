import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../../contract/index.ts";
import { audit, balanceMigrations, balances, type Store } from "../../store/index.ts";
import { type TestStore, testEngines } from "../../store/testing/index.ts";
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
          async receive(reservation) {
            for (let total = 10; total < actualBytes + 10; total += 10)
              await reservation.grow(Math.min(total, actualBytes));
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

    it("counts the received bytes, not the declared ones", async () => {
      const account = await accountWith(1_000);
      await expect(keep(account, 600, 500)).resolves.toBe("kept");
      expect(await usageOf(account)).toEqual([500, 0]);
      await keep(account, null, 370);
      expect(await usageOf(account)).toEqual([870, 0]);
      expect(await guard.usage(store.sql, account)).toMatchObject({ quotaBytes: 1_000, availableBytes: 130 });
    });

    it("throws `full` for a declared size over the quota before anything is received", async () => {
      const account = await accountWith(1_000);
      await keep(account, 900, 900);
      const refused: ApiError = await keep(account, 101, 101).catch((error) => error);
      expect(refused.code).toBe("STORAGE_FULL");
      expect(refused.details).toEqual({ quotaBytes: 1_000, usedBytes: 900, requiredBytes: 101 });
      expect(await usageOf(account)).toEqual([900, 0]);
    });

    it("accepts an upload of unknown size up to the last byte of the quota", async () => {
      const account = await accountWith(1_050);
      await expect(keep(account, null, 1_051)).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(await usageOf(account)).toEqual([0, 0]);
      await keep(account, null, 1_050);
      expect(await usageOf(account)).toEqual([1_050, 0]);
    });

    it("throws `full` when a body longer than declared is counted", async () => {
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

    it("frees the bytes when the upload is aborted or its row cannot be inserted", async () => {
      const account = await accountWith(1_000);
      const aborted = guard.keep(
        { account, declaredBytes: 400 },
        {
          async receive(reservation) {
            expect(await usageOf(account)).toEqual([0, 400]);
            await reservation.grow(450);
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

    it("frees a deleted item once, and never more than is stored", async () => {
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

    it("blocks growth but not deletion when the quota is lowered below the used bytes", async () => {
      const account = await accountWith(1_000);
      await keep(account, 800, 800);
      await store.transaction((sql) => guard.setQuota(sql, account, 500));
      await expect(keep(account, 1, 1)).rejects.toMatchObject({ details: { quotaBytes: 500, usedBytes: 800 } });
      await store.transaction((sql) => guard.free(sql, { account, bytes: 400, id: `${account}-report` }));
      await keep(account, 100, 100);
      expect(await usageOf(account)).toEqual([500, 0]);
    });

    it("frees the bytes of a crashed upload when its reservation expires", async () => {
      const account = await accountWith(1_000);
      await guard.reserve({ account, declaredBytes: 1_000 });
      await expect(keep(account, 1, 1)).rejects.toMatchObject({ code: "STORAGE_FULL" });
      now += 120_000;
      await keep(account, 1, 1);
      expect(await usageOf(account)).toEqual([1, 0]);
    });

    it("releases all parts of a crashed upload's reservation by its id", async () => {
      const account = await accountWith(1_000);
      const reservationId = `${account}-upload`;
      const reservation = await guard.reserve({ account, declaredBytes: 300, reservationId });
      for (const total of [310, 450, 1_000]) await reservation.grow(total);
      const other = await accountWith(1_000);
      await guard.reserve({ account: other, declaredBytes: 10, reservationId: `${reservationId}-2` });
      expect(await usageOf(account)).toEqual([0, 1_000]);
      await guard.releaseReservation(reservationId);
      expect(await usageOf(account)).toEqual([0, 0]);
      expect(await usageOf(other)).toEqual([0, 10]);
      for (const again of [reservationId, "never-reserved"]) await guard.releaseReservation(again);
      expect(await usageOf(account)).toEqual([0, 0]);
      await expect(guard.reserve({ account, declaredBytes: 1, reservationId })).rejects.toThrow(/used before/);
    });

    it("keeps counted bytes when a committed reservation is released", async () => {
      const account = await accountWith(1_000);
      const reservationId = `${account}-upload`;
      await guard.keep(
        { account, reservationId },
        {
          receive: (reservation) => reservation.grow(250),
          bytes: () => 250,
          effect: async (sql) => void (await sql`SELECT 1 AS one`),
          sqlOnly: true,
        },
      );
      await guard.releaseReservation(reservationId);
      expect(await usageOf(account)).toEqual([250, 0]);
    });

    it("reports the bytes reserved for other uploads only", async () => {
      const account = await accountWith(1_000);
      await guard.reserve({ account, declaredBytes: 300 });
      const reservation = await guard.reserve({ account, declaredBytes: 400 });
      const details: unknown[] = [];
      const recording = storageQuota({
        store,
        balances: balances({ unit: "bytes", clock }),
        full: (received) => {
          details.push(received);
          const { reservedBytes: _, ...declared } = received;
          return api.error.STORAGE_FULL(declared);
        },
      });
      await expect(recording.reserve({ account, declaredBytes: 301 })).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(details).toEqual([{ quotaBytes: 1_000, usedBytes: 0, requiredBytes: 301, reservedBytes: 700 }]);
      const growing = await recording.reserve({ account, declaredBytes: 200 });
      await expect(growing.grow(501)).rejects.toMatchObject({ code: "STORAGE_FULL" });
      expect(details[1]).toEqual({ quotaBytes: 1_000, usedBytes: 0, requiredBytes: 501, reservedBytes: 700 });
      await reservation.release();
    });

    it("neither exceeds the quota nor leaks a byte with any concurrent uploads", { timeout: 30_000 }, async () => {
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
