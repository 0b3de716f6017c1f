/** Where balances, keys, idempotent replies, counters and occurrences are kept: SQLite, PostgreSQL, Valkey. */
export * from "./balances/index.ts";
export type { Engine, Migrations, Sql, SqlValue, Store, TransactionSql } from "./store.ts";
export { isStoreDown, StoreError, type StoreErrorCode } from "./store-error.ts";
