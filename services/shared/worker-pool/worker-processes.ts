import { WorkerProcess } from "./worker-process.ts";

/** Options of the processes of a pool. */
export interface ProcessesOptions {
  readonly module: URL;
  readonly size: number;
  /** A process that needs more than three quarters of this after a task is replaced. In bytes. */
  readonly maxMemoryBytes: number;
  /** Resident memory of all processes together, in bytes. */
  readonly maxPoolBytes: number;
  readonly idleMs: number;
  /** Returns whether another process would have work. */
  readonly needsMore: () => boolean;
  /** Called when a process may have become idle, or has exited. */
  readonly onChange: () => void;
  /** Called when a process could not start. */
  readonly onFailedStart: (error: Error) => void;
}

/** Starting a process takes longer than most tasks, so a waiting task first gives a running process this time to finish. */
const startDelayMs = 200;

/** The processes of a pool: idle, starting or running a task. */
export class WorkerProcesses {
  readonly #options: ProcessesOptions;
  readonly #all = new Set<WorkerProcess>();
  readonly #running = new Set<WorkerProcess>();
  #idle: WorkerProcess[] = [];
  #idleTimer: NodeJS.Timeout | undefined;
  #startTimer: NodeJS.Timeout | undefined;

  constructor(options: ProcessesOptions) {
    this.#options = options;
  }

  get pids(): readonly number[] {
    return [...this.#all].flatMap(({ pid }) => pid ?? []);
  }

  get hasIdle(): boolean {
    return this.#idle.length > 0;
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Removes and returns an idle process for a task. */
  take(): WorkerProcess | undefined {
    const worker = this.#idle.pop();
    if (worker !== undefined) this.#running.add(worker);
    worker?.ref();
    return worker;
  }

  /** Returns a process after its task. One that has grown is replaced, so that its memory returns to the system. */
  release(worker: WorkerProcess): void {
    this.#running.delete(worker);
    if (worker.isAlive && memoryOf(worker) > this.#options.maxMemoryBytes * 0.75) worker.kill();
    if (worker.isAlive) this.#addIdle(worker);
    else this.#options.onChange();
  }

  /** Starts a process: at once if there is none, otherwise after a while if there still is work for it. */
  add(): void {
    if (this.#all.size >= this.#options.size) return;
    if (this.#all.size === 0) this.#start();
    else this.#startTimer ??= setTimeout(() => this.#startIfNeeded(), startDelayMs);
  }

  /** Returns whether a running task must end, because all processes need too much memory, and it needs most. */
  mustYield(worker: WorkerProcess): boolean {
    if (this.#memoryBytes() <= this.#options.maxPoolBytes) return false;
    const bytes = memoryOf(worker);
    return this.#running.size > 1 && [...this.#running].every((other) => memoryOf(other) <= bytes);
  }

  close(): void {
    for (const timer of [this.#idleTimer, this.#startTimer]) clearTimeout(timer);
    this.#startTimer = undefined;
    for (const worker of this.#all) worker.kill();
  }

  #stopIdle(): void {
    for (const unused of this.#idle.splice(0)) unused.kill();
  }

  #memoryBytes(): number {
    return [...this.#all].reduce((sum, worker) => sum + memoryOf(worker), 0);
  }

  #startIfNeeded(): void {
    this.#startTimer = undefined;
    const { size, maxPoolBytes, needsMore } = this.#options;
    if (!needsMore() || this.hasIdle || this.#all.size >= size) return;
    // Not while the others need the memory of another one.
    if (this.#memoryBytes() <= (maxPoolBytes / size) * this.#all.size) this.#start();
    else this.add();
  }

  /** Tasks keep waiting until the process is ready, so that another one that becomes idle first takes them. */
  #start(): void {
    const { module, onChange, onFailedStart } = this.#options;
    const worker = new WorkerProcess(module, (exited) => {
      this.#all.delete(exited);
      this.#idle = this.#idle.filter((other) => other !== exited);
      onChange();
    });
    this.#all.add(worker);
    worker.ready.then(() => this.#addIdle(worker), onFailedStart);
  }

  #addIdle(worker: WorkerProcess): void {
    worker.unref();
    this.#idle.push(worker);
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#stopIdle(), this.#options.idleMs).unref();
    this.#options.onChange();
  }
}

/** Returns the resident memory of a process in bytes; 0 where the platform does not report it. */
function memoryOf(worker: WorkerProcess): number {
  return worker.memoryBytes() ?? 0;
}
