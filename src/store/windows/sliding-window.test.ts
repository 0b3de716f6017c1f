import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slidingCounter, slidingLog } from "./sliding-window.ts";

type Algorithm = (
  state: unknown,
  limit: number,
  windowMs: number,
  cost: number,
  nowMs: number,
) => ReturnType<typeof slidingLog>;

const algorithms: [name: string, decide: Algorithm][] = [
  ["the sliding-window counter", slidingCounter as unknown as Algorithm],
  ["the sliding log", slidingLog as Algorithm],
];

const request = fc.record({ pauseMs: fc.nat(40_000), cost: fc.integer({ min: 0, max: 40 }) });
const traffic = fc.record({
  limit: fc.integer({ min: 1, max: 150 }),
  windowMs: fc.constantFrom(1, 7, 1_000, 60_000, 86_400_000),
  startMs: fc.constantFrom(0, 1_700_000_000_123),
  before: fc.array(request, { maxLength: 30 }),
  cost: fc.integer({ min: 1, max: 160 }),
});

type Run = typeof traffic extends fc.Arbitrary<infer Value> ? Value : never;

/** Replays the traffic, and returns the final state and time. */
function replay(decide: Algorithm, { limit, windowMs, startMs, before }: Run) {
  let state: unknown;
  let nowMs = startMs;
  for (const { pauseMs, cost } of before) {
    nowMs += pauseMs % (windowMs * 2);
    state = decide(state, limit, windowMs, cost, nowMs).next;
  }
  return { state, nowMs };
}

describe.each(algorithms)("%s", (_name, decide) => {
  test("allows a lone client after retryAfterMs, and not 1 ms earlier", () => {
    fc.assert(
      fc.property(traffic, (run) => {
        const { limit, windowMs, cost } = run;
        const { state, nowMs } = replay(decide, run);
        const decision = decide(state, limit, windowMs, cost, nowMs);
        if (cost > limit) {
          expect(decision.retryAfterMs).toBeNull();
          return;
        }
        const wait = decision.retryAfterMs ?? Number.NaN;
        expect(decide(state, limit, windowMs, cost, nowMs + wait).isAllowed).toBe(true);
        if (wait > 0) expect(decide(state, limit, windowMs, cost, nowMs + wait - 1).isAllowed).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  test("counts nothing for a rejected request, and allows exactly the remaining cost", () => {
    fc.assert(
      fc.property(traffic, (run) => {
        const { limit, windowMs, cost } = run;
        const { state, nowMs } = replay(decide, run);
        const { isAllowed, next, remaining } = decide(state, limit, windowMs, cost, nowMs);
        expect(decide(next, limit, windowMs, remaining, nowMs).isAllowed).toBe(true);
        expect(decide(next, limit, windowMs, remaining + 1, nowMs).isAllowed).toBe(false);
        if (!isAllowed) expect(decide(state, limit, windowMs, 0, nowMs).remaining).toBe(remaining);
      }),
      { numRuns: 2_000 },
    );
  });

  test("makes the whole limit available again after resetMs", () => {
    fc.assert(
      fc.property(traffic, (run) => {
        const { state, nowMs } = replay(decide, run);
        const { resetMs } = decide(state, run.limit, run.windowMs, 0, nowMs);
        expect(decide(state, run.limit, run.windowMs, run.limit, nowMs + resetMs).isAllowed).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("rejects the 121st request within a minute when the limit is 120", () => {
    let state: unknown;
    for (let sent = 0; sent < 120; sent++) {
      const decision = decide(state, 120, 60_000, 1, 60_000 + sent);
      expect(decision.isAllowed).toBe(true);
      state = decision.next;
    }
    const rejected = decide(state, 120, 60_000, 1, 60_500);
    expect(rejected).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(rejected.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test("neither resets the count nor blocks the client when the clock steps back", () => {
    const full = decide(undefined, 1, 1_000, 1, 10_000);
    const back = decide(full.next, 1, 1_000, 1, 2_000);
    expect(back.isAllowed).toBe(false);
    expect(back.retryAfterMs).toBeLessThanOrEqual(2_000);
  });
});

test("the sliding log never allows more than the limit in any span of one window", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (pauses, limit) => {
      const allowed: number[] = [];
      let log: ReturnType<typeof slidingLog>["next"] | undefined;
      let nowMs = 0;
      for (const pause of pauses) {
        nowMs += pause;
        const decision = slidingLog(log, limit, 1_000, 1, nowMs);
        log = decision.next;
        if (decision.isAllowed) allowed.push(nowMs);
      }
      for (const first of allowed) {
        expect(allowed.filter((at) => at >= first && at < first + 1_000).length).toBeLessThanOrEqual(limit);
      }
    }),
  );
});
