import type { CallError } from "./call-error.ts";

/** What decides beside the error itself. */
export interface DecideContext {
  /** Further requests that may be sent after the first. @default 2 */
  readonly retries?: number | undefined;
  /** Whether the request may be sent twice: its method is idempotent, or it carries an idempotency key. @default false */
  readonly idempotent?: boolean | undefined;
  /** Whether the body can be sent again: not a stream. @default true */
  readonly replayable?: boolean | undefined;
  /** What is left of the deadline. @default no deadline */
  readonly remainingMs?: number | undefined;
  /** Longest single wait. @default 20_000 */
  readonly maxWaitMs?: number | undefined;
  /** Gives a number from 0 to 1, for jitter. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/**
 * Decides whether the same request is sent again. What was refused before any work is, whatever the method; what may
 * have done its work only where doing it twice is safe; what a retry cannot cure never is.
 *
 * @returns milliseconds to wait before; undefined to give up now
 */
export function decide(
  { retry, effect, retryAfterMs, mayRetry, kind, attempts = 1 }: CallError,
  {
    retries = 2,
    idempotent,
    replayable = true,
    remainingMs = Infinity,
    maxWaitMs = 20_000,
    random = Math.random,
  }: DecideContext = {},
): number | undefined {
  const curable = retry === "after_reset" ? retryAfterMs : /backoff|delay/.test(retry);
  const harmless = mayRetry && replayable && (idempotent || effect === "none");
  if (!curable || !harmless || attempts > retries) return undefined;
  const ms = retryAfterMs
    ? retryAfterMs + random() * Math.min(retryAfterMs / 10 + 50, 1000)
    : Math.max(20, random() * Math.min(8000, (kind === "rate_limited" ? 500 : 125) * 2 ** attempts));
  return (retryAfterMs ?? ms) <= maxWaitMs && ms < remainingMs ? ms : undefined;
}
