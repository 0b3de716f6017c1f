import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../../contract/index.ts";
import { localWindows, StoreError, type Windows } from "../../store/index.ts";
import {
  type RateLimitEvent,
  type RateLimitGuard,
  type RateLimitOptions,
  type RatePolicy,
  rateLimit,
} from "./rate-limit.ts";

const api = contract({
  name: "limits",
  version: "1.0.0",
  errors: {
    RATE_LIMITED: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
    DETAILED: {
      kind: "rate_limited",
      when: "Too many requests.",
      message: "Limit {limit}.",
      details: z.object({
        limit: z.number(),
        windowSec: z.number(),
        retryAfterSec: z.number(),
        policy: z.string(),
        violatedPolicies: z.array(z.string()),
      }),
    },
    TOO_COSTLY: {
      kind: "invalid_value",
      when: "Costs more than a window.",
      message: "{cost} is above {limit}.",
      details: z.object({ cost: z.number(), limit: z.number() }),
    },
  },
});

interface Harness {
  readonly take: RateLimitGuard;
  readonly events: RateLimitEvent[];
  now: number;
}

function harness(
  policies: readonly RatePolicy[],
  over: Partial<RateLimitOptions> = {},
  start = 1_700_000_000_000,
): Harness {
  const events: RateLimitEvent[] = [];
  const self: Harness = { take: async (...parameters) => await guard(...parameters), events, now: start };
  const clock = (): number => self.now;
  const guard = rateLimit({
    windows: localWindows({ clock }),
    policies,
    exceeded: api.error.DETAILED,
    clock,
    observe: (event) => events.push(event),
    ...over,
  });
  return self;
}

async function refusal(work: Promise<unknown>): Promise<ApiError<string, any>> {
  return await work.then(
    () => expect.fail("the request was allowed"),
    (error: ApiError) => error,
  );
}

const log: RatePolicy = { name: "minute", limit: 120, windowSec: 60, algorithm: "sliding-log" };
const counter: RatePolicy = { name: "minute", limit: 120, windowSec: 60 };

