import { clientError, messageOf } from "../call-error.ts";
import { longestMs } from "../parse/index.ts";

/** Time in which an aborted task can return what it has, in milliseconds. */
const graceMs = 20;

/**
 * Runs a task until it settles, its time is over or the caller aborts, even if the task ignores its signal. Without a
 * task, waits until the time is over.
 *
 * @param timeoutMessage message of CLIENT_TIMEOUT, for a task
 * @throws CLIENT_TIMEOUT
 * @throws CLIENT_CANCELLED
 */
export function withTimeout<Value>(
  ms: number,
  signal: AbortSignal | null | undefined,
  timeoutMessage = "",
  task?: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    const end = (): void => {
      if (signal?.aborted) reject(clientError("cancelled", messageOf(signal.reason), signal.reason));
      else if (!task) resolve(undefined as Value);
      const timeout = clientError("timeout", timeoutMessage);
      controller.abort(timeout);
      stopWaiting();
      // An error whose body does not end is returned with what has arrived.
      setTimeout(reject, graceMs, timeout);
    };
    // A timer of more than 2^31-1 ms, or of NaN, would fire at once.
    const timer = setTimeout(end, ms < longestMs ? ms : longestMs);
    const stopWaiting = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
    };
    signal?.addEventListener("abort", end);
    if (signal?.aborted || ms <= 0) end();
    else task?.(controller.signal).then(resolve, reject).then(stopWaiting);
  });
}

/** Returns the message of a timeout, in whole milliseconds. */
export function timeoutMessage(ms: number, option: "attemptMs" | "deadlineMs"): string {
  return `Timed out after ${Math.round(ms)} ms. Raise ${option}.`;
}
