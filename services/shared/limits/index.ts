/** Limits the rate of requests, with counters in this process or in Redis, where all nodes count together. */

export { type Counters, limitPerMinute, openCounters, type SharedCounters } from "./counters.ts";
