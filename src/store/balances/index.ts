/** The ledger: credits, storage bytes and whatever else is counted, held before work and charged after it, never below zero. */
export { audit, type Violation } from "./audit.ts";
export { type Balances, type BalancesOptions, balances } from "./balances.ts";
export type { CapacityResult, FreeRequest, FreeResult } from "./capacity.ts";
export type { CommitRequest, CommitResult } from "./commit.ts";
export type { ExpireResult } from "./expire.ts";
export type { GrantRequest, GrantResult } from "./grant.ts";
export type { Overrun } from "./ledger.ts";
export { balanceMigrations } from "./migrations.ts";
export type { EntryKind } from "./movement.ts";
export type { Balance, Breakdown, HistoryEntry } from "./read.ts";
export type { RefundRequest, RefundResult } from "./refund.ts";
export type { ReleaseResult, RenewResult } from "./release.ts";
export type {
  Conflict,
  DebitRequest,
  DebitResult,
  Insufficient,
  ReserveRequest,
  ReserveResult,
} from "./reserve.ts";
