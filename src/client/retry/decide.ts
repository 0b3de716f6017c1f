import type { CallError } from "../call-error.ts";
import { checkError, checkObject } from "../options/index.ts";
import { canPass } from "../parse/index.ts";

/** Properties of the call that decide whether it is retried. */
export interface DecideContext {
  /** Further requests after the first; 0 or more. @default 2 */
  readonly retries?: number | undefined;
  /** Whether the request may be sent twice: its method is idempotent, or it has an idempotency key. @default false */
  readonly idempotent?: boolean | undefined;
  /** Whether the body can be sent again; false for a stream. @default true */
  readonly replayable?: boolean | undefined;
  /** Milliseconds left of the call's deadline. @default Infinity */
  readonly remainingMs?: number | undefined;
  /** Longest single wait that the server may ask for, in milliseconds. @default 20_000 */
  readonly maxWaitMs?: number | undefined;
  /** Returns a number from 0 to 1, for jitter. @default Math.random */
  readonly random?: (() => number) | undefined;
}

/**
 * Decides whether to send the same request again. An error rejected before any work is retried with any method, an
 * ambiguous one only if sending it twice is safe, and an error that a retry cannot fix never.
 *
 * @returns whole milliseconds to wait before the next request; undefined to give up now
 * @example
 * ```ts
 * import { decide, parseError } from "errata/client";
 *
 * const response = await fetch("https://api.example.com/v1/orders");
 * const error = parseError(response.status, response.headers, await response.text());
 * const waitMs = decide(error, { idempotent: true });
 * console.log(waitMs === undefined ? `Give up: ${error}` : `Retry in ${waitMs} ms.`);
 * ```
 */
export function decide(error: CallError, context: DecideContext = {}): number | undefined {
  checkError(error);
  checkObject("the context", context);
  const { retry, effect, retryAfterMs, mayRetry, kind, attempts = 1 } = error;
  const {
    retries = 2,
    idempotent,
    replayable = true,
    remainingMs = Infinity,
    maxWaitMs = 20_000,
    random = Math.random,
  } = context;
  // Waiting for a reset makes sense only if the server says when it is.
  const canSucceed = canPass(retry) && (retry !== "after_reset" || retryAfterMs);
  const isSafe = mayRetry && replayable && (idempotent || effect === "none");
  if (!(canSucceed && isSafe && attempts <= retries)) return undefined;
  const backoffMs = (kind === "rate_limited" ? 1_000 : 250) * 2 ** (attempts - 1);
  const delayMs = retryAfterMs
    ? // Jitter spreads clients that were rejected together, but none returns earlier than the server asked.
      retryAfterMs + random() * Math.min(retryAfterMs / 10 + 50, 1_000)
    : // Exponential backoff with full jitter, 20 ms to 8 s.
      Math.max(20, random() * Math.min(8_000, backoffMs));
  return (retryAfterMs ?? delayMs) <= maxWaitMs && delayMs < remainingMs ? Math.ceil(delayMs) : undefined;
}
