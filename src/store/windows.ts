import { judgeLog, type Log } from "./sliding-log.ts";
import { type Counters, judgeCounters } from "./sliding-window.ts";
import type { WindowState } from "./window-verdict.ts";

/** Says how much may pass in how long. */
export interface WindowPolicy {
  /** Name in headers and keys: `per-minute`. */
  readonly name: string;
  /** Most cost in a window; integer, 1 or more; times `windowMs` at most 2^53 - 1. */
  readonly limit: number;
  /** Length of the window in milliseconds, 1 or more. */
  readonly windowMs: number;
  /**
   * `counter` keeps two numbers a key and may admit up to twice the limit in an unlucky window; `log` is exact and keeps
   * one pair a request. @default "counter"
   */
  readonly algorithm?: "counter" | "log";
}

/** Asks for one policy's window of one key. */
export interface WindowRequest {
  readonly policy: WindowPolicy;
  /** Who is counted: a key's id, a tenant, an address. */
  readonly key: string;
  /** What the request takes; integer, 0 or more. @default 1 */
  readonly cost?: number;
}

/** Says what one policy made of the request. */
export interface WindowResult extends WindowState {
  readonly policy: WindowPolicy;
}

/** Says whether all policies admitted the request; if not, none of them counted it. */
export interface WindowsVerdict {
  readonly isAdmitted: boolean;
  /** Milliseconds until every policy admits it; 0 if admitted; null if its cost is above a limit and it never can be. */
  readonly retryAfterMs: number | null;
  /** One result for each request, in the same order. */
  readonly results: readonly WindowResult[];
}

/** Counts requests in sliding windows. */
export interface Windows {
  /** Takes from all windows, or from none of them. */
  take(requests: readonly WindowRequest[]): Promise<WindowsVerdict>;
}

/** Says how the counters in this process are kept. */
export interface LocalWindowsOptions {
  /** Most keys kept; beyond it the one unused for longest is forgotten, and starts anew. @default 100_000 */
  readonly maxKeys?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** Counts in this process: fast, forgotten at its end, and not shared with other processes. */
export function localWindows(options: LocalWindowsOptions = {}): Windows {
  const { maxKeys = 100_000, clock = Date.now } = options;
  const states = new Map<string, State>();
  return {
    async take(requests) {
      const nowMs = clock();
      // Judged on a copy, so that a key named twice counts twice, and a refusal leaves no trace.
      const drafts = new Map<string, State>();
      const results = requests.map((request) => judge(drafts, states, request, nowMs));
      if (results.every((result) => result.isAdmitted)) {
        for (const [id, state] of drafts) keep(states, id, state, maxKeys);
        return { isAdmitted: true, retryAfterMs: 0, results };
      }
      return { isAdmitted: false, retryAfterMs: longest(results), results: untaken(states, requests, results, nowMs) };
    },
  };
}

interface State {
  readonly counters?: Counters;
  readonly log?: Log;
}

function judge(
  drafts: Map<string, State>,
  states: ReadonlyMap<string, State>,
  { policy, key, cost = 1 }: WindowRequest,
  nowMs: number,
): WindowResult {
  checkRequest(policy, cost);
  const id = `${policy.name}\u0000${policy.windowMs}\u0000${key}`;
  const state = drafts.get(id) ?? states.get(id);
  const { limit, windowMs } = policy;
  if (policy.algorithm === "log") {
    const { next, ...judged } = judgeLog(state?.log, limit, windowMs, cost, nowMs);
    drafts.set(id, { log: next });
    return { ...judged, policy };
  }
  const { next, ...judged } = judgeCounters(state?.counters, limit, windowMs, cost, nowMs);
  drafts.set(id, { counters: next });
  return { ...judged, policy };
}

/** A cost of NaN would make every later sum NaN, and so admit for ever. */
function checkRequest({ name, limit, windowMs }: WindowPolicy, cost: number): void {
  const isWhole = Number.isSafeInteger(limit) && Number.isSafeInteger(windowMs) && Number.isSafeInteger(cost);
  if (isWhole && limit >= 1 && windowMs >= 1 && cost >= 0 && Number.isSafeInteger(limit * windowMs)) return;
  throw new TypeError(
    `window policy "${name}": expected whole numbers, limit and windowMs from 1, their product at most 2^53 - 1, cost from 0; ` +
      `received limit ${limit}, windowMs ${windowMs}, cost ${cost}.`,
  );
}

/** Tells what is left after a refusal: a request of no cost sees the windows as they are. */
function untaken(
  states: ReadonlyMap<string, State>,
  requests: readonly WindowRequest[],
  results: readonly WindowResult[],
  nowMs: number,
): WindowResult[] {
  return requests.map((request, index) => {
    const seen = judge(new Map(), states, { ...request, cost: 0 }, nowMs);
    const judged = results[index];
    return judged === undefined ? seen : { ...judged, remaining: seen.remaining, resetMs: seen.resetMs };
  });
}

/** A Map lists its keys in the order of insertion: to insert anew is to mark as used last. */
function keep(states: Map<string, State>, id: string, state: State, maxKeys: number): void {
  states.delete(id);
  states.set(id, state);
  if (states.size <= maxKeys) return;
  const [oldest] = states.keys();
  if (oldest !== undefined) states.delete(oldest);
}

function longest(results: readonly WindowResult[]): number | null {
  let wait = 0;
  for (const { retryAfterMs } of results) {
    if (retryAfterMs === null) return null;
    wait = Math.max(wait, retryAfterMs);
  }
  return wait;
}
