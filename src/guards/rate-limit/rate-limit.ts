import { requireMember, requireText } from "../../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import { type Refusal, raise } from "../../contract/index.ts";
import { localWindows, type TakeResult, type WindowResult, type Windows } from "../../store/index.ts";
import { requireTimeout, withTimeout } from "../with-timeout.ts";
import { type PolicyState, type RateLimitHeaderFormat, rateLimitHeaders } from "./rate-limit-headers.ts";

/** A published limit. */
export interface RatePolicy {
  /** Name in headers, details and counters: 1 to 32 of `a-z0-9-_`. */
  readonly name: string;
  /** Requests allowed in one window; integer, 1 to 1_000_000_000. */
  readonly limit: number;
  /** Length of the window in seconds; integer, 1 to 31_536_000. */
  readonly windowSec: number;
  /**
   * `sliding-window` stores two counters per subject and is exact for steady traffic only: the worst window can allow
   * nearly twice the limit. `sliding-log` stores the time of every allowed request and is exact in any window.
   *
   * @default "sliding-window"
   */
  readonly algorithm?: "sliding-window" | "sliding-log" | undefined;
  /** Whether to count and report without rejecting, to try out a limit. @default false */
  readonly shadow?: boolean | undefined;
}

/** Details of an exceeded limit; of several, those of the one with the longest wait. */
export interface RateLimitDetails {
  /** Name of the exceeded policy. */
  readonly policy: string;
  /** Requests allowed in one window. */
  readonly limit: number;
  /** Length of the window in seconds. */
  readonly windowSec: number;
  /** Requests left in this window, 0 or more. */
  readonly remaining: number;
  /** Seconds after which the same request is allowed if no others are sent; integer, 1 or more. */
  readonly retryAfterSec: number;
  /** Names of all exceeded policies. */
  readonly violatedPolicies: string[];
}

/** The state of a subject after an allowed request. */
export interface RateLimitState {
  /** State of each policy, in the order of the options. */
  readonly policies: readonly PolicyState[];
  /** Headers for the response to the allowed request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the shared counters could not be reached, so that this process decided alone. */
  readonly isFallback: boolean;
}

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** Counters; `localWindows()` for a single process. */
  readonly windows: Windows;
  /** Limits, all of which apply to every request. Names must differ. */
  readonly policies: readonly RatePolicy[];
  /** Refusal for an exceeded limit. */
  readonly exceeded: Refusal<RateLimitDetails>;
  /** Refusal for a request that costs more than a whole window, so that waiting would not help. @default a RangeError */
  readonly unaffordable?:
    | Refusal<{
        /** Name of the policy. */
        readonly policy: string;
        /** Requests allowed in one window. */
        readonly limit: number;
        /** Cost of the request. */
        readonly cost: number;
      }>
    | undefined;
  /** Headers that report the limits. @default "draft" */
  readonly headers?: RateLimitHeaderFormat | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
  /** Counters to use while `windows` fails. @default counters in this process */
  readonly fallback?: Windows | undefined;
  /** Part of each limit that this process allows while `windows` fails, such as 1 / number of processes; above 0, at most 1. @default 1 */
  readonly fallbackRatio?: number | undefined;
  /** Longest wait for `windows`, in milliseconds; slower counters count as failed. @default the counters' timeout */
  readonly timeoutMs?: number | undefined;
  /** Called for events that are worth a metric; must not throw. @default none */
  readonly observe?: ((event: RateLimitEvent) => void) | undefined;
}

/** An event that is worth a metric. */
export type RateLimitEvent =
  | {
      /** `near-limit`: few requests are left. `exceeded`: a request was rejected; `shadow-exceeded`: it would have been. */
      readonly kind: "near-limit" | "shadow-exceeded" | "exceeded";
      /** Name of the policy. */
      readonly policy: string;
      /** Subject whose requests are counted. */
      readonly subject: string;
    }
  | {
      /** The shared counters failed, and the fallback decided. */
      readonly kind: "fallback";
      /** Error of the counters. */
      readonly error: unknown;
    };

/**
 * Counts a request of a subject.
 *
 * @param subject tenant, key or address, not empty; see {@link clientAddress}
 * @param cost cost of the request; integer, 0 or more. @default 1
 * @throws exceeded, with a Retry-After after which the same request is allowed; no window has counted the request then
 */
