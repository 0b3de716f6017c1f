/** Runs repeating background jobs and limits concurrent work. */

export { type ConcurrencyLimit, concurrencyLimit } from "./concurrency-limit.ts";
export { type BackgroundJob, every } from "./every.ts";
