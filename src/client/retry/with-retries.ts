import { CallError } from "../call-error.ts";
import type { ContractMetadata } from "../metadata.ts";
import type { HeaderSource } from "../parse/index.ts";
import { readHeader } from "../parse/index.ts";
import { timeoutMessage, withTimeout } from "../request/index.ts";
import type { RetryState } from "./circuit.ts";
import { changeBudget, checkCircuit, openCircuit, rememberPolicies } from "./circuit.ts";
import type { DecideContext } from "./decide.ts";
import { decide } from "./decide.ts";

/** A retry that is about to happen. */
export interface RetryNotice {
  /** Error of the last attempt. */
  readonly error: CallError;
  /** Wait before the next attempt, in whole milliseconds. */
  readonly delayMs: number;
}

/** How a client retries; every member is optional. */
export interface RetryOptions extends Pick<DecideContext, "retries" | "maxWaitMs" | "random"> {
  /** Time for the whole call with its waits, attempts and bodies, in milliseconds, at least 1. A value above 2^31-1 sets no limit. @default 30_000 */
  readonly deadlineMs?: number | undefined;
  /** Time for one attempt with its body, in milliseconds, at least 1. @default the deadline */
  readonly attemptMs?: number | undefined;
  /** Runs before the wait of every retry. An error that it throws rejects the call. @default nothing */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
  /**
   * Whether a 429 also stops later calls until its wait is over: those of the same caller that it covers, which are the
   * same operation, operations under the same `RateLimit` policy, or all if the contract says so. @default true
   */
  readonly gate?: boolean | undefined;
  /**
   * Returns a key of the caller on whose behalf a request is sent. Callers never share a gate or a retry budget. Set it if
   * the transport adds the credential, or if the credential changes with every request. A credential in the body is not seen.
   * @default headers and query parameters that can identify a caller; without any, the whole URL
   */
  readonly callerOf?: ((headers: Headers) => string) | undefined;
  /**
   * Whether the number of the attempt is sent as `Errata-Attempt`, from the second one on. A browser asks another origin
   * for permission to send it. @default true, in browsers false
   */
  readonly attemptHeader?: boolean | undefined;
  /** Returns milliseconds since any point in time; must never go backwards. @default performance.now */
  readonly clock?: (() => number) | undefined;
}

/** One call, as far as retries are concerned. */
export interface RetryableCall<Value> extends Required<Pick<DecideContext, "idempotent" | "replayable">> {
  readonly signal: AbortSignal | null | undefined;
  /** Builds the request of an attempt, counted from 1. It runs before every attempt, so that each has a current credential. */
  readonly prepare: (attempt: number) => Promise<PreparedRequest<Value>> | PreparedRequest<Value>;
}

/** A request that is ready to be sent. */
export interface PreparedRequest<Value> {
  /** Returns the keys of the caller for retry budgets and for circuits; possibly credentials. */
  readonly identify: () => readonly [budget: string, gate: string];
  /** Method with the path or the path template. */
  readonly operation: string;
  /** Sends it; returns the success, or the error that was parsed. */
  readonly send: (signal: AbortSignal, onHeaders: (headers: HeaderSource) => void) => Promise<Value | CallError>;
}

/**
 * Sends a request until it succeeds or a retry cannot help. The last error is returned, because a throw costs more than
 * parsing. Errors that are not a CallError come from the calling program, such as from a hook, and are thrown.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the steps of an attempt in order: wait, build, check the circuit, send, decide
export async function withRetries<Value>(
  call: RetryableCall<Value>,
  options: RetryOptions & { readonly metadata?: ContractMetadata | undefined },
  state: RetryState,
): Promise<Value | CallError> {
  const { signal, prepare, idempotent } = call;
  const {
    deadlineMs = 30_000,
    attemptMs = deadlineMs,
    maxWaitMs,
    gate = true,
    onRetry,
    metadata,
    clock = () => performance.now(),
  } = options;
  const endsAtMs = clock() + deadlineMs;
  let attempts = 0;
  let isSent = false;
  let last: CallError | undefined;
  let spent = 0;
  let delayMs = 0;
  for (;;) {
    // Asserted, because the compiler does not see the assignments in `send`.
    let identify: PreparedRequest<Value>["identify"] = () => ["", ""];
    let stoppedBy = undefined as CallError | undefined;
    const send = async (attemptSignal: AbortSignal): Promise<Value | CallError> => {
      const request = await prepare(attempts);
      // The time may have ended while the request was built.
      attemptSignal.throwIfAborted();
      const { operation } = request;
      identify = request.identify;
      // As long as nothing is remembered, the caller need not be known.
      if (gate && state.size > 0) stoppedBy = checkCircuit(state, identify()[1], operation, clock(), maxWaitMs);
      if (stoppedBy) return stoppedBy;
      isSent = true;
      let exhausted: readonly string[] = [];
      const response = await request.send(attemptSignal, (headers) => {
        if (readHeader(headers, "ratelimit")) exhausted = rememberPolicies(state, identify()[1], operation, headers);
      });
      if (response instanceof CallError && response.kind === "rate_limited")
        openCircuit(state, identify()[1], [operation, ...exhausted], response, clock(), metadata);
      return response;
    };
    let result: Value | CallError;
    try {
      // Timers may fire a fraction of a millisecond early.
      if (delayMs > 0) await withTimeout(delayMs + 1, signal);
      attempts += 1;
      const remainingMs = endsAtMs - clock();
      const message =
        attemptMs < remainingMs ? timeoutMessage(attemptMs, "attemptMs") : timeoutMessage(deadlineMs, "deadlineMs");
      result = await withTimeout(Math.min(attemptMs, remainingMs), signal, message, send);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      result = error;
    }
    if (!(result instanceof CallError)) {
      // The tokens of a retry that succeeded are returned. A call that succeeds at once earns one.
      if (state.size > 0) changeBudget(state, identify()[0], spent || 1);
      return result;
    }
    if (stoppedBy) attempts -= 1;
    result.attempts = attempts;
    // A call that timed out or was cancelled before anything was sent had no effect.
    if (!isSent) Object.assign(result, { sent: false, effect: "none" });
    // Otherwise it may have had the effect of an earlier attempt.
    if (last?.sent && !result.sent) Object.assign(result, { sent: true, effect: last.effect });
    last = result;
    const remainingMs = endsAtMs - clock();
    const wait = decide(result, { idempotent, replayable: call.replayable || !isSent, remainingMs, ...options });
    if (wait === undefined) return result;
    delayMs = wait;
    // A call that a circuit stopped has not used its retry yet.
    if (stoppedBy) continue;
    spent = result.kind === "rate_limited" ? 5 : 14;
    if (!changeBudget(state, identify()[0], -spent)) return result;
    onRetry?.({ error: result, delayMs });
  }
}
