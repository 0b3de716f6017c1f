import { ApiError } from "errata";
import { ProviderError } from "../../shared/provider/index.ts";
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
    const isSlow = cause instanceof ProviderError && cause.reason === "timeout";
    if (late.signal.aborted || isSlow) throw vision.error.TIMEOUT({ batchSize, deadlineMs }, { cause });
    if (!(cause instanceof ProviderError)) throw cause;
    const { reason, retryAfterMs = defaultRetryAfterMs } = cause;
    throw vision.error.VLM_PROVIDER_ERROR(undefined, {
      cause,
      note: reason,
      retryAfterMs: Math.min(retryAfterMs, maxRetryAfterMs),
    });
  } finally {
    clearTimeout(timer);
  }
}
