import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxAttempts, parseRetryAfter, waitMs } from "./retry-schedule.ts";

const dayMs = 86_400_000;

describe("waitMs", () => {
  it("schedules ten attempts over three days", () => {
    const waits = Array.from({ length: maxAttempts }, (_, index) => waitMs(index + 1, 0, () => 0));
    const [s, m, h] = [1_000, 60_000, 3_600_000];
    expect(waits).toEqual([5 * s, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 14 * h, 20 * h, 24 * h, undefined]);
  });

  it("adds at most a tenth of the wait, and respects a Retry-After of up to a day", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(),
        (attempt, random, retryAfterMs) => {
          const least = waitMs(attempt, 0, () => 0) ?? 0;
          const wait = waitMs(attempt, retryAfterMs, () => random) ?? 0;
          expect(wait).toBeGreaterThanOrEqual(least);
          expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfterMs, dayMs));
          expect(wait).toBeLessThanOrEqual(Math.max(least * 1.1 + 1, Math.min(retryAfterMs, dayMs)));
        },
      ),
    );
  });
});

describe("parseRetryAfter", () => {
  it.each([
    [undefined, 0],
    ["120", 120_000],
    ["0", 0],
    ["-5", 0],
    ["soon", 0],
    ["1e9", 0],
    [new Date(90_000).toUTCString(), 60_000],
    [new Date(0).toUTCString(), 0],
  ])("parses %s as %s ms", (value, ms) => {
    expect(parseRetryAfter(value, 30_000)).toBe(ms);
  });
});
