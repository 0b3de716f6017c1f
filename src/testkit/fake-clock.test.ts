import { rateLimit } from "errata/guards";
import { localWindows } from "errata/store";
import { expect, it, vi } from "vitest";
import { contract } from "../contract/index.ts";
import { fakeClock } from "./index.ts";

it("stands still until it is advanced or set", () => {
  const clock = fakeClock({ start: new Date("2026-03-02T09:00:00Z") });
  const start = Date.UTC(2026, 2, 2, 9);
  expect(clock()).toBe(start);
  clock.advance(1_500);
  clock.advance(0);
  expect(clock()).toBe(start + 1_500);
  clock.set(start - 1);
  expect(clock()).toBe(start - 1);
});

it("starts at the current time, and can run by itself", () => {
  vi.useFakeTimers({ now: 10_000 });
  try {
    const [still, running] = [fakeClock(), fakeClock({ runs: true })];
    running.advance(500);
    vi.advanceTimersByTime(250);
    expect([still(), running()]).toEqual([10_000, 10_750]);
  } finally {
    vi.useRealTimers();
  }
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, "5" as never, null as never, new Date("x") as never, -1])(
  "advance(%j) throws a TypeError",
  (ms) => {
    expect(() => fakeClock().advance(ms)).toThrow(/^ERRATA_CLOCK: expected .* received/);
  },
);

it("is a clock of guards", async () => {
  const clock = fakeClock({ start: 0 });
  const shop = contract({
    name: "shop",
    version: "1.0.0",
    errors: { SLOW_DOWN: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." } },
  });
  const limit = rateLimit({
    windows: localWindows({ clock }),
    policies: [{ name: "minute", limit: 1, windowSec: 60 }],
    exceeded: shop.error.SLOW_DOWN,
    clock,
  });
  await limit("caller");
  await expect(limit("caller")).rejects.toMatchObject({ code: "SLOW_DOWN" });
  clock.advance(120_000);
  await limit("caller");
});
