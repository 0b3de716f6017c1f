/** Runs heavy work on caller input in separate processes, with limits on time and memory and a fair share per account. */
export { serveTasks } from "./serve-tasks.ts";
export { WorkLimitError } from "./work-limit-error.ts";
export { type WorkerPool, workerPool } from "./worker-pool.ts";
