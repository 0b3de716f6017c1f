const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** Wait after each failed attempt, in milliseconds; three days in total. */
const waitsMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** Largest random extension of a wait, so that deliveries that failed together are not repeated together. */
const jitter = 0.1;
const maxRetryAfterMs = 24 * hour;

/** Number of attempts at one delivery. */
export const maxAttempts: number = waitsMs.length + 1;

/**
 * Returns the wait before the next attempt, in milliseconds.
 *
 * @param attempt number of the failed attempt, from 1
 * @param retryAfterMs wait that the receiver asked for; respected up to one day if it is longer than the schedule's
 * @param random returns a number from 0 to 1, excluding 1
 * @returns undefined after the last attempt
 */
export function waitMs(attempt: number, retryAfterMs: number, random: () => number): number | undefined {
  const wait = waitsMs[attempt - 1];
  if (wait === undefined) return undefined;
  return Math.max(Math.round(wait * (1 + jitter * random())), Math.min(retryAfterMs, maxRetryAfterMs));
}

/**
 * Parses a Retry-After header: seconds, or a date.
 *
 * @returns milliseconds from now, 0 or more; 0 if the header is missing or invalid
 * @see RFC 9110 section 10.2.3
 */
export function parseRetryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  // Date.parse accepts almost anything as a date, even "-5".
  const ms = httpDate.test(value) ? Date.parse(value) - now : 0;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
