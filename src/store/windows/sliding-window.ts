/** The decision of one window about one request. */
export interface WindowDecision {
  /** Whether the window allows the request. */
  readonly isAllowed: boolean;
  /** Cost that is still allowed now, 0 or more. */
  readonly remaining: number;
  /** Milliseconds until the whole limit is available again, if no more requests arrive. */
  readonly resetMs: number;
  /** Milliseconds until the same request is allowed, if no others arrive; 0 if it is allowed now, null if it never is. */
  readonly retryAfterMs: number | null;
}

/** The requests of one key: entries from `start` to before `end`, oldest first, at most `limit` of them. */
export interface Log {
  /** Shared between a log and its successors; a successor only appends after its own `end`. */
  readonly entries: LogEntry[];
  readonly start: number;
  readonly end: number;
  /** Total cost of these entries. */
  readonly used: number;
}

interface LogEntry {
  readonly atMs: number;
  readonly cost: number;
}

/** Two counters of one key: the current window's and the previous one's. */
export interface Counters {
  /** Start of the current window in epoch milliseconds; a multiple of its length. */
  readonly startMs: number;
  readonly current: number;
  readonly previous: number;
}

/**
 * Decides by the sliding log, which is exact over every span of `windowMs` and stores one entry per request.
 *
 * @param limit highest cost in any window; integer, 1 or more
 * @param windowMs length of the window in milliseconds
 * @param cost cost of this request; integer, 0 or more
 * @param nowMs epoch milliseconds; if the clock steps back, the time of the last entry is used
 */
export function slidingLog(
  log: Log | undefined,
  limit: number,
  windowMs: number,
  cost: number,
  nowMs: number,
): WindowDecision & { readonly next: Log } {
  const at = Math.max(nowMs, lastEntry(log)?.atMs ?? nowMs);
  const live = withoutExpired(log ?? { entries: [], start: 0, end: 0, used: 0 }, at - windowMs);
  const isAllowed = live.used + cost <= limit;
  const next = isAllowed && cost > 0 ? append(live, { atMs: at, cost }) : live;
  const last = lastEntry(next);
  return {
    isAllowed,
    next,
    remaining: Math.max(0, limit - next.used),
    resetMs: last === undefined ? 0 : last.atMs + windowMs - at,
    retryAfterMs: isAllowed ? 0 : cost > limit ? null : logWait(live, live.used + cost - limit, windowMs, at),
  };
}

/**
 * Decides by the sliding-window counter: the previous window's count decays linearly over the current one. Stores two
 * numbers per key, and can allow up to twice the limit in the worst window; {@link slidingLog} is exact.
 *
 * @param limit highest cost in a window; integer, 1 or more; `limit * windowMs` is at most 2^53 - 1
 * @param windowMs length of the window in milliseconds; integer, 1 or more
 * @param cost cost of this request; integer, 0 or more
 * @param nowMs epoch milliseconds; if the clock steps back, the start of the window is used
 */
export function slidingCounter(
  counters: Counters | undefined,
  limit: number,
  windowMs: number,
  cost: number,
  nowMs: number,
): WindowDecision & { readonly next: Counters } {
  const at = Math.max(nowMs, counters?.startMs ?? 0);
  const now = roll(counters, windowMs, at);
  const elapsed = at - now.startMs;
  const isAllowed = room(now, limit, windowMs, elapsed) >= cost * windowMs;
  const next = isAllowed ? { ...now, current: now.current + cost } : now;
  return {
    isAllowed,
    next,
    remaining: Math.max(0, divide(room(next, limit, windowMs, elapsed), windowMs)),
    resetMs: untilEmpty(next, windowMs, elapsed),
    retryAfterMs: isAllowed ? 0 : counterWait(now, limit, windowMs, cost, elapsed),
  };
}

function lastEntry(log: Log | undefined): LogEntry | undefined {
  return log === undefined || log.start === log.end ? undefined : log.entries[log.end - 1];
}

function withoutExpired(log: Log, expiredMs: number): Log {
  let { start, used } = log;
  for (; start < log.end; start += 1) {
    const entry = log.entries[start];
    if (entry === undefined || entry.atMs > expiredMs) break;
    used -= entry.cost;
  }
  // Copied once half of it has expired, so each entry is copied about once in its life.
  if (start > 32 && start * 2 > log.end)
    return { entries: log.entries.slice(start, log.end), start: 0, end: log.end - start, used };
  return start === log.start ? log : { ...log, start, used };
}

/** Overwrites entries after `end`, which belong to decisions that were not kept. */
function append({ entries, start, end, used }: Log, entry: LogEntry): Log {
  entries.length = end;
  entries.push(entry);
  return { entries, start, end: end + 1, used: used + entry.cost };
}

function logWait(live: Log, excess: number, windowMs: number, at: number): number | null {
  let freed = 0;
  for (const { atMs, cost } of live.entries.slice(live.start, live.end)) {
    freed += cost;
    if (freed >= excess) return atMs + windowMs - at;
  }
  return null;
}

/** Moves counters to the window that contains `at`. */
function roll(counters: Counters | undefined, windowMs: number, at: number): Counters {
  const startMs = Math.floor(at / windowMs) * windowMs;
  if (counters === undefined) return { startMs, current: 0, previous: 0 };
  if (startMs <= counters.startMs) return counters;
  return { startMs, current: 0, previous: startMs - counters.startMs === windowMs ? counters.current : 0 };
}

/** Returns what is available, in cost times milliseconds: integers only, so rounding never changes a decision. */
function room({ current, previous }: Counters, limit: number, windowMs: number, elapsed: number): number {
  return (limit - current) * windowMs - previous * (windowMs - elapsed);
}

/** Solves `room >= cost` for the time, in this window or the next. */
function counterWait(now: Counters, limit: number, windowMs: number, cost: number, elapsed: number): number | null {
  if (cost > limit) return null;
  // Either the previous window decays enough in this one, or this window has to decay in the next.
  const free = limit - now.current - cost;
  if (free >= 0) return windowMs - divide(free * windowMs, now.previous) - elapsed;
  const decayMs = windowMs - divide((limit - cost) * windowMs, now.current);
  return windowMs - elapsed + Math.max(0, decayMs);
}

/** Divides integers and rounds down; exact where `Math.floor(a / b)` is not. */
function divide(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor;
}

function untilEmpty(counters: Counters, windowMs: number, elapsed: number): number {
  if (counters.current > 0) return 2 * windowMs - elapsed;
  return counters.previous > 0 ? windowMs - elapsed : 0;
}
