/** Runs repeating background jobs, limits concurrent work, and lets processes start one after the other. */

export { type ConcurrencyLimit, concurrencyLimit } from "./concurrency-limit.ts";
export { type BackgroundJob, every } from "./every.ts";
export { withStartupLock } from "./startup-lock.ts";
