/** Work that must be done once, later, by whoever is alive: jobs in the store, taken with leases that a dead worker loses. */

export type { Claim } from "./claim.ts";
export { GiveUp } from "./give-up.ts";
export { LeaseLost } from "./lease-lost.ts";
export { queueMigrations } from "./migrations.ts";
export { type Queue, type QueueOptions, queue } from "./queue.ts";
export { RetryLater } from "./retry-later.ts";
export type { Job } from "./run-job.ts";
export { type Worker, worker } from "./worker.ts";