export type RateLimitGuard = (subject: string, cost?: number) => Promise<RateLimitState>;

const NEAR_LIMIT = 0.8;

const optionTypes: OptionTypes<RateLimitOptions> = {
  windows: "object",
  policies: "checked",
  exceeded: "function",
  unaffordable: "function",
  headers: ["draft", "legacy", "both", "none"],
  clock: "function",
  fallback: "object",
  fallbackRatio: "checked",
  timeoutMs: "checked",
  observe: "function",
};

const policyTypes: OptionTypes<RatePolicy> = {
  name: "checked",
  limit: "checked",
  windowSec: "checked",
  algorithm: ["sliding-window", "sliding-log"],
  shadow: "boolean",
};

/**
 * Creates a guard that limits the rate of requests. If the counters fail, the process decides alone instead of
 * rejecting.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { rateLimit } from "errata/guards";
 * import { localWindows } from "errata/store";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { RATE_LIMITED: { kind: "rate_limited", when: "Over 120 requests per minute.", message: "Slow down." } },
 * });
 * const limit = rateLimit({
 *   windows: localWindows(),
 *   policies: [{ name: "minute", limit: 120, windowSec: 60 }],
 *   exceeded: error.RATE_LIMITED,
 * });
 * const { headers } = await limit("acme");
 * ```
 */
export function rateLimit(options: RateLimitOptions): RateLimitGuard {
  requireOptions("rateLimit", options, optionTypes, ["windows", "exceeded"]);
  const { policies, unaffordable, headers: format = "draft", observe = () => undefined } = options;
  checkPolicies(policies);
  const enforced = policies.filter(({ shadow }) => shadow !== true);
  const shadows = policies.filter(({ shadow }) => shadow === true);
  const take = takeWithFallback(options, observe);

  async function countShadows(subject: string, cost: number): Promise<void> {
    for (const policy of shadows) {
      const isWithin = cost <= policy.limit && (await take([policy], subject, cost)).isAllowed;
      if (!isWithin) observe({ kind: "shadow-exceeded", policy: policy.name, subject });
    }
  }

  return async (subject, cost = 1) => {
    requireText("rateLimit: subject", subject);
    checkCost(enforced, cost, unaffordable);
    const decision = await take(enforced, subject, cost);
    const states = enforced.map((policy, index) => stateOf(policy, decision.results[index]));
    const headers = decision.isFallback ? {} : rateLimitHeaders(states, format);
    if (!decision.isAllowed) {
      const details = detailsOf(decision, states);
      for (const policy of details.violatedPolicies) observe({ kind: "exceeded", policy, subject });
      const retryAfterMs = decision.retryAfterMs ?? details.retryAfterSec * 1_000;
      throw raise(options.exceeded, details, { retryAfterMs, headers });
    }
    await countShadows(subject, cost);
    for (const state of states) {
      if (crossesNearLimit(state, cost)) observe({ kind: "near-limit", policy: state.policy, subject });
    }
    return { policies: states, headers, isFallback: decision.isFallback };
  };
}

interface Decision extends TakeResult {
  readonly isFallback: boolean;
}

type Take = (policies: readonly RatePolicy[], subject: string, cost: number) => Promise<Decision>;

/** Counts a request in the shared counters, or in the fallback when they fail: an outage must not reject requests. */
function takeWithFallback(options: RateLimitOptions, observe: (event: RateLimitEvent) => void): Take {
  const { windows, clock = Date.now, fallback = localWindows({ clock }), fallbackRatio = 1, timeoutMs } = options;
  requireTimeout("rateLimit", timeoutMs);
  requireMember("rateLimit: windows", windows, "take", "counters, such as localWindows()");
  requireMember("rateLimit: fallback", fallback, "take", "counters, such as localWindows()");
  if (!(typeof fallbackRatio === "number" && fallbackRatio > 0 && fallbackRatio <= 1)) {
    throw new TypeError(`rateLimit: expected fallbackRatio above 0 and at most 1, received ${fallbackRatio}.`);
  }
  return async (policies, subject, cost) => {
    try {
      const result = await withTimeout(timeoutMs, windows.take(windowRequests(policies, subject, cost, 1)));
      return { ...result, isFallback: false };
    } catch (error) {
      observe({ kind: "fallback", error });
      const result = await fallback.take(windowRequests(policies, subject, cost, fallbackRatio));
      return { ...result, isFallback: true };
    }
  };
}

