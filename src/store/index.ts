/** Persists balances, keys, idempotent responses, counters and occurrences in SQLite, PostgreSQL or Redis. */
export * from "./balances/index.ts";
export { type ReportedChanges, reportChanges } from "./change-statements.ts";
export { fragment } from "./engine/index.ts";
export * from "./idempotency/index.ts";
export * from "./keys/index.ts";
export type {
  Engine,
  Migrations,
  PoolCounts,
  Sql,
  SqlFragment,
  SqlInput,
  SqlValue,
  Store,
  StoreChange,
  TransactionOptions,
  TransactionSql,
} from "./store.ts";
export { isStoreDown, StoreError, type StoreErrorCode } from "./store-error.ts";
export { currentRequestId, forRequest } from "./transaction.ts";
export * from "./windows/index.ts";
