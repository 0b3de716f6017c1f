import type { Sql, TransactionSql } from "../store.ts";
import { type CapacityResult, type FreeRequest, type FreeResult, free, setCapacity } from "./capacity.ts";
import { type CommitRequest, type CommitResult, commit } from "./commit.ts";
import { type ExpireResult, expire } from "./expire.ts";
import { type GrantRequest, type GrantResult, grant } from "./grant.ts";
import type { Ledger, Overrun } from "./ledger.ts";
import { type Balance, type HistoryEntry, history, read } from "./read.ts";
import { type RefundRequest, type RefundResult, refund } from "./refund.ts";
import { type ReleaseResult, type RenewResult, release, renew } from "./release.ts";
import {
  type DebitRequest,
  type DebitResult,
  debit,
  type ReserveRequest,
  type ReserveResult,
  reserve,
} from "./reserve.ts";

/** Says which ledger of the shared tables to keep, and by which rules. */
export interface BalancesOptions {
  /** What is counted: `credits`, `bytes`. One account may have a balance in each. @default "credits" */
  readonly unit?: string;
  /** What happens when work cost more than was reserved. @default "cap" */
  readonly overrun?: Overrun;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/**
 * Keeps balances of one unit. Amounts are whole numbers from 0 to 2^53 - 1, never negative; what cannot be done is an
 * `outcome`, not an error. Each operation joins the caller's transaction, so that it commits together with its reason:
 * `store.transaction((sql) => credits.reserve(sql, …))`.
 *
 * Every method but `read` and `history` throws STORE_NO_TRANSACTION outside of a transaction and STORE_VALUE_INVALID
 * for an amount or time that is no whole number.
 */
export interface Balances {
  readonly unit: string;
  /** Gives an amount, once per id; burnt soonest-expiring first, then by priority, then oldest first. */
  grant(sql: TransactionSql, request: GrantRequest): Promise<GrantResult>;
  /** Reads what an account has. */
  read(sql: Sql, account: string): Promise<Balance>;
  /** Lists an account's ledger, newest first. @param page `limit` entries (@default 100) after the entry `before` */
  history(
    sql: Sql,
    account: string,
    page?: { limit?: number; before?: Pick<HistoryEntry, "at" | "id"> },
  ): Promise<HistoryEntry[]>;
  /** Holds an amount for work that is about to begin. */
  reserve(sql: TransactionSql, request: ReserveRequest): Promise<ReserveResult>;
  /** Charges what the work cost; the rest returns. */
  commit(sql: TransactionSql, request: CommitRequest): Promise<CommitResult>;
  /** Returns all that was held: the work failed. */
  release(sql: TransactionSql, id: string): Promise<ReleaseResult>;
  /** Moves the expiry of a reservation whose work goes on. @param expiresAt epoch milliseconds */
  renew(sql: TransactionSql, id: string, expiresAt: number): Promise<RenewResult>;
  /** Sweeps what expired; call it from a timer. @param limit most reservations in one call. @default 100 */
  expire(sql: TransactionSql, limit?: number): Promise<ExpireResult>;
  /** Gives back part or all of a charge, once per id. */
  refund(sql: TransactionSql, request: RefundRequest): Promise<RefundResult>;
  /** Charges at once, where the work is done in the same transaction. */
  debit(sql: TransactionSql, request: DebitRequest): Promise<DebitResult>;
  /** Sets how much an account may hold, for storage and seats; lowering below use blocks growth only. */
  setCapacity(sql: TransactionSql, account: string, capacity: number): Promise<CapacityResult>;
  /** Gives back used capacity, once per id. */
  free(sql: TransactionSql, request: FreeRequest): Promise<FreeResult>;
}

/** Keeps the balances of one unit; the tables are those of `balanceMigrations`. */
export function balances(options: BalancesOptions = {}): Balances {
  const ledger: Ledger = {
    unit: options.unit ?? "credits",
    overrun: options.overrun ?? "cap",
    clock: options.clock ?? Date.now,
  };
  return {
    unit: ledger.unit,
    grant: (sql, request) => grant(ledger, sql, request),
    read: (sql, account) => read(ledger, sql, account),
    history: (sql, account, page) => history(ledger, sql, account, page?.limit ?? 100, page?.before ?? null),
    reserve: (sql, request) => reserve(ledger, sql, request),
    commit: (sql, request) => commit(ledger, sql, request),
    release: (sql, id) => release(ledger, sql, id),
    renew: (sql, id, expiresAt) => renew(ledger, sql, id, expiresAt),
    expire: (sql, limit = 100) => expire(ledger, sql, limit),
    refund: (sql, request) => refund(ledger, sql, request),
    debit: (sql, request) => debit(ledger, sql, request),
    setCapacity: (sql, account, capacity) => setCapacity(ledger, sql, account, capacity),
    free: (sql, request) => free(ledger, sql, request),
  };
}
