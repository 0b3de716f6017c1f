import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setPriority } from "node:os";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TaskRequest, TaskResponse } from "./serve-tasks.ts";

/** The limit that stopped the work: its own time or memory, or the other work of the account. */
export type WorkLimit = "time" | "memory" | "waiting";

/** Rejects work that exceeded a limit. The input is to blame, not the server: retry it only after `waiting`. */
export class WorkLimitError extends Error {
  override readonly name = "WorkLimitError";
  readonly limit: WorkLimit;

  constructor(limit: WorkLimit, message: string) {
    super(message);
    this.limit = limit;
  }
}

/** Ends a task because all processes together need too much memory. The task may run again. */
export class PoolMemoryError extends Error {
  override readonly name = "PoolMemoryError";
}

/** The program of every worker process. */
const program = new URL("serve-tasks.ts", import.meta.url);
/** Linux reports resident memory in pages of this size on every architecture that Node supports by default. */
const pageBytes = 4_096;
/** Memory grows by about 1 GB/s at most, so a check every 10 ms overshoots the limit by about 10 MB. */
const checkMs = 10;
/** Linux reports CPU time in ticks of this length on every architecture that Node supports. In milliseconds. */
const tickMs = 10;
/** A third of the CPU share of a process with normal priority: enough that a busy machine does not starve the work. */
const workerNiceness = 5;

/** Number of threads: libvips, glibc's heaps, Node's pool, and Rayon, which Typst uses. */
const singleThreaded = {
  VIPS_CONCURRENCY: "1",
  MALLOC_ARENA_MAX: "2",
  UV_THREADPOOL_SIZE: "1",
  RAYON_NUM_THREADS: "1",
} as const;

/** Limits of one task. */
export interface TaskLimits {
  readonly deadlineMs: number;
  readonly cpuMs?: number | undefined;
  readonly maxMemoryBytes: number;
  /** Returns whether the task must end, because all processes together need too much memory. */
  readonly mustYield: () => boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onStart?: (() => void) | undefined;
}

/** A process that runs one task at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  /** Resolves when the process can take its first task; rejects if it exits before. */
  readonly ready: Promise<unknown>;

  /**
   * Starts the process.
   *
   * @param module exports the tasks
   * @param onExit called once, whatever ended it
   */
  constructor(module: URL, onExit: (worker: WorkerProcess) => void) {
    this.#child = fork(fileURLToPath(program), [module.href], {
      execArgv: [...loaderArguments(), "--max-old-space-size=512"],
      // Structured clones carry bytes; JSON would encode them as a list of numbers.
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      // One thread of each library and few heaps per process keep its memory predictable.
      env: { ...process.env, ...singleThreaded },
    });
    this.#child.once("exit", () => onExit(this));
    lowerPriority(this.#child.pid);
    this.ready = nextResponse(this.#child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether the process can take another task. */
  get isAlive(): boolean {
    return this.#child.connected && !this.#child.killed;
  }

  /** Returns the resident memory in bytes; undefined where the platform does not report it. */
  memoryBytes(): number | undefined {
    try {
      return Number(readFileSync(`/proc/${this.pid}/statm`, "latin1").split(" ")[1]) * pageBytes;
    } catch {
      return undefined;
    }
  }

  /** Returns the CPU time since the start of the process, in milliseconds; undefined where the platform does not report it. */
  #cpuMs(): number | undefined {
    try {
      // The name in parentheses may contain spaces. User and system time are the fields 14 and 15 (proc(5)).
      const fields = readFileSync(`/proc/${this.pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
      return (Number(fields[11]) + Number(fields[12])) * tickMs;
    } catch {
      return undefined;
    }
  }

  /** Runs one task. Kills the process if a limit is exceeded or the signal aborts. */
  async run(request: TaskRequest, limits: TaskLimits): Promise<unknown> {
    const { deadlineMs, cpuMs, maxMemoryBytes, mustYield, signal, onStart } = limits;
    let exceeded: WorkLimitError | PoolMemoryError | undefined;
    const stop = (limit?: WorkLimitError | PoolMemoryError): void => {
      exceeded ??= limit;
      this.kill();
    };
    const onAbort = (): void => stop();
    const timer = setTimeout(
      () => stop(new WorkLimitError("time", `the work took longer than ${deadlineMs} ms`)),
      deadlineMs,
    );
    const startCpuMs = this.#cpuMs() ?? 0;
    const checkCpu = (): void => {
      if (cpuMs !== undefined && (this.#cpuMs() ?? 0) - startCpuMs > cpuMs)
        stop(new WorkLimitError("time", `the work took longer than ${cpuMs} ms of CPU time`));
    };
    const check = setInterval(() => {
      if ((this.memoryBytes() ?? 0) > maxMemoryBytes)
        stop(new WorkLimitError("memory", `the work needed more than ${maxMemoryBytes} bytes of memory`));
      checkCpu();
      if (mustYield()) stop(new PoolMemoryError("all processes together needed too much memory"));
    }, checkMs);
    signal?.addEventListener("abort", onAbort);
    try {
      signal?.throwIfAborted();
      onStart?.();
      const response = nextResponse(this.#child);
      this.#child.send(request);
      const result = resultOf(await response);
      // On a busy machine the task may have ended before the next check.
      checkCpu();
      if (exceeded instanceof WorkLimitError) throw exceeded;
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw exceeded ?? error;
    } finally {
      clearTimeout(timer);
      clearInterval(check);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Lets the parent exit although the process is idle. */
  unref(): void {
    this.#child.unref();
    (this.#child.channel as { unref?: () => void } | null | undefined)?.unref?.();
  }

  ref(): void {
    this.#child.ref();
    (this.#child.channel as { ref?: () => void } | null | undefined)?.ref?.();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

/** TypeScript sources need the loader; a built module does not. */
function loaderArguments(): readonly string[] {
  if (!program.pathname.endsWith(".ts")) return [];
  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return ["--conditions=errata-source", "--import", loader];
}

/** Responses to other callers come first on a machine with few cores. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, workerNiceness);
  } catch {
    // Not every platform allows it; the work is then merely not slowed down.
  }
}

function resultOf(response: TaskResponse): unknown {
  if (response.kind === "result") return response.value;
  throw new Error(response.kind === "error" ? `the work failed: ${response.message}` : "unexpected message");
}

function nextResponse(child: ChildProcess): Promise<TaskResponse> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.off("error", onError);
      action();
    };
    const onMessage = (message: unknown): void => settle(() => resolve(message as TaskResponse));
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      settle(() => reject(new Error(`the worker process exited with ${signal ?? code}`)));
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.on("error", onError);
  });
}
