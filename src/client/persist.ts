import { bounded } from "./bounded.ts";
import { CallError } from "./call-error.ts";
import { clientError } from "./client-error.ts";
import type { DecideContext } from "./decide.ts";
import { decide } from "./decide.ts";

/** What a retry is told about: the error, and how long the client waits. */
export interface RetryNotice {
  readonly error: CallError;
  readonly delayMs: number;
}

/** How a client persists; every member is optional. */
export interface RetryOptions extends Pick<DecideContext, "retries" | "maxWaitMs" | "random"> {
  /** Time of the whole call, waits, attempts and bodies, in milliseconds; at most 2^31-1. @default 30_000 */
  readonly deadlineMs?: number | undefined;
  /** Time of one attempt with its body, in milliseconds. @default the deadline */
  readonly attemptMs?: number | undefined;
  /** Hears of every retry before its wait. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
  /** Milliseconds from any start, never backwards. @default performance.now */
  readonly clock?: (() => number) | undefined;
}

/** What one origin has shown; shared by the calls of one client. */
export interface OriginState {
  /** What retries have cost, 0 at first: in an outage it reaches 500, and each call is sent once. @see the standard retry mode of the AWS SDKs */
  spent: number;
  /** The refusal that closed the gate. */
  refusal?: CallError;
  /** When it came. */
  refusedAt?: number;
}

/** One call as far as retrying is concerned. */
export interface Call extends Pick<DecideContext, "idempotent"> {
  readonly replayable: boolean;
  readonly signal: AbortSignal | null | undefined;
}

/**
 * Sends until there is an answer worth giving, or an error: given, not thrown, as each throw costs more than reading it.
 *
 * @param send gives what it got, or the error that it read
 */
export async function persist<Value>(
  send: (signal: AbortSignal) => Promise<Value | CallError>,
  { idempotent, replayable, signal }: Call,
  options: RetryOptions,
  origin: OriginState,
): Promise<Value | CallError> {
  const { deadlineMs = 30_000, attemptMs = deadlineMs, maxWaitMs, onRetry, clock = () => performance.now() } = options;
  const ends = clock() + deadlineMs;
  for (let attempts = 0, cost = 0, delayMs: number | undefined, value: Value | CallError; ; ) {
    try {
      // Timers may fire a part of a millisecond early.
      if (delayMs) await bounded(delayMs + 1, signal);
      pass(origin, clock(), maxWaitMs);
      attempts++;
      value = await bounded(Math.min(attemptMs, ends - clock()), signal, send);
    } catch (cause) {
      value = errorOf(cause);
    }
    if (!(value instanceof CallError)) {
      // What a retry cost comes back with its success; else each success earns a little.
      origin.spent = Math.max(0, origin.spent - (cost || 1));
      return value;
    }
    value.attempts = attempts;
    cost = costOf(value, origin, clock());
    // The options last: the other way round costs V8 fifty times as much.
    delayMs = decide(value, {
      idempotent,
      replayable: replayable || !attempts,
      remainingMs: ends - clock(),
      ...options,
    });
    if (!delayMs || origin.spent + cost > 500) return value;
    if (attempts) {
      origin.spent += cost;
      onRetry?.({ error: value, delayMs });
    }
  }
}

/**
 * Stops a call at a closed gate with the refusal that closed it, so that it need not earn its own. Where the wait is
 * longer than any call waits, one may ask in between.
 *
 * @throws CallError
 */
function pass({ refusal, refusedAt }: OriginState, now: number, maxWaitMs = 20_000): void {
  const sinceMs = now - (refusedAt as number);
  // Of an open gate this is no number, and so above nothing.
  const retryAfterMs = (refusal?.retryAfterMs as number) - sinceMs;
  if (retryAfterMs > 0 && sinceMs < maxWaitMs)
    throw Object.assign(new CallError((refusal as CallError).message, (refusal as CallError).body), refusal, {
      origin: "client",
      sent: false,
      retryAfterMs,
    });
}

/** Tells what a retry costs; a rate limit closes the gate. */
function costOf(error: CallError, origin: OriginState, refusedAt: number): number {
  if (error.kind !== "rate_limited") return 14;
  if (error.sent) Object.assign(origin, { refusal: error, refusedAt });
  return 5;
}

/** Tells failures to connect, after which the server cannot have seen anything, from those of a connection. */
function errorOf(error: unknown): CallError {
  if (error instanceof CallError) return error;
  const { code } = (error as { cause?: { code: string } }).cause ?? (error as { code: string });
  return clientError("unavailable", error, !/REFUSED|NOTFOUND|EAI_|UNREACH|CONNECT_|CERT/.test(code));
}
