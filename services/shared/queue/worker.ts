import { coalesced } from "./coalesced.ts";
import type { JobOptions } from "./run-job.ts";
import { workbench } from "./workbench.ts";

/** Says what a worker does and how much at once. */
export interface WorkerOptions<Payload> extends JobOptions<Payload> {
  /** Most jobs at once, 1 or more. @default 4 */
  readonly concurrency?: number;
  /** Longest wait before it looks for jobs that another process added, in milliseconds. @default 250 */
  readonly pollMs?: number;
}

/** Does the jobs of one queue. Any number of workers, in any number of processes, may share it. */
export interface Worker {
  /** Works until `stop`. */
  start(): void;
  /** Takes no more jobs, gives those at hand `graceMs` to end, then aborts them: others take them again. @default 5_000 */
  stop(graceMs?: number): Promise<void>;
  /** Does the jobs that are due now, as many as it may do at once. @returns how many there were */
  runOnce(): Promise<number>;
}

/** Makes a worker. */
export function worker<Payload>(options: WorkerOptions<Payload>): Worker {
  const { queue, concurrency = 4, pollMs = 250, onFailure = () => undefined } = options;
  let stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let stopListening: (() => void) | undefined;
  const bench = workbench(options, concurrency, () => stopping.signal);
  const look = coalesced(async () => {
    if (timer === undefined) return;
    await bench.fill(look).catch((error: unknown) => onFailure(error, "none"));
  });
  return {
    start() {
      if (timer !== undefined) return;
      stopping = new AbortController();
      timer = setInterval(look, pollMs);
      stopListening = queue.onWake(look);
      look();
    },
    async stop(graceMs = 5_000) {
      clearInterval(timer);
      timer = undefined;
      stopListening?.();
      await look.settled();
      const deadline = setTimeout(() => stopping.abort(new Error("the worker stops")), graceMs);
      await bench.emptied();
      clearTimeout(deadline);
    },
    async runOnce() {
      const count = await bench.fill();
      await bench.emptied();
      return count;
    },
  };
}
