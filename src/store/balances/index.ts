/** A ledger of credits, storage bytes and other units: reserved before work, charged after it, never below zero. */
export type { Balance, Breakdown } from "./account.ts";
export { audit, type Violation } from "./audit.ts";
export {
  type Balances,
  type BalancesOptions,
  balances,
  entriesOfRequest,
  type HistoryEntry,
  type RequestEntry,
} from "./balances.ts";
export type { CapacityResult, FreeRequest, FreeResult } from "./capacity.ts";
export type { CommitRequest, CommitResult } from "./commit.ts";
export type { ExpireResult } from "./expire.ts";
export type { GrantRequest, GrantResult } from "./grant.ts";
export type { EntryKind, Overrun, PurgeResult } from "./ledger.ts";
export { balanceMigrations } from "./migrations.ts";
export type { RefundRequest, RefundResult, ReleaseResult, RenewResult } from "./release.ts";
export type {
  Conflict,
  DebitRequest,
  DebitResult,
  Insufficient,
  ReserveRequest,
  ReserveResult,
} from "./reserve.ts";
