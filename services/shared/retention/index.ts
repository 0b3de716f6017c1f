/** Deletes data that is older than its retention period, in small batches beside the requests. */

export { purgeJobs, purgeKeys, purgeLedger, purgeResponses } from "./library-purges.ts";
export { inBatches, type Purge, purgeRegularly, type RetentionJob } from "./purge-regularly.ts";
export { defaultRetention, type Retention, readRetention } from "./retention.ts";
