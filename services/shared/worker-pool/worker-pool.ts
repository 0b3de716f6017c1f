import { fairQueue } from "./fair-queue.ts";
import { WorkerProcess, WorkLimitError } from "./worker-process.ts";

/** Sizes and limits of a pool. */
export interface WorkerPoolOptions {
  /** A module that exports `tasks`. */
  readonly module: URL;
  /** Processes, and therefore tasks that run at the same time; 1 or more. @default 2 */
  readonly size?: number | undefined;
  /** Resident memory of one process, in bytes. A task that exceeds it is stopped. @default 256 MiB */
  readonly maxMemoryBytes?: number | undefined;
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
/** Starting a process takes longer than most tasks, so a waiting task first gives a running process this time to finish. */
const startDelayMs = 200;

/** Starts a waiting task in a process, or rejects it. */
type Start = (worker: WorkerProcess | Error) => void;

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
  const all = new Set<WorkerProcess>();
  const idle: WorkerProcess[] = [];
  let idleTimer: NodeJS.Timeout | undefined;
  const queue = fairQueue<Start>();
  let startLater: NodeJS.Timeout | undefined;

  function dispatch(): void {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      const start = queue.start();
      if (start === undefined) {
        idle.push(worker);
        return;
      }
      start(worker);
    }
    if (queue.waiting === 0 || all.size >= size) return;
    if (all.size === 0) startProcess();
    else startLater ??= setTimeout(addProcess, startDelayMs);
  }

  /** Starts another process if tasks still wait. */
  function addProcess(): void {
    startLater = undefined;
    if (queue.waiting > 0 && idle.length === 0 && all.size < size) startProcess();
  }

  /** Starts a process. Tasks keep waiting until it is ready, so that another one that becomes idle first takes them. */
  function startProcess(): void {
    const worker = new WorkerProcess(module, (exited) => {
      all.delete(exited);
      idle.splice(0, idle.length, ...idle.filter((other) => other !== exited));
      dispatch();
    });
    all.add(worker);
    worker.ready.then(
      () => addIdle(worker),
      // Reported to one task, which ends; otherwise a module that cannot start would be started forever.
      (error: unknown) => queue.start()?.(error as Error),
    );
  }

  function addIdle(worker: WorkerProcess): void {
    worker.unref();
    idle.push(worker);
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      for (const unused of idle.splice(0)) unused.kill();
    }, idleMs).unref();
    dispatch();
  }

  function acquire({ account, signal }: WorkOptions): Promise<WorkerProcess> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (queue.waitingOf(account) >= maxWaitingPerAccount)
        throw new WorkLimitError("waiting", `${maxWaitingPerAccount} tasks of the account are waiting`);
      const start: Start = (worker) => {
        signal?.removeEventListener("abort", onAbort);
        if (!(worker instanceof Error)) return resolve(worker);
        queue.finish(account);
        reject(worker);
      };
      const onAbort = (): void => {
        queue.remove(account, start);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      queue.push(account, start);
      dispatch();
    });
  }

  /** Hostile tasks come in numbers: each would take as long, and make the account's next caller wait for all of them. */
  function rejectWaiting(account: string): void {
    const error = new WorkLimitError("waiting", "another task of the account exceeded a limit");
    for (const start of queue.startAllOf(account)) start(error);
  }

  function release(worker: WorkerProcess, account: string): void {
    queue.finish(account);
    if (!worker.isAlive) return;
    // A process that has grown is replaced, so that its memory returns to the system.
    if ((worker.memoryBytes() ?? 0) > maxMemoryBytes * 0.75) worker.kill();
    else addIdle(worker);
  }

  return {
    async run<Result>(task: string, input: unknown, work: WorkOptions): Promise<Result> {
      const worker = await acquire(work);
      worker.ref();
      try {
        const { deadlineMs, cpuMs, signal, onStart } = work;
        return (await worker.run({ task, input }, { deadlineMs, cpuMs, maxMemoryBytes, signal, onStart })) as Result;
      } catch (error) {
        if (error instanceof WorkLimitError) rejectWaiting(work.account);
        throw error;
      } finally {
        release(worker, work.account);
      }
    },
    pids: () => [...all].flatMap(({ pid }) => pid ?? []),
    close() {
      for (const timer of [idleTimer, startLater]) clearTimeout(timer);
      startLater = undefined;
      for (const worker of all) worker.kill();
    },
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
