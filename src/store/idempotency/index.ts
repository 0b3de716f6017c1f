/** Idempotency records: which request holds a key now, and what the first one was answered. */
export {
  type IdempotencyClaim,
  type IdempotencyClaimResult,
  type IdempotencyLease,
  type IdempotencyRecords,
  type IdempotencyRecordsOptions,
  idempotencyRecords,
} from "./idempotency-records.ts";
export type { KeptAnswer } from "./kept-answer.ts";
export { idempotencyMigrations } from "./migrations.ts";
