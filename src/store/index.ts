/** Where balances, keys, idempotent answers and counters are kept: SQLite, PostgreSQL, memory. */
export * from "./balances/index.ts";
export * from "./idempotency/index.ts";
export * from "./keys/index.ts";
export { judgeLog, type Log } from "./sliding-log.ts";
export { type Counters, judgeCounters } from "./sliding-window.ts";
export type { Engine, Migrations, Sql, SqlValue, Store, TransactionOptions, TransactionSql } from "./store.ts";
export { isStoreDown, StoreError, type StoreErrorCode } from "./store-error.ts";
export type { WindowState } from "./window-verdict.ts";
export {
  type LocalWindowsOptions,
  localWindows,
  type WindowPolicy,
  type WindowRequest,
  type WindowResult,
  type Windows,
  type WindowsVerdict,
} from "./windows.ts";
