import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeLog } from "./sliding-log.ts";
import { judgeCounters } from "./sliding-window.ts";

type Judge = (
  state: unknown,
  limit: number,
  windowMs: number,
  cost: number,
  nowMs: number,
) => ReturnType<typeof judgeLog>;

const judges: [name: string, judge: Judge][] = [
  ["the sliding-window counter", judgeCounters as unknown as Judge],
  ["the sliding log", judgeLog as Judge],
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

/** Plays the traffic, and gives the state and the time at its end. */
function played(judge: Judge, { limit, windowMs, startMs, before }: Run) {
  let state: unknown;
  let nowMs = startMs;
  for (const { pauseMs, cost } of before) {
    nowMs += pauseMs % (windowMs * 2);
    state = judge(state, limit, windowMs, cost, nowMs).next;
  }
  return { state, nowMs };
}

describe.each(judges)("%s", (_name, judge) => {
  test("a lone client that waits retryAfterMs is admitted, and would not have been 1 ms earlier", () => {
    fc.assert(
      fc.property(traffic, (run) => {
        const { limit, windowMs, cost } = run;
        const { state, nowMs } = played(judge, run);
        const verdict = judge(state, limit, windowMs, cost, nowMs);
        if (cost > limit) {
          expect(verdict.retryAfterMs).toBeNull();
          return;
        }
        const wait = verdict.retryAfterMs ?? Number.NaN;
        expect(judge(state, limit, windowMs, cost, nowMs + wait).isAdmitted).toBe(true);
        if (wait > 0) expect(judge(state, limit, windowMs, cost, nowMs + wait - 1).isAdmitted).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  });

  test("a refused request adds nothing, and what remains is exactly what can still be taken", () => {
    fc.assert(
      fc.property(traffic, (run) => {
        const { limit, windowMs, cost } = run;
        const { state, nowMs } = played(judge, run);
        const { isAdmitted, next, remaining } = judge(state, limit, windowMs, cost, nowMs);
        expect(judge(next, limit, windowMs, remaining, nowMs).isAdmitted).toBe(true);
        expect(judge(next, limit, windowMs, remaining + 1, nowMs).isAdmitted).toBe(false);
        if (!isAdmitted) expect(judge(state, limit, windowMs, 0, nowMs).remaining).toBe(remaining);
      }),
      { numRuns: 2_000 },
    );
  });

  test("the whole limit is free again after resetMs", () => {
    fc.assert(
      fc.property(traffic, (run) => {
        const { state, nowMs } = played(judge, run);
        const { resetMs } = judge(state, run.limit, run.windowMs, 0, nowMs);
        expect(judge(state, run.limit, run.windowMs, run.limit, nowMs + resetMs).isAdmitted).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("request 121 in one minute is refused", () => {
    let state: unknown;
    for (let sent = 0; sent < 120; sent++) {
      const verdict = judge(state, 120, 60_000, 1, 60_000 + sent);
      expect(verdict.isAdmitted).toBe(true);
      state = verdict.next;
    }
    const refused = judge(state, 120, 60_000, 1, 60_500);
    expect(refused).toMatchObject({ isAdmitted: false, remaining: 0 });
    expect(refused.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  test("a clock that steps back gives nothing away and locks nobody out", () => {
    const full = judge(undefined, 1, 1_000, 1, 10_000);
    const back = judge(full.next, 1, 1_000, 1, 2_000);
    expect(back.isAdmitted).toBe(false);
    expect(back.retryAfterMs).toBeLessThanOrEqual(2_000);
  });
});

test("the sliding log never admits more than the limit in any span of one window", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (pauses, limit) => {
      const admitted: number[] = [];
      let log: ReturnType<typeof judgeLog>["next"] | undefined;
      let nowMs = 0;
      for (const pause of pauses) {
        nowMs += pause;
        const verdict = judgeLog(log, limit, 1_000, 1, nowMs);
        log = verdict.next;
        if (verdict.isAdmitted) admitted.push(nowMs);
      }
      for (const first of admitted) {
        expect(admitted.filter((at) => at >= first && at < first + 1_000).length).toBeLessThanOrEqual(limit);
      }
    }),
  );
});
