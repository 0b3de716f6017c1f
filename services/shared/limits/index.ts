/** Limits the rate of requests, with counters in this process or in Redis, where all nodes count together. */

export { type Counters, openCounters, type SharedCounters } from "./counters.ts";
export { limitPerMinute } from "./limit-per-minute.ts";
