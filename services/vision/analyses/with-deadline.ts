import { ApiError } from "errata";
import { ProviderError, type ProviderErrorReason } from "../../shared/provider/index.ts";
import { vision } from "../contract.ts";

/** Retry-After if the provider sends none, in milliseconds. */
const defaultRetryAfterMs = 5_000;

/** Upper bound for a provider's Retry-After, in milliseconds. Providers have sent waits of weeks. */
const maxRetryAfterMs = 5 * 60_000;

/**
 * Runs an analysis until its deadline or until the client disconnects, and then aborts it.
 *
 * @param disconnected aborts when the client disconnects
 * @throws TIMEOUT; VLM_PROVIDER_ERROR; the reason of `disconnected`; other errors of `work`
 */
export async function withDeadline<Result>(
  {
    deadlineMs,
    batchSize,
    disconnected,
  }: { readonly deadlineMs: number; readonly batchSize: number; readonly disconnected: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), deadlineMs);
  try {
    return await work(AbortSignal.any([late.signal, disconnected]));
  } catch (cause) {
    if (disconnected.aborted) throw disconnected.reason;
    // A problem with an image is reported even if the deadline passes while the other images are cancelled.
    if (cause instanceof ApiError) throw cause;
    const reason = cause instanceof ProviderError ? cause.reason : undefined;
    if (late.signal.aborted || reason === "timeout") throw vision.error.TIMEOUT({ batchSize, deadlineMs }, { cause });
    throw cause instanceof ProviderError && reason !== undefined ? providerFailure(cause, reason) : cause;
  } finally {
    clearTimeout(timer);
  }
}

/** A rejected or declined request would fail again, so its error does not invite a retry. */
function providerFailure(cause: ProviderError, reason: Exclude<ProviderErrorReason, "timeout">): ApiError {
  const { status, retryAfterMs = defaultRetryAfterMs } = cause;
  if (reason === "rejected") {
    const details =
      status === 200
        ? ({ reason: "declined", actor: "end_user" } as const)
        : ({ reason: "rejected", actor: "support" } as const);
    return vision.error.VLM_PROVIDER_ERROR(details, {
      cause,
      note: `${details.reason}, HTTP ${status}`,
      // For clients that ignore the advice: they must not repeat a 503 every few seconds.
      retryAfterMs: maxRetryAfterMs,
      headers: { "x-should-retry": "false" },
    });
  }
  return vision.error.VLM_PROVIDER_ERROR(
    { reason, actor: "client" },
    { cause, note: reason, retryAfterMs: Math.min(retryAfterMs, maxRetryAfterMs) },
  );
}
