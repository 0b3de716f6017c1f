/** Work that must be done once, later, by whoever is alive: jobs in the store, taken with leases that a dead worker loses. */
export { GiveUp } from "./give-up.ts";
export { LeaseLost } from "./lease-lost.ts";
export { queueMigrations } from "./migrations.ts";
export { type Claim, type NewJob, type Queue, type QueueCounts, type QueueOptions, queue } from "./queue.ts";
export { RetryLater } from "./retry-later.ts";
export type { Job } from "./run-job.ts";
export { type Worker, type WorkerOptions, worker } from "./worker.ts";