function windowRequests(
  policies: readonly RatePolicy[],
  subject: string,
  cost: number,
  ratio: number,
): Parameters<Windows["take"]>[0] {
  return policies.map(({ name, limit, windowSec, algorithm = "sliding-window" }) => ({
    policy: {
      name,
      // A reduced limit below the cost of one request would reject it forever.
      limit: Math.max(cost, 1, Math.floor(limit * ratio)),
      windowMs: windowSec * 1_000,
      algorithm: algorithm === "sliding-log" ? ("log" as const) : ("counter" as const),
    },
    key: subject,
    cost,
  }));
}

/** For the client, a violated policy resets when the same request is allowed again; others within their window. */
function stateOf({ name, limit, windowSec }: RatePolicy, result: WindowResult | undefined): PolicyState {
  if (result === undefined) throw new TypeError(`rateLimit: the counters returned no result for policy "${name}".`);
  const { isAllowed, remaining, resetMs, retryAfterMs } = result;
  const resetSec = isAllowed
    ? Math.min(windowSec, toSeconds(resetMs))
    : Math.max(1, toSeconds(retryAfterMs ?? resetMs));
  return { policy: name, limit, windowSec, remaining, resetSec };
}

function detailsOf(decision: Decision, states: readonly PolicyState[]): RateLimitDetails {
  const violated = states.filter((_, index) => decision.results[index]?.isAllowed === false);
  const longest = violated.reduce((most, state) => (state.resetSec > most.resetSec ? state : most));
  const { policy, limit, windowSec, remaining, resetSec } = longest;
  const violatedPolicies = violated.map((state) => state.policy);
  return { policy, limit, windowSec, remaining, retryAfterSec: resetSec, violatedPolicies };
}

/** Checks whether this request crosses the threshold; later ones no longer do. */
function crossesNearLimit({ limit, remaining }: PolicyState, cost: number): boolean {
  const used = limit - remaining;
  return used >= limit * NEAR_LIMIT && used - cost < limit * NEAR_LIMIT;
}

function toSeconds(durationMs: number): number {
  return Math.ceil(durationMs / 1_000);
}

function checkCost(
  policies: readonly RatePolicy[],
  cost: number,
  unaffordable: RateLimitOptions["unaffordable"],
): void {
  if (!Number.isSafeInteger(cost) || cost < 0) {
    throw new RangeError(`rateLimit: expected cost to be an integer of 0 or more, received ${cost}. Round it up.`);
  }
  const policy = policies.find(({ limit }) => cost > limit);
  if (policy === undefined) return;
  const { name, limit } = policy;
  if (unaffordable !== undefined) throw raise(unaffordable, { policy: name, limit, cost });
  throw new RangeError(
    `rateLimit: the request costs ${cost}, more than policy "${name}" ever allows (${limit}). Reject it earlier, or set \`unaffordable\`.`,
  );
}

function checkPolicies(policies: readonly RatePolicy[]): void {
  const isList = Array.isArray(policies) && policies.every((policy) => typeof policy === "object" && policy !== null);
  if (!isList || policies.length === 0)
    throw new TypeError(
      `rateLimit: expected policies to be a list of at least one policy, received ${String(policies).slice(0, 80)}. Write it like [{ name: "minute", limit: 120, windowSec: 60 }].`,
    );
  const names = new Set(policies.map(({ name }) => name));
  if (names.size !== policies.length) throw new TypeError("rateLimit: expected policies with different names.");
  for (const policy of policies) {
    const { name, limit, windowSec } = policy;
    const where = `rateLimit: policy "${String(name).slice(0, 80)}"`;
    requireOptions(where, policy, policyTypes);
    if (typeof name !== "string" || !/^[a-z0-9_-]{1,32}$/.test(name))
      throw new TypeError(`${where}: expected a name of 1 to 32 of a-z, 0-9, - and _.`);
    if (!isIntegerUpTo(limit, 1_000_000_000)) {
      throw new TypeError(`${where}: expected limit to be an integer from 1 to 1,000,000,000, received ${limit}.`);
    }
    if (!isIntegerUpTo(windowSec, 31_536_000)) {
      throw new TypeError(`${where}: expected windowSec to be an integer from 1 to 31,536,000, received ${windowSec}.`);
    }
  }
}

function isIntegerUpTo(value: number, maximum: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= maximum;
}
