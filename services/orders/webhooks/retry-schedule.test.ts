import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRetryAfter } from "./read-retry-after.ts";
import { MAX_ATTEMPTS, waitMs } from "./retry-schedule.ts";

const DAY_MS = 86_400_000;

describe("the retry schedule", () => {
  it("makes ten attempts over three days", () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, index) => waitMs(index + 1, 0, () => 0));
    const [s, m, h] = [1_000, 60_000, 3_600_000];
    expect(waits).toEqual([5 * s, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h, undefined]);
  });

  it("adds a tenth of the wait at most, never less than nothing, and a Retry-After within a day", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(),
        (n, chance, asked) => {
          const least = waitMs(n, 0, () => 0) ?? 0;
          const wait = waitMs(n, asked, () => chance) ?? 0;
          expect(wait).toBeGreaterThanOrEqual(least);
          expect(wait).toBeGreaterThanOrEqual(Math.min(asked, DAY_MS));
          expect(wait).toBeLessThanOrEqual(Math.max(least * 1.1 + 1, Math.min(asked, DAY_MS)));
        },
      ),
    );
  });
});

describe("a Retry-After", () => {
  it.each([
    [undefined, 0],
    ["120", 120_000],
    ["0", 0],
    ["-5", 0],
    ["soon", 0],
    ["1e9", 0],
    [new Date(90_000).toUTCString(), 60_000],
    [new Date(0).toUTCString(), 0],
  ])("of %s is a wait of %s ms", (value, ms) => {
    expect(readRetryAfter(value, 30_000)).toBe(ms);
  });
});
