import { requireInteger, requireOptions } from "../require-options.ts";
import { type Counters, type Log, slidingCounter, slidingLog, type WindowDecision } from "./sliding-window.ts";

/** A limit on the cost of all requests in one window. */
export interface WindowPolicy {
  /** Name in headers and counters: `per-minute`. */
  readonly name: string;
  /** Highest cost in a window; integer, 1 or more. `limit * windowMs` is at most 2^53 - 1. */
  readonly limit: number;
  /** Length of the window in milliseconds; integer, 1 or more. */
  readonly windowMs: number;
  /**
   * `counter` stores two numbers per key and can allow up to twice the limit in the worst window. `log` is exact and
   * stores one entry per request.
   *
   * @default "counter"
   */
  readonly algorithm?: "counter" | "log" | undefined;
}

/** A request against one policy. */
export interface WindowRequest {
  /** Policy that counts the request. */
  readonly policy: WindowPolicy;
  /** Subject of the limit: an API key's id, a tenant or an address. */
  readonly key: string;
  /** Cost of the request; integer, 0 or more. @default 1 */
  readonly cost?: number | undefined;
}

/** The decision of one policy. */
export interface WindowResult extends WindowDecision {
  /** Policy that made the decision. */
  readonly policy: WindowPolicy;
}

/** The decision of all policies together. If one of them rejects the request, none of them counts it. */
export interface TakeResult {
  /** Whether every policy allows the request. */
  readonly isAllowed: boolean;
  /** Milliseconds until every policy allows the request; 0 if it is allowed now, null if its cost exceeds a limit. */
  readonly retryAfterMs: number | null;
  /** One result per request, in the same order. */
  readonly results: readonly WindowResult[];
}

/** Counters of requests in sliding windows. */
export interface Windows {
  /** Deducts the cost from all windows or from none. */
  take(requests: readonly WindowRequest[]): Promise<TakeResult>;
}

/** Options of {@link localWindows}. */
export interface LocalWindowsOptions {
  /** Number of keys kept in memory, 1 or more. Beyond it the least recently used key is dropped and starts anew. @default 100_000 */
  readonly maxKeys?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/**
 * Creates counters in this process. They are fast, lost at exit, and not shared with other processes.
 *
 * @example
 * ```ts
 * import { localWindows } from "errata/store";
 *
 * const windows = localWindows();
 * const policy = { name: "per-minute", limit: 120, windowMs: 60_000 };
 * const { isAllowed, retryAfterMs } = await windows.take([{ policy, key: "acme" }]);
 * ```
 */
export function localWindows(options: LocalWindowsOptions = {}): Windows {
  requireOptions("localWindows", options, { maxKeys: "checked", clock: "function" });
  const { maxKeys = 100_000, clock = Date.now } = options;
  requireInteger("localWindows: maxKeys", maxKeys, 1);
  const states = new Map<string, State>();
  return {
    async take(requests) {
      const nowMs = clock();
      // Decided on a copy, so a key that occurs twice counts twice and a rejection leaves no trace.
      const drafts = new Map<string, State>();
      const results = requests.map((request) => decide(drafts, states, request, nowMs));
      if (results.every((result) => result.isAllowed)) {
        for (const [id, state] of drafts) save(states, id, state, maxKeys);
        return { isAllowed: true, retryAfterMs: 0, results };
      }
      return {
        isAllowed: false,
        retryAfterMs: longestWait(results),
        results: untaken(states, requests, results, nowMs),
      };
    },
  };
}

interface State {
  readonly counters?: Counters;
  readonly log?: Log;
}

function decide(
  drafts: Map<string, State>,
  states: ReadonlyMap<string, State>,
  { policy, key, cost = 1 }: WindowRequest,
  nowMs: number,
): WindowResult {
  checkRequest(policy, cost);
  const id = `${policy.algorithm ?? "counter"}\u0000${policy.name}\u0000${policy.windowMs}\u0000${key}`;
  const state = drafts.get(id) ?? states.get(id);
  const { limit, windowMs } = policy;
  if (policy.algorithm === "log") {
    const { next, ...decision } = slidingLog(state?.log, limit, windowMs, cost, nowMs);
    drafts.set(id, { log: next });
    return { ...decision, policy };
  }
  const { next, ...decision } = slidingCounter(state?.counters, limit, windowMs, cost, nowMs);
  drafts.set(id, { counters: next });
  return { ...decision, policy };
}

/** A cost of NaN would turn every later sum into NaN, and so allow every later request. */
export function checkRequest({ name, limit, windowMs }: WindowPolicy, cost: number): void {
  const isWhole = Number.isSafeInteger(limit) && Number.isSafeInteger(windowMs) && Number.isSafeInteger(cost);
  if (isWhole && limit >= 1 && windowMs >= 1 && cost >= 0 && Number.isSafeInteger(limit * windowMs)) return;
  throw new TypeError(
    `window policy "${name}": expected integers, limit and windowMs of 1 or more with a product of at most 2^53 - 1, and ` +
      `a cost of 0 or more; received limit ${limit}, windowMs ${windowMs}, cost ${cost}.`,
  );
}

/** Reads what is left after a rejection, by a request of cost 0 that sees the windows unchanged. */
function untaken(
  states: ReadonlyMap<string, State>,
  requests: readonly WindowRequest[],
  results: readonly WindowResult[],
  nowMs: number,
): WindowResult[] {
  return requests.map((request, index) => {
    const current = decide(new Map(), states, { ...request, cost: 0 }, nowMs);
    const result = results[index];
    return result === undefined ? current : { ...result, remaining: current.remaining, resetMs: current.resetMs };
  });
}

/** A Map iterates in insertion order, so reinserting a key marks it as most recently used. */
function save(states: Map<string, State>, id: string, state: State, maxKeys: number): void {
  states.delete(id);
  states.set(id, state);
  if (states.size <= maxKeys) return;
  const [oldest] = states.keys();
  if (oldest !== undefined) states.delete(oldest);
}

export function longestWait(results: readonly WindowResult[]): number | null {
  let wait = 0;
  for (const { retryAfterMs } of results) {
    if (retryAfterMs === null) return null;
    wait = Math.max(wait, retryAfterMs);
  }
  return wait;
}
