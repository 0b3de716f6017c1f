import { type Refusal, raise } from "../contract/index.ts";
import { localWindows, type WindowResult, type Windows, type TakeResult } from "../store/index.ts";
import { type PolicyState, type RateLimitDialect, rateLimitHeaders } from "./rate-limit-headers.ts";
import { withinBudget } from "./within-budget.ts";

/** One published limit. */
export interface RatePolicy {
  /** Name in headers, facts and counters: 1 to 32 of `a-z0-9-_`. */
  readonly name: string;
  /** Requests allowed in one window; integer, 1 to 1,000,000,000. */
  readonly limit: number;
  /** Length of the window in seconds; integer, 1 to 31,536,000. */
  readonly windowSec: number;
  /**
   * `sliding-window` keeps two counters and is exact only for steady traffic: it can admit nearly twice the limit in one badly placed
   * window. `sliding-log` keeps one time for every admitted request and never admits more in any window. @default "sliding-window"
   */
  readonly algorithm?: "sliding-window" | "sliding-log";
  /** Counts and reports, but refuses nothing: for trying out a limit. @default false */
  readonly shadow?: boolean;
}

/** Facts of an exceeded limit; of several, those of the one that takes longest. */
export interface RateLimitDetails {
  readonly policy: string;
  readonly limit: number;
  readonly windowSec: number;
  readonly remaining: number;
  /** Whole seconds after which the same request is admitted, if nothing else was sent meanwhile; 1 or more. */
  readonly retryAfterSec: number;
  readonly violatedPolicies: string[];
}

/** Where a subject stands after a request was admitted. */
export interface RateLimitState {
  readonly policies: readonly PolicyState[];
  /** Header fields for the response of the admitted request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The shared counters could not be reached, so this process decided alone. */
  readonly isFallback: boolean;
}

/** Limits, what they raise, and who is told. */
export interface RateLimitOptions {
  /** Counters; `localWindows()` for one process. */
  readonly windows: Windows;
  readonly policies: readonly RatePolicy[];
  readonly exceeded: Refusal<RateLimitDetails>;
  /** Raised when one request costs more than a whole window; waiting would not help. @default a RangeError */
  readonly unaffordable?: Refusal<{ readonly policy: string; readonly limit: number; readonly cost: number }>;
  /** @default "draft" */
  readonly dialect?: RateLimitDialect;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
  /** Counters used while `windows` fails. @default counters in this process */
  readonly fallback?: Windows;
  /** Part of each limit that this process grants alone while `windows` fails, such as 1 / number of processes; above 0, at most 1. @default 1 */
  readonly fallbackShare?: number;
  /** Longest wait for `windows`, in milliseconds; what takes longer has failed. @default the counters' own time-out */
  readonly budgetMs?: number;
  /** Told of what is worth a metric; it must not throw. */
  readonly observe?: (event: RateLimitEvent) => void;
}

/** Something about limits that is worth a metric. */
export type RateLimitEvent =
  | { readonly kind: "near-limit" | "shadow-exceeded" | "exceeded"; readonly policy: string; readonly subject: string }
  | { readonly kind: "fallback"; readonly error: unknown };

/**
 * Takes one request from every window of a subject.
 *
 * @param subject tenant, key or address; see `clientAddress`
 * @param cost what the request takes of each limit; integer, 0 or more. @default 1
 * @throws exceeded with a Retry-After after which the same request is admitted; nothing was then taken from any window
 */
export type RateLimitGuard = (subject: string, cost?: number) => Promise<RateLimitState>;

const NEAR_LIMIT = 0.8;

/** Makes the guard of a set of limits. */
export function rateLimit(options: RateLimitOptions): RateLimitGuard {
  const { policies, unaffordable, dialect = "draft", observe = () => undefined } = options;
  checkPolicies(policies);
  const enforced = policies.filter(({ shadow }) => shadow !== true);
  const shadows = policies.filter(({ shadow }) => shadow === true);
  const take = taker(options, observe);

  async function watchShadows(subject: string, cost: number): Promise<void> {
    for (const policy of shadows) {
      const isWithin = cost <= policy.limit && (await take([policy], subject, cost)).isAllowed;
      if (!isWithin) observe({ kind: "shadow-exceeded", policy: policy.name, subject });
    }
  }

  return async (subject, cost = 1) => {
    refuseUnaffordable(enforced, cost, unaffordable);
    const verdict = await take(enforced, subject, cost);
    const states = enforced.map((policy, index) => stateOf(policy, verdict.results[index]));
    const headers = verdict.isFallback ? {} : rateLimitHeaders(states, dialect);
    if (!verdict.isAllowed) {
      const facts = factsOf(verdict, states);
      for (const policy of facts.violatedPolicies) observe({ kind: "exceeded", policy, subject });
      throw raise(options.exceeded, facts, {
        retryAfterMs: verdict.retryAfterMs ?? facts.retryAfterSec * 1_000,
        headers,
      });
    }
    await watchShadows(subject, cost);
    for (const state of states) {
      if (crossesNearLimit(state, cost)) observe({ kind: "near-limit", policy: state.policy, subject });
    }
    return { policies: states, headers, isFallback: verdict.isFallback };
  };
}

