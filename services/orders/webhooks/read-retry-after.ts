/**
 * Reads a Retry-After: seconds, or a date.
 *
 * @returns milliseconds from now, 0 or more; 0 when there is none, or none that can be read
 * @see RFC 9110 section 10.2.3
 */
export function readRetryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  // Date.parse reads a date out of almost anything, "-5" too.
  const ms = HTTP_DATE.test(value) ? Date.parse(value) - now : 0;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
