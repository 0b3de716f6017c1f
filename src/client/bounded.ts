import { clientError } from "./client-error.ts";
import { longestMs } from "./retry-hint.ts";

/**
 * Runs something that ends when the time is over or the caller gives up, whichever comes first, even where what runs
 * takes no notice of its signal.
 *
 * @param start what runs; where there is nothing, this is a pause, and the end of its time is its success
 * @throws CLIENT_TIMEOUT or CLIENT_CANCELLED
 */
export function bounded<Value>(
  ms: number,
  signal: AbortSignal | null | undefined,
  start?: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const end = (): void => {
      if (signal?.aborted) reject(clientError("cancelled", signal.reason));
      else if (start) reject(clientError("timeout", `Over ${ms} ms`));
      else resolve(undefined as Value);
      controller.abort();
      clear();
    };
    // A longer timer, or one of NaN, would fire at once.
    const timer = setTimeout(end, ms < longestMs ? ms : longestMs);
    const clear = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    };
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
    else start?.(controller.signal).then(resolve, reject).then(clear);
  });
}