interface Verdict extends TakeResult {
  readonly isFallback: boolean;
}

type Take = (policies: readonly RatePolicy[], subject: string, cost: number) => Promise<Verdict>;

/** Asks the shared counters, and decides in this process when they fail: a limiter that is down must refuse nobody for it. */
function taker(options: RateLimitOptions, observe: (event: RateLimitEvent) => void): Take {
  const { windows, clock = Date.now, fallback = localWindows({ clock }), fallbackShare = 1, budgetMs } = options;
  if (!(fallbackShare > 0 && fallbackShare <= 1)) {
    throw new TypeError(`rateLimit: expected fallbackShare above 0 and at most 1, received ${fallbackShare}.`);
  }
  return async (policies, subject, cost) => {
    try {
      const verdict = await withinBudget(budgetMs, windows.take(requestsOf(policies, subject, cost, 1)));
      return { ...verdict, isFallback: false };
    } catch (error) {
      observe({ kind: "fallback", error });
      return { ...(await fallback.take(requestsOf(policies, subject, cost, fallbackShare))), isFallback: true };
    }
  };
}

function requestsOf(
  policies: readonly RatePolicy[],
  subject: string,
  cost: number,
  share: number,
): Parameters<Windows["take"]>[0] {
  return policies.map(({ name, limit, windowSec, algorithm = "sliding-window" }) => ({
    policy: {
      name,
      // A share below the cost of one request would refuse it for ever.
      limit: Math.max(cost, 1, Math.floor(limit * share)),
      windowMs: windowSec * 1_000,
      algorithm: algorithm === "sliding-log" ? ("log" as const) : ("counter" as const),
    },
    key: subject,
    cost,
  }));
}

/** A refused policy resets, for the client, when the same request would be admitted; the others within their window. */
function stateOf({ name, limit, windowSec }: RatePolicy, result: WindowResult | undefined): PolicyState {
  if (result === undefined) throw new TypeError(`rateLimit: the counters gave no answer for policy "${name}".`);
  const { isAllowed, remaining, resetMs, retryAfterMs } = result;
  const resetSec = isAllowed ? Math.min(windowSec, seconds(resetMs)) : Math.max(1, seconds(retryAfterMs ?? resetMs));
  return { policy: name, limit, windowSec, remaining, resetSec };
}

function factsOf(verdict: Verdict, states: readonly PolicyState[]): RateLimitDetails {
  const violated = states.filter((_, index) => verdict.results[index]?.isAllowed === false);
  const longest = violated.reduce((most, state) => (state.resetSec > most.resetSec ? state : most));
  const { policy, limit, windowSec, remaining, resetSec } = longest;
  const violatedPolicies = violated.map((state) => state.policy);
  return { policy, limit, windowSec, remaining, retryAfterSec: resetSec, violatedPolicies };
}

/** True for the request that crosses the line only, not for each one beyond it. */
function crossesNearLimit({ limit, remaining }: PolicyState, cost: number): boolean {
  const used = limit - remaining;
  return used >= limit * NEAR_LIMIT && used - cost < limit * NEAR_LIMIT;
}

function seconds(durationMs: number): number {
  return Math.ceil(durationMs / 1_000);
}

function refuseUnaffordable(
  policies: readonly RatePolicy[],
  cost: number,
  unaffordable: RateLimitOptions["unaffordable"],
): void {
  if (!Number.isSafeInteger(cost) || cost < 0) {
    throw new RangeError(`rateLimit: expected a cost that is an integer of 0 or more, received ${cost}. Round it up.`);
  }
  const policy = policies.find(({ limit }) => cost > limit);
  if (policy === undefined) return;
  const { name, limit } = policy;
  if (unaffordable !== undefined) throw raise(unaffordable, { policy: name, limit, cost });
  throw new RangeError(
    `rateLimit: one request costs ${cost}, more than policy "${name}" ever allows (${limit}). Refuse it before, or give \`unaffordable\` a code.`,
  );
}

function checkPolicies(policies: readonly RatePolicy[]): void {
  const names = new Set(policies.map(({ name }) => name));
  if (names.size !== policies.length) throw new TypeError("rateLimit: expected policies of different names.");
  for (const { name, limit, windowSec } of policies) {
    const where = `rateLimit: policy "${name.slice(0, 80)}"`;
    if (!/^[a-z0-9_-]{1,32}$/.test(name))
      throw new TypeError(`${where}: expected a name of 1 to 32 of a-z, 0-9, - and _.`);
    if (!isBetween(limit, 1_000_000_000)) {
      throw new TypeError(`${where}: expected limit to be an integer from 1 to 1,000,000,000, received ${limit}.`);
    }
    if (!isBetween(windowSec, 31_536_000)) {
      throw new TypeError(`${where}: expected windowSec to be an integer from 1 to 31,536,000, received ${windowSec}.`);
    }
  }
}

function isBetween(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
