import type { WindowState } from "./window-verdict.ts";

/** Holds two counters of one key: this window's and the one's before. */
export interface Counters {
  /** Start of this window, in epoch milliseconds; a whole multiple of its length. */
  readonly startMs: number;
  readonly current: number;
  readonly previous: number;
}

/**
 * Judges a request by the sliding-window counter: what the window before counted fades evenly as this one passes. Takes
 * two numbers a key, and may admit up to twice the limit in one unlucky window; {@link judgeLog} is exact.
 *
 * @param limit most cost in a window; integer, 1 or more; `limit * windowMs` at most 2^53 - 1
 * @param windowMs length of the window in milliseconds; integer, 1 or more
 * @param cost what this request takes; integer, 0 or more
 * @param nowMs epoch milliseconds; a clock that steps back is held at the window's start
 */
export function judgeCounters(
  counters: Counters | undefined,
  limit: number,
  windowMs: number,
  cost: number,
  nowMs: number,
): WindowState & { readonly next: Counters } {
  const at = Math.max(nowMs, counters?.startMs ?? 0);
  const now = roll(counters, windowMs, at);
  const elapsed = at - now.startMs;
  const isAdmitted = room(now, limit, windowMs, elapsed) >= cost * windowMs;
  const next = isAdmitted ? { ...now, current: now.current + cost } : now;
  return {
    isAdmitted,
    next,
    remaining: Math.max(0, quotient(room(next, limit, windowMs, elapsed), windowMs)),
    resetMs: untilEmpty(next, windowMs, elapsed),
    retryAfterMs: isAdmitted ? 0 : wait(now, limit, windowMs, cost, elapsed),
  };
}

/** Brings counters to the window that a time lies in. */
function roll(counters: Counters | undefined, windowMs: number, at: number): Counters {
  const startMs = Math.floor(at / windowMs) * windowMs;
  if (counters === undefined) return { startMs, current: 0, previous: 0 };
  if (startMs <= counters.startMs) return counters;
  return { startMs, current: 0, previous: startMs - counters.startMs === windowMs ? counters.current : 0 };
}

/** Counts what is free, in cost times milliseconds: whole numbers only, so that no rounding lets one in or keeps one out. */
function room({ current, previous }: Counters, limit: number, windowMs: number, elapsed: number): number {
  return (limit - current) * windowMs - previous * (windowMs - elapsed);
}

/** Solves `room >= cost` for the time, in this window or the next. */
function wait(now: Counters, limit: number, windowMs: number, cost: number, elapsed: number): number | null {
  if (cost > limit) return null;
  // What must fade so that the cost fits: the window before in this one, or else this window in the next.
  const free = limit - now.current - cost;
  if (free >= 0) return windowMs - quotient(free * windowMs, now.previous) - elapsed;
  const passes = windowMs - quotient((limit - cost) * windowMs, now.current);
  return windowMs - elapsed + Math.max(0, passes);
}

/** Divides whole numbers, rounding down; exact where `Math.floor(a / b)` is not. */
function quotient(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor;
}

function untilEmpty(counters: Counters, windowMs: number, elapsed: number): number {
  if (counters.current > 0) return 2 * windowMs - elapsed;
  return counters.previous > 0 ? windowMs - elapsed : 0;
}
