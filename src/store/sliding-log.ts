import type { WindowState } from "./window-verdict.ts";

/** Holds when a key was used and what for: the uses from `start` to before `end`, oldest first, at most `limit` of them. */
export interface Log {
  /** Shared by a log and those that follow from it: a use is only ever written behind the end of the log that it follows. */
  readonly uses: Use[];
  readonly start: number;
  readonly end: number;
  /** What these uses cost together. */
  readonly used: number;
}

interface Use {
  readonly atMs: number;
  readonly cost: number;
}

/**
 * Judges a request by the sliding log: exact over every span of `windowMs`, at the price of one pair of numbers a request.
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
  const at = Math.max(nowMs, lastUse(log)?.atMs ?? nowMs);
  const live = withoutExpired(log ?? { uses: [], start: 0, end: 0, used: 0 }, at - windowMs);
  const isAdmitted = live.used + cost <= limit;
  const next = isAdmitted && cost > 0 ? appended(live, { atMs: at, cost }) : live;
  const last = lastUse(next);
  return {
    isAdmitted,
    next,
    remaining: Math.max(0, limit - next.used),
    resetMs: last === undefined ? 0 : last.atMs + windowMs - at,
    retryAfterMs: isAdmitted ? 0 : wait(live, live.used + cost - limit, windowMs, cost > limit, at),
  };
}

function lastUse(log: Log | undefined): Use | undefined {
  return log === undefined || log.start === log.end ? undefined : log.uses[log.end - 1];
}

function withoutExpired(log: Log, expiredMs: number): Log {
  let { start, used } = log;
  for (; start < log.end; start += 1) {
    const use = log.uses[start];
    if (use === undefined || use.atMs > expiredMs) break;
    used -= use.cost;
  }
  // Copied when half of it is past, so that each use is copied once or so in its life.
  if (start > 32 && start * 2 > log.end)
    return { uses: log.uses.slice(start, log.end), start: 0, end: log.end - start, used };
  return start === log.start ? log : { ...log, start, used };
}

/** Cuts off what a judgement that was not kept has written behind the end. */
function appended({ uses, start, end, used }: Log, use: Use): Log {
  uses.length = end;
  uses.push(use);
  return { uses, start, end: end + 1, used: used + use.cost };
}

function wait(live: Log, tooMuch: number, windowMs: number, isHopeless: boolean, at: number): number | null {
  if (isHopeless) return null;
  let freed = 0;
  for (const { atMs, cost } of live.uses.slice(live.start, live.end)) {
    freed += cost;
    if (freed >= tooMuch) return atMs + windowMs - at;
  }
  return null;
}
