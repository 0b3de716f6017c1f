import { fairQueue } from "./fair-queue.ts";
import type { TaskRequest } from "./serve-tasks.ts";
import { PoolMemoryError, type WorkerProcess, WorkLimitError } from "./worker-process.ts";
import { WorkerProcesses } from "./worker-processes.ts";

/** Sizes and limits of a pool. */
export interface WorkerPoolOptions {
  /** A module that exports `tasks`. */
  readonly module: URL;
  /** Processes, and therefore tasks that run at the same time; 1 or more. @default 2 */
  readonly size?: number | undefined;
  /** Resident memory of one process, in bytes. A task that exceeds it is stopped. @default 256 MiB */
  readonly maxMemoryBytes?: number | undefined;
  /**
   * Resident memory of all processes together, in bytes. While they exceed it, the task that needs most is stopped, and
   * then runs again while no other does. @default unlimited
   */
  readonly maxPoolBytes?: number | undefined;
  /** Tasks of one account that may wait; more are rejected. @default 64 */
  readonly maxWaitingPerAccount?: number | undefined;
  /** How long a process without work is kept, in milliseconds; then its memory is released. @default 10_000 */
  readonly idleMs?: number | undefined;
}

/** Options of one task. */
export interface WorkOptions {
  /** The account that pays for the work. Waiting accounts take turns. */
  readonly account: string;
  /** Longest run time in milliseconds, counted from the start of the task, not while it waits. */
  readonly deadlineMs: number;
  /**
   * Longest CPU time in milliseconds. Unlike `deadlineMs`, it does not depend on the load of the machine. Linux only.
   *
   * @default unlimited
   */
  readonly cpuMs?: number | undefined;
  /** Stops the task, waiting or running. */
  readonly signal?: AbortSignal | undefined;
  /** Called when a process starts the task. */
  readonly onStart?: (() => void) | undefined;
}

/** Runs tasks in separate processes. */
export interface WorkerPool {
  /**
   * Runs a task. Processes are started on demand and reused.
   *
   * @throws WorkLimitError if the task exceeds its time or memory, the account has too many waiting, or another task of
   * the account exceeded a limit while this one was waiting; the signal's reason; Error if the process crashed or the task
   * threw
   */
  run<Result>(task: string, input: unknown, options: WorkOptions): Promise<Result>;
  /** Lists the ids of the running processes. */
  pids(): readonly number[];
  /** Kills every process. */
  close(): void;
}

/** Bounds of a configured CPU time. The highest is a third of the longest time to a response, in milliseconds. */
const [minCpuMs, maxCpuMs] = [1, 10_000];
/** A task that waits for a process. */
interface Waiting {
  /** Whether it runs only while no other task does. */
  readonly isAlone: boolean;
  /** Starts the task in a process, or rejects it. */
  readonly start: (worker: WorkerProcess | Error) => void;
}

/**
 * Creates a pool of processes. While all of them are busy, waiting accounts take turns: an account with many tasks
 * delays the first task of another account by at most one task.
 *
 * @example
 * ```ts
 * const pool = workerPool({ module: new URL("./image-tasks.ts", import.meta.url) });
 * const size = await pool.run("measure", bytes, { account: "acc_1", deadlineMs: 5_000 });
 * ```
 */
