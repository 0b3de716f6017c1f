import { describe, expect, it } from "vitest";
import { inBatches, purgeRegularly, readRetention } from "./index.ts";

describe("readRetention", () => {
  it("reads days, and uses the default for a variable that is missing or empty", () => {
    const dayMs = 86_400_000;
    expect(readRetention({})).toEqual({
      ledgerMs: 396 * dayMs,
      keysMs: 90 * dayMs,
      failedJobsMs: 30 * dayMs,
      ordersMs: 396 * dayMs,
      deliveriesMs: 30 * dayMs,
      analysesMs: 396 * dayMs,
      documentJobsMs: 90 * dayMs,
    });
    expect(readRetention({ ERRATA_KEEP_ORDERS_DAYS: "7", ERRATA_KEEP_KEYS_DAYS: "" })).toMatchObject({
      ordersMs: 7 * dayMs,
      keysMs: 90 * dayMs,
    });
  });

  it.each(["0", "-1", "1.5", "20001", "7d", "1e3", " 7"])("rejects %j with the name and the range", (text) => {
    expect(() => readRetention({ ERRATA_KEEP_LEDGER_DAYS: text })).toThrow(
      `Expected ERRATA_KEEP_LEDGER_DAYS to be a number of days from 1 to 20000, received "${text}".`,
    );
  });
});

describe("purges", () => {
  it("delete batches until one is empty, and leave turns of the event loop in between", async () => {
    const left = [50, 50, 3];
    let turns = 0;
    const count = inBatches(async () => {
      setImmediate(() => turns++);
      return left.shift() ?? 0;
    });
    expect(await count).toBe(103);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it("stop after the running batch when the job is stopped", async () => {
    const stopping = new AbortController();
    const count = inBatches(async (limit) => {
      stopping.abort();
      return limit;
    }, stopping.signal);
    expect(await count).toBe(50);
  });

  it("go on with other data when one cannot be deleted, and report the error", async () => {
    const errors: unknown[] = [];
    const left = [3];
    const job = purgeRegularly(
      [
        { data: "orders", deleteBatch: () => Promise.reject(new Error("down")) },
        { data: "keys", deleteBatch: async () => left.shift() ?? 0 },
      ],
      (error, what) => errors.push([String(error), what]),
    );
    expect(await job.runOnce()).toBe(3);
    expect(errors).toEqual([["Error: down", "the deletion of orders"]]);
  });
});
