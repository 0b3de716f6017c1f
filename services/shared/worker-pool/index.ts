/** Runs heavy work on caller input in separate processes, with limits on time and memory and a fair share per account. */
export type { Tasks } from "./serve-tasks.ts";
export { readCpuMs, type WorkerPool, workerPool } from "./worker-pool.ts";
export { WorkLimitError } from "./worker-process.ts";