describe("rateLimit", () => {
  it("rejects the 121st request within a minute, and allows it after exactly the Retry-After", async () => {
    const b = harness([log]);
    for (let index = 0; index < 120; index++) await b.take("acme");
    const rejected = await refusal(b.take("acme"));
    expect(rejected.code).toBe("DETAILED");
    expect(rejected.status).toBe(429);
    expect(rejected.details.retryAfterSec).toBeLessThanOrEqual(60);
    b.now += (rejected.retryAfterMs ?? 0) - 1;
    await refusal(b.take("acme"));
    b.now += 1;
    await b.take("acme");
  });

  it.each([log, counter])("allows a lone client after the Retry-After ($algorithm)", async (policy) => {
    const traffic = fc.array(fc.record({ gapMs: fc.nat(90_000), cost: fc.integer({ min: 1, max: 120 }) }), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(traffic, fc.nat(60_000), async (requests, offset) => {
        const b = harness([policy], {}, 1_700_000_000_000 + offset);
        for (const { gapMs, cost } of requests) {
          b.now += gapMs;
          const error = await b.take("acme", cost).then(
            () => undefined,
            (thrown: ApiError) => thrown,
          );
          if (error === undefined) continue;
          const { retryAfterSec } = error.details as { retryAfterSec: number };
          expect(retryAfterSec).toBeGreaterThanOrEqual(1);
          expect(retryAfterSec * 1_000).toBeGreaterThanOrEqual(error.retryAfterMs ?? Number.NaN);
          b.now += error.retryAfterMs ?? Number.NaN;
          await b.take("acme", cost);
        }
      }),
    );
  });

  it("never allows more than the limit in any window with the sliding log", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(800), { minLength: 130, maxLength: 300 }), async (gaps) => {
        const b = harness([{ ...log, limit: 20 }]);
        const allowed: number[] = [];
        for (const gap of gaps) {
          b.now += gap;
          await b.take("acme").then(
            () => allowed.push(b.now),
            () => undefined,
          );
        }
        for (const [index, at] of allowed.entries()) {
          expect(allowed.slice(index).filter((other) => other < at + 60_000).length).toBeLessThanOrEqual(20);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("counts for all policies or for none", async () => {
    const b = harness([
      { name: "second", limit: 2, windowSec: 1, algorithm: "sliding-log" },
      { name: "hour", limit: 5, windowSec: 3_600, algorithm: "sliding-log" },
    ]);
    await b.take("acme");
    await b.take("acme");
    const rejected = await refusal(b.take("acme"));
    expect(rejected.details).toMatchObject({ policy: "second", limit: 2, windowSec: 1, violatedPolicies: ["second"] });
    expect(rejected.options?.headers?.RateLimit).toBe('"second";r=0;t=1, "hour";r=3;t=3600');
    b.now += 1_000;
    expect((await b.take("acme")).policies.map(({ remaining }) => remaining)).toEqual([1, 2]);
  });

  it("reports the violated policy with the longest wait", async () => {
    const b = harness([
      { name: "second", limit: 1, windowSec: 1, algorithm: "sliding-log" },
      { name: "minute", limit: 1, windowSec: 60, algorithm: "sliding-log" },
    ]);
    await b.take("acme");
    const rejected = await refusal(b.take("acme"));
    expect(rejected.details).toMatchObject({
      policy: "minute",
      retryAfterSec: 60,
      violatedPolicies: ["second", "minute"],
    });
    expect(rejected.retryAfterMs).toBe(60_000);
  });

  it("returns the headers of draft 11, or the older ones if configured", async () => {
    const b = harness([log]);
    b.now += 500;
    const { headers } = await b.take("acme");
    expect(headers).toEqual({ "RateLimit-Policy": '"minute";q=120;w=60', RateLimit: '"minute";r=119;t=60' });
    expect((await harness([log], { headers: "legacy" }).take("acme")).headers).toEqual({
      "X-RateLimit-Limit": "120",
      "X-RateLimit-Remaining": "119",
      "X-RateLimit-Reset": "60",
    });
    expect(Object.keys((await harness([log], { headers: "both" }).take("acme")).headers)).toHaveLength(5);
    expect((await harness([log], { headers: "none" }).take("acme")).headers).toEqual({});
  });

  it.each([undefined, "", {}, 7, null])(
    "rejects the subject %s, which would stand for other callers",
    async (subject) => {
      const take = rateLimit({ windows: localWindows(), policies: [log], exceeded: api.error.RATE_LIMITED });
      await expect(take(subject as string)).rejects.toThrow("Expected rateLimit: subject to be a non-empty string");
    },
  );

  it.each([
    [{ windows: {} }, /Expected rateLimit: windows to be counters/],
    [{ fallback: {} }, /Expected rateLimit: fallback to be counters/],
    [{ fallbackRatio: true }, /expected fallbackRatio above 0/],
    [{ fallbackRatio: "1" }, /expected fallbackRatio above 0/],
  ])("rejects %o", (options, message) => {
    const valid = { windows: localWindows(), policies: [log], exceeded: api.error.RATE_LIMITED };
    expect(() => rateLimit({ ...valid, ...options } as unknown as RateLimitOptions)).toThrow(message);
  });

  it("counts each subject separately", async () => {
    const b = harness([{ ...log, limit: 1 }]);
    await b.take("acme");
    await b.take("other");
    await refusal(b.take("acme"));
  });

  it("reports but does not reject a request over a shadow policy", async () => {
    const b = harness([log, { name: "trial", limit: 1, windowSec: 60, algorithm: "sliding-log", shadow: true }]);
    await b.take("acme");
    const { headers } = await b.take("acme");
    expect(headers.RateLimit).toBe('"minute";r=118;t=60');
    expect(b.events).toEqual([{ kind: "shadow-exceeded", policy: "trial", subject: "acme" }]);
  });

  it("reports once when a subject has used 80% of a limit", async () => {
    const b = harness([{ ...log, limit: 10 }]);
    for (let index = 0; index < 10; index++) await b.take("acme");
    expect(b.events).toEqual([{ kind: "near-limit", policy: "minute", subject: "acme" }]);
  });

  it("throws `unaffordable` or a RangeError for a request that costs more than a window", async () => {
    await expect(harness([log]).take("acme", 121)).rejects.toThrow(RangeError);
    const rejected = await refusal(harness([log], { unaffordable: api.error.TOO_COSTLY }).take("acme", 121));
    expect(rejected.code).toBe("TOO_COSTLY");
    expect(rejected.details).toEqual({ cost: 121, limit: 120 });
    await expect(harness([log]).take("acme", -1)).rejects.toThrow(/0 or more.*-1/);
    await expect(harness([log]).take("acme", Number.NaN)).rejects.toThrow(RangeError);
  });

  it("decides alone, without headers, while the shared counters fail", async () => {
    const failure = new StoreError("STORE_UNAVAILABLE", "down");
    const windows: Windows = { take: () => Promise.reject(failure) };
    const b = harness([{ ...log, limit: 4 }], { windows, fallbackRatio: 0.5 });
    expect(await b.take("acme")).toMatchObject({ isFallback: true, headers: {} });
    await b.take("acme");
    const rejected = await refusal(b.take("acme"));
    expect(rejected.code).toBe("DETAILED");
    expect(rejected.options?.headers).toEqual({});
    expect(b.events).toContainEqual({ kind: "fallback", error: failure });
  });

  it("decides alone when the shared counters take longer than timeoutMs", async () => {
    const windows: Windows = { take: () => new Promise(() => undefined) };
    expect(await harness([log], { windows, timeoutMs: 5 }).take("acme")).toMatchObject({ isFallback: true });
  });

  it("throws a code without details if the contract declares none", async () => {
    const b = harness([{ ...log, limit: 1 }], { exceeded: api.error.RATE_LIMITED });
    await b.take("acme");
    const rejected = await refusal(b.take("acme"));
    expect([rejected.code, rejected.details, rejected.retryAfterMs]).toEqual(["RATE_LIMITED", undefined, 60_000]);
  });

  it("throws for an invalid policy or two with the same name", () => {
    expect(() => harness([{ ...log, name: 'a"b' }])).toThrow(/a-z, 0-9/);
    expect(() => harness([{ ...log, limit: 0 }])).toThrow(/limit.*1 to 1,000,000,000.*0/);
    expect(() => harness([{ ...log, windowSec: 0.5 }])).toThrow(/windowSec.*0\.5/);
    expect(() => harness([log, log])).toThrow(/different names/);
  });
});
