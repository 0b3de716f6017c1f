import type { StoreError } from "../store-error.ts";

/** Limits how many callers work at the same time. Waiting callers are served in the order in which they asked. */
export interface Semaphore {
  /**
   * Waits for a permit. Call {@link Semaphore.release} afterwards.
   *
   * @throws the error of `timedOut` when no permit was released in time
   */
  acquire(): Promise<void>;
  /** Acquires a permit only if one is free, and returns whether it did. Costs no promise. */
  tryAcquire(): boolean;
  /** Passes the permit to the next caller. */
  release(): void;
  /** Permits that are held. */
  readonly held: number;
  /** Callers that wait. */
  readonly waiting: number;
}

/** Creates a semaphore. @param timeoutMs longest wait for a permit, in milliseconds */
export function semaphore(permits: number, timeoutMs: number, timedOut: () => StoreError): Semaphore {
  const waiting = new Set<() => void>();
  let available = permits;

  function tryAcquire(): boolean {
    if (available === 0) return false;
    available--;
    return true;
  }

  return {
    tryAcquire,
    async acquire() {
      if (tryAcquire()) return;
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(start);
          reject(timedOut());
        }, timeoutMs);
        function start(): void {
          waiting.delete(start);
          clearTimeout(timer);
          resolve();
        }
        waiting.add(start);
      });
    },
    get held() {
      return permits - available;
    },
    get waiting() {
      return waiting.size;
    },
    release() {
      const [next] = waiting;
      if (next === undefined) available++;
      else next();
    },
  };
}
