import { setImmediate as nextTurn } from "node:timers/promises";
import { type BackgroundJob, every } from "../concurrency/index.ts";

/** Deletes one kind of data. */
export interface Purge {
  /** Name of the data, for the log: `old orders`. */
  readonly data: string;
  /** Deletes at most `limit` rows of a table through an index. @returns the number of rows; 0 if nothing is too old */
  readonly deleteBatch: (limit: number) => Promise<number>;
}

/** The job that deletes old data. */
export interface RetentionJob extends BackgroundJob {
  /** Deletes everything that is too old now. @returns the number of rows */
  runOnce(): Promise<number>;
}

/** Rows that one statement deletes: the embedded store serves nobody until it ends. */
const batch = 50;
/** Time between two runs, in milliseconds. At 100 events a second, a run deletes 6,000 of each kind. */
const intervalMs = 60_000;

/**
 * Creates the job that deletes old data every minute, one batch after the other until nothing is too old, with a turn for
 * requests in between.
 *
 * @param onFailure receives the error of data that could not be deleted; the next run tries again
 */
export function purgeRegularly(
  purges: readonly Purge[],
  onFailure: (error: unknown, job: string) => void,
): RetentionJob {
  const run = async (signal?: AbortSignal): Promise<number> => {
    let count = 0;
    for (const { data, deleteBatch } of purges) {
      try {
        count += await inBatches(deleteBatch, signal);
      } catch (error) {
        onFailure(error, `the deletion of ${data}`);
      }
    }
    return count;
  };
  const job = every(intervalMs, run, (error) => onFailure(error, "the deletion of old data"));
  return { ...job, runOnce: () => run() };
}

/** Deletes batches until one is empty, or the signal aborts. @returns the number of rows */
export async function inBatches(deleteBatch: Purge["deleteBatch"], signal?: AbortSignal): Promise<number> {
  for (let count = 0; ; ) {
    const deleted = await deleteBatch(batch);
    count += deleted;
    if (deleted === 0 || signal?.aborted === true) return count;
    // Requests that have arrived by now use the store before the next batch.
    await nextTurn();
  }
}
