import type { WindowState } from "./window-verdict.ts";

/** Holds when a key was used and what for, oldest first; at most one pair a millisecond, and `limit` pairs. */
export type Log = readonly (readonly [atMs: number, cost: number])[];

/**
 * Judges a request by the sliding log: exact over every span of `windowMs`, at the price of one pair a request.
 *
 * @param limit most cost in any window; integer, 1 or more
 * @param windowMs length of the window in milliseconds
 * @param cost what this request takes; integer, 0 or more
 * @param nowMs epoch milliseconds; a clock that steps back is held at the last use
 */
export function judgeLog(
  log: Log | undefined,
  limit: number,
  windowMs: number,
  cost: number,
  nowMs: number,
): WindowState & { readonly next: Log } {
  const at = Math.max(nowMs, log?.at(-1)?.[0] ?? nowMs);
  const live = (log ?? []).filter(([usedAt]) => at - usedAt < windowMs);
  const used = live.reduce((sum, [, spent]) => sum + spent, 0);
  const isAdmitted = used + cost <= limit;
  const next = isAdmitted && cost > 0 ? appended(live, at, cost) : live;
  const last = next.at(-1);
  return {
    isAdmitted,
    next,
    remaining: Math.max(0, limit - used - (isAdmitted ? cost : 0)),
    resetMs: last === undefined ? 0 : last[0] + windowMs - at,
    retryAfterMs: isAdmitted ? 0 : wait(live, used + cost - limit, windowMs, cost > limit, at),
  };
}

function wait(live: Log, tooMuch: number, windowMs: number, isHopeless: boolean, at: number): number | null {
  if (isHopeless) return null;
  let freed = 0;
  for (const [usedAt, spent] of live) {
    freed += spent;
    if (freed >= tooMuch) return usedAt + windowMs - at;
  }
  return null;
}

function appended(log: Log, at: number, cost: number): Log {
  const last = log.at(-1);
  if (last?.[0] === at) return [...log.slice(0, -1), [at, last[1] + cost]];
  return [...log, [at, cost]];
}
