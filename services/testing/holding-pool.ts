import type { WorkerPool } from "../shared/worker-pool/index.ts";

/** A pool whose results can be held back, so that their requests are still running. */
export interface HoldingPool {
  readonly pool: WorkerPool;
  /** Holds the next result back. @param until when to pass it on @returns a promise that resolves when the result is held */
  holdNext(until: Promise<unknown>): Promise<void>;
}

/** Wraps a pool. */
export function holdingPool(pool: WorkerPool): HoldingPool {
  let holdResult: (() => Promise<unknown>) | undefined;
  return {
    pool: {
      ...pool,
      async run(task, input, options) {
        const result = await pool.run<never>(task, input, options);
        const hold = holdResult;
        holdResult = undefined;
        await hold?.();
        return result;
      },
    },
    holdNext: (until) =>
      new Promise((resolve) => {
        holdResult = () => {
          resolve();
          return until;
        };
      }),
  };
}
