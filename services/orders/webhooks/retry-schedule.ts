const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/** Waits after a failed attempt, by its number; after the last one nothing is tried again. Three days in all. */
const WAITS_MS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/** Part of a wait that chance adds at most, so that what failed together does not come back together. */
const JITTER = 0.1;
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** Most attempts at one delivery. */
export const MAX_ATTEMPTS: number = WAITS_MS.length + 1;

/**
 * Gives the wait before the next attempt, in milliseconds.
 *
 * @param attempt the one that failed, from 1
 * @param retryAfterMs what the receiver asked for; honoured up to a day, and never to come earlier
 * @param random a number from 0 to 1, 1 excluded
 * @returns undefined when there is no next attempt
 */
export function waitMs(attempt: number, retryAfterMs: number, random: () => number): number | undefined {
  const wait = WAITS_MS[attempt - 1];
  if (wait === undefined) return undefined;
  return Math.max(Math.round(wait * (1 + JITTER * random())), Math.min(retryAfterMs, MAX_RETRY_AFTER_MS));
}
