/** Stores jobs with the data that causes them. Workers claim each job with a lease, so a job survives the process that ran it. */

export type { Claim } from "./claim.ts";
export { queueMigrations } from "./migrations.ts";
export { describeFailure, LeaseLost, type Queue, type QueueOptions, queue } from "./queue.ts";
export { type QueueData, queueData } from "./queue-data.ts";
export { type Job, RetryLater } from "./run-job.ts";
export { type Worker, worker } from "./worker.ts";
