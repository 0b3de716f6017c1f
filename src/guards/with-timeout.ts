import { maxTimerMs, requireInteger } from "../contract/faults/options.ts";
import { StoreError } from "../store/index.ts";

/** Checks the option `timeoutMs` of a guard. @throws TypeError */
export function requireTimeout(guard: string, timeoutMs: number | undefined): void {
  if (timeoutMs !== undefined) requireInteger(`${guard}: timeoutMs`, timeoutMs, 1, maxTimerMs);
}

/**
 * Limits the wait for a store. The query itself goes on until the driver's own timeout, which is longer.
 *
 * @param timeoutMs milliseconds; undefined to wait without a limit
 * @throws STORE_TIMEOUT when the timeout is reached
 */
export function withTimeout<Value>(timeoutMs: number | undefined, work: Promise<Value>): Promise<Value> {
  if (timeoutMs === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreError("STORE_TIMEOUT", `the store did not respond within ${timeoutMs} ms.`));
    }, timeoutMs);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
