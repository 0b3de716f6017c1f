/** Persists idempotency records: the request that holds a key, and the response to it. */
export {
  type FinishOptions,
  type IdempotencyClaim,
  type IdempotencyClaimResult,
  type IdempotencyLease,
  type IdempotencyRecords,
  type IdempotencyRecordsOptions,
  idempotencyRecords,
} from "./idempotency-records.ts";
export { idempotencyMigrations } from "./migrations.ts";
export type { StoredResponse } from "./stored-response.ts";