export function workerPool(options: WorkerPoolOptions): WorkerPool {
  const { module, size = 2, maxMemoryBytes = 256 * 1024 * 1024, maxWaitingPerAccount = 64, idleMs = 10_000 } = options;
  const { maxPoolBytes = Number.POSITIVE_INFINITY } = options;
  const queue = fairQueue<Waiting>();
  /** The next task, while it waits until no other runs. */
  let next: Waiting | undefined;
  let isAlone = false;
  const processes = new WorkerProcesses({
    ...{ module, size, maxMemoryBytes, maxPoolBytes, idleMs },
    needsMore: () => queue.waiting > 0 && next === undefined && !isAlone,
    onChange: dispatch,
    // Reported to one task, which ends; otherwise a module that cannot start would be started forever.
    onFailedStart: (error) => nextOrFirst()?.start(error),
  });

  function dispatch(): void {
    for (let waiting = takeNext(); waiting !== undefined; waiting = takeNext()) {
      waiting.start(processes.take() as WorkerProcess);
      isAlone = waiting.isAlone;
    }
    if (!isAlone && (queue.waiting > 0 || next !== undefined)) processes.add();
  }

  /** Removes and returns the task whose turn it is, if it can start now. */
  function takeNext(): Waiting | undefined {
    if (isAlone || !processes.hasIdle) return undefined;
    const waiting = nextOrFirst();
    if (waiting?.isAlone !== true || !processes.isRunning) return waiting;
    next = waiting;
    return undefined;
  }

  /** Removes and returns the task whose turn it is. */
  function nextOrFirst(): Waiting | undefined {
    const waiting = next ?? queue.start();
    next = undefined;
    return waiting;
  }

  function acquire({ account, signal }: WorkOptions, mustBeAlone: boolean): Promise<WorkerProcess> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (!mustBeAlone && queue.waitingOf(account) >= maxWaitingPerAccount)
        throw new WorkLimitError("waiting", `${maxWaitingPerAccount} tasks of the account are waiting`);
      const start = (worker: WorkerProcess | Error): void => {
        signal?.removeEventListener("abort", onAbort);
        if (worker instanceof Error) {
          queue.finish(account);
          reject(worker);
        } else resolve(worker);
      };
      const waiting: Waiting = { isAlone: mustBeAlone, start };
      const onAbort = (): void => {
        if (next === waiting) {
          next = undefined;
          queue.finish(account);
        } else queue.remove(account, waiting);
        reject(signal?.reason);
        dispatch();
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      // Otherwise the account's next task would also run beside another, and be stopped.
      if (mustBeAlone) queue.pushFirst(account, waiting);
      else queue.push(account, waiting);
      dispatch();
    });
  }

  /** Hostile tasks come in numbers: each would take as long, and make the account's next caller wait for all of them. */
  function rejectWaiting(account: string): void {
    const error = new WorkLimitError("waiting", "another task of the account exceeded a limit");
    for (const { start } of queue.startAllOf(account)) start(error);
  }

  async function attempt<Result>(request: TaskRequest, work: WorkOptions, mustBeAlone: boolean): Promise<Result> {
    const worker = await acquire(work, mustBeAlone);
    try {
      const mustYield = (): boolean => processes.mustYield(worker);
      return (await worker.run(request, { ...work, maxMemoryBytes, mustYield })) as Result;
    } catch (error) {
      if (error instanceof WorkLimitError) rejectWaiting(work.account);
      throw error;
    } finally {
      if (mustBeAlone) isAlone = false;
      queue.finish(work.account);
      processes.release(worker);
    }
  }

  return {
    async run<Result>(task: string, input: unknown, work: WorkOptions): Promise<Result> {
      const request = { task, input };
      try {
        return await attempt<Result>(request, work, false);
      } catch (error) {
        if (!(error instanceof PoolMemoryError)) throw error;
        return await attempt<Result>(request, work, true);
      }
    },
    pids: () => processes.pids,
    close: () => processes.close(),
  };
}

/**
 * Reads the CPU time of a task from an environment variable.
 *
 * @returns milliseconds; undefined if the variable is missing or empty
 * @throws Error that names the variable and its valid values
 */
export function readCpuMs(variables: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = variables[name] ?? "";
  if (text === "") return undefined;
  const cpuMs = Number(text);
  if (!/^\d+$/.test(text) || cpuMs < minCpuMs || cpuMs > maxCpuMs) {
    throw new Error(
      `Expected ${name} to be a whole number of milliseconds from ${minCpuMs} to ${maxCpuMs}, received "${text.slice(0, 80)}".`,
    );
  }
  return cpuMs;
}
