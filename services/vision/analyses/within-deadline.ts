import { ApiError } from "errata";
import { ProviderError } from "../../shared/provider/index.ts";
import { vision } from "../contract.ts";

/** How long a client should wait where the provider did not say, in milliseconds. */
const usualRetryMs = 5_000;

/** Longest wait that is passed on, in milliseconds: what a provider says once must not send our clients away for weeks. */
const longestRetryMs = 5 * 60_000;

/**
 * Runs an analysis until its deadline, or until the client has gone; whatever still runs then is told by the signal.
 *
 * @param left aborts when the client has gone
 * @throws TIMEOUT, VLM_PROVIDER_ERROR, the client's own reason, and whatever else `work` throws
 */
export async function withinDeadline<Result>(
  {
    deadlineMs,
    batchSize,
    left,
  }: { readonly deadlineMs: number; readonly batchSize: number; readonly left: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), deadlineMs);
  try {
    return await work(AbortSignal.any([late.signal, left]));
  } catch (cause) {
    if (left.aborted) throw left.reason;
    // What was wrong with an image stays wrong, however long the others took to end.
    if (cause instanceof ApiError) throw cause;
    const isSlow = cause instanceof ProviderError && cause.reason === "timeout";
    if (late.signal.aborted || isSlow) throw vision.error.TIMEOUT({ batchSize, deadlineMs }, { cause });
    if (!(cause instanceof ProviderError)) throw cause;
    const { reason, retryAfterMs = usualRetryMs } = cause;
    throw vision.error.VLM_PROVIDER_ERROR(undefined, {
      cause,
      note: reason,
      retryAfterMs: Math.min(retryAfterMs, longestRetryMs),
    });
  } finally {
    clearTimeout(timer);
  }
}
