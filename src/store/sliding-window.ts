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
 * @param limit most cost in a window; integer, 1 or more
 * @param windowMs length of the window in milliseconds
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
  const isAdmitted = fits(now, limit, windowMs, cost, elapsed);
  const next = isAdmitted ? { ...now, current: now.current + cost } : now;
  return {
    isAdmitted,
    next,
    remaining: Math.max(0, Math.floor(limit - weigh(next, windowMs, elapsed))),
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

function weigh(counters: Counters, windowMs: number, elapsed: number): number {
  return counters.current + counters.previous * (1 - elapsed / windowMs);
}

function fits(counters: Counters, limit: number, windowMs: number, cost: number, elapsed: number): boolean {
  return weigh(counters, windowMs, elapsed) + cost <= limit;
}

/** Solves `weigh + cost <= limit` for the time, in this window or the next; whole milliseconds. */
function wait(now: Counters, limit: number, windowMs: number, cost: number, elapsed: number): number | null {
  if (cost > limit) return null;
  const untilNext = windowMs - elapsed;
  const fading = now.current + cost <= limit ? now : { ...now, current: 0, previous: now.current };
  const already = fading === now ? elapsed : 0;
  const base = fading === now ? 0 : untilNext;
  const passes = windowMs * (1 - (limit - fading.current - cost) / fading.previous);
  const share = Math.ceil(Math.max(0, passes - already));
  // Rounding in the division can fall one unit in the last place short of what the comparison needs.
  const isEnough = already + share >= windowMs || fits(fading, limit, windowMs, cost, already + share);
  return base + share + (isEnough ? 0 : 1);
}

function untilEmpty(counters: Counters, windowMs: number, elapsed: number): number {
  if (counters.current > 0) return 2 * windowMs - elapsed;
  return counters.previous > 0 ? windowMs - elapsed : 0;
}
