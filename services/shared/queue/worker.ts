import { forRequest } from "errata/store";
import type { BackgroundJob } from "../concurrency/index.ts";
import type { Claim } from "./claim.ts";
import { type JobOptions, runJob } from "./run-job.ts";

/** Options of a worker. */
export interface WorkerOptions<Payload> extends JobOptions<Payload> {
  /** Maximum number of jobs at the same time, 1 or more. @default 4 */
  readonly concurrency?: number;
  /** Time between checks for jobs that another process added, in milliseconds. @default 250 */
  readonly pollMs?: number;
}

/** Runs the jobs of one queue. Any number of workers, in any number of processes, may share a queue. */
export interface Worker extends BackgroundJob {
  /**
   * Claims no more jobs, waits `graceMs` for those under way, then aborts them and returns them to the queue.
   *
   * @param graceMs in milliseconds. @default 5_000
   */
  stop(graceMs?: number): Promise<void>;
  /** Runs jobs that are due, at most `concurrency`, and waits for them. @returns the number of jobs */
  runOnce(): Promise<number>;
}

/**
 * Creates a worker.
 *
 * @example
 * ```ts
 * const sender = worker({ queue: emails, handle: (job) => send(job.payload.to, job.signal) });
 * sender.start();
 * await sender.stop();
 * ```
 */
export function worker<Payload>(options: WorkerOptions<Payload>): Worker {
  const { queue, concurrency = 4, pollMs = 250, onFailure = () => undefined } = options;
  const running = new Set<Promise<void>>();
  let stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let stopListening: (() => void) | undefined;

  async function run(claim: Claim<Payload>): Promise<void> {
    try {
      // A request that wakes the worker is not the cause of other jobs.
      await forRequest(claim.requestId, () => runJob(options, claim, stopping.signal));
    } catch (error) {
      // The store is unavailable. The lease ends, and the job is claimed again.
      onFailure(error, claim.id);
    }
  }

  async function claimAndRun(onEnd: () => void): Promise<number> {
    const free = concurrency - running.size;
    if (free <= 0) return 0;
    const claims = await queue.claim(free);
    for (const claim of claims) {
      const job = run(claim).finally(() => {
        running.delete(job);
        onEnd();
      });
      running.add(job);
    }
    return claims.length;
  }

  const poll = coalesce(async () => {
    if (timer === undefined) return;
    await claimAndRun(poll).catch((error: unknown) => onFailure(error, "none"));
  });
  return {
    start() {
      if (timer !== undefined) return;
      stopping = new AbortController();
      timer = setInterval(poll, pollMs);
      stopListening = queue.onWake(poll);
      poll();
    },
    async stop(graceMs = 5_000) {
      clearInterval(timer);
      timer = undefined;
      stopListening?.();
      await poll.settled();
      const deadline = setTimeout(() => stopping.abort(new Error("The worker stops.")), graceMs);
      await Promise.all(running);
      clearTimeout(deadline);
    },
    async runOnce() {
      const count = await claimAndRun(() => undefined);
      await Promise.all(running);
      return count;
    },
  };
}

/** A function that never runs twice at the same time. */
interface Coalesced {
  (): void;
  /** Waits for the run under way. */
  settled(): Promise<void>;
}

/** Combines all calls during a run into one more run, so no wake-up is lost. @param work must not throw */
function coalesce(work: () => Promise<void>): Coalesced {
  let running: Promise<void> | undefined;
  let isWanted = false;

  async function run(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      await work();
    }
    running = undefined;
  }

  return Object.assign(
    () => {
      isWanted = true;
      running ??= run();
    },
    { settled: async () => await running },
  );
}
