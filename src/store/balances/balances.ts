import { requireInteger, requireOptions, requireValue } from "../require-options.ts";
import type { Sql, Store, TransactionSql } from "../store.ts";
import { type Balance, readBalance } from "./account.ts";
import { type CapacityResult, type FreeRequest, type FreeResult, free, setCapacity } from "./capacity.ts";
import { type CommitRequest, type CommitResult, commit } from "./commit.ts";
import { type ExpireResult, expire } from "./expire.ts";
import { type GrantRequest, type GrantResult, grant } from "./grant.ts";
import { type EntryKind, type Ledger, type Overrun, type PurgeResult, purge } from "./ledger.ts";
import {
  type RefundRequest,
  type RefundResult,
  type ReleaseResult,
  type RenewResult,
  refund,
  release,
  renew,
} from "./release.ts";
import {
  type DebitRequest,
  type DebitResult,
  debit,
  type ReserveRequest,
  type ReserveResult,
  reserve,
} from "./reserve.ts";

/** Options of {@link balances}. */
export interface BalancesOptions {
  /** The unit that is counted: `credits`, `bytes`. An account has a separate balance in each unit. 1 to 64 letters, digits, `_`, `.`, `:` and `-`. @default "credits" */
  readonly unit?: string | undefined;
  /** Rule for work that costs more than was reserved. @default "cap" */
  readonly overrun?: Overrun | undefined;
  /** How long `purge` keeps the entries of the ledger and ended reservations, in milliseconds, 1 or more. @default 34_214_400_000, 396 days */
  readonly retentionMs?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** An entry of an account's history. */
export interface HistoryEntry {
  /** Id of the entry. */
  readonly id: string;
  /** Cause of the change. */
  readonly kind: EntryKind;
  /** Amount gained (positive) or lost (negative). */
  readonly delta: number;
  /** Amount of the work that the account did not cover, 0 or more. */
  readonly shortfall: number;
  /** Id of the reservation that caused the change; null if none did. */
  readonly reservation: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** An entry of any ledger that a request has caused. */
export interface RequestEntry extends HistoryEntry {
  /** Unit of the ledger, such as `credits` or `bytes`. */
  readonly unit: string;
  /** Name of the account. */
  readonly account: string;
}

/**
 * The balances of one unit. Amounts are integers from 0 to 2^53 - 1, and no balance is ever negative. Every operation
 * joins the caller's transaction, so it commits together with its cause, and reports a rejection as a `status` instead
 * of throwing. `reserve` and `debit` also accept the store, for a transaction of their own, which is one statement on
 * PostgreSQL unless something has expired.
 *
 * Every method except `read` and `history` throws STORE_NO_TRANSACTION for the `sql` of a store, and STORE_VALUE_INVALID
 * for an amount or time that is not an integer.
 */
export interface Balances {
  /** Name of the unit, such as `credits` or `bytes`. */
  readonly unit: string;
  /** Adds an amount, once per id. Grants are spent by expiry (soonest first), then by priority, then oldest first. */
  grant(sql: TransactionSql, request: GrantRequest): Promise<GrantResult>;
  /** Reads the balance of an account. */
  read(sql: Sql, account: string): Promise<Balance>;
  /** Lists an account's ledger entries, newest first. @param page the part of them to return. @default the newest 100 */
  history(
    sql: Sql,
    account: string,
    page?: {
      /** Number of entries, 1 or more. @default 100 */
      limit?: number | undefined;
      /** The last entry of the page before. @default none: the newest entries */
      before?: Pick<HistoryEntry, "at" | "id"> | undefined;
    },
  ): Promise<HistoryEntry[]>;
  /** Reserves an amount before work starts. */
  reserve(on: TransactionSql | Store, request: ReserveRequest): Promise<ReserveResult>;
  /** Charges the actual cost of the work, and returns the rest of the reservation. */
  commit(sql: TransactionSql, request: CommitRequest): Promise<CommitResult>;
  /** Returns the whole reservation, because the work failed. */
  release(sql: TransactionSql, id: string): Promise<ReleaseResult>;
  /** Extends a reservation while the work runs. @param expiresAt epoch milliseconds */
  renew(sql: TransactionSql, id: string, expiresAt: number): Promise<RenewResult>;
  /** Sweeps expired reservations and grants. Call it from a timer. @param limit most reservations per call. @default 100 */
  expire(sql: TransactionSql, limit?: number): Promise<ExpireResult>;
  /** Returns part or all of a charge, once per id. */
  refund(sql: TransactionSql, request: RefundRequest): Promise<RefundResult>;
  /** Charges at once, for work that is done in the same transaction. */
  debit(on: TransactionSql | Store, request: DebitRequest): Promise<DebitResult>;
  /** Sets the capacity of an account, for storage or seats. A capacity below the used amount only blocks growth. */
  setCapacity(sql: TransactionSql, account: string, capacity: number): Promise<CapacityResult>;
  /** Frees used capacity, once per id. */
  free(sql: TransactionSql, request: FreeRequest): Promise<FreeResult>;
  /**
   * Replaces ledger entries older than the retention period by totals per account, month and kind, and deletes their
   * reservations and ended ones of that age. Balances and the audit do not change; ids of that age can be used again, and
   * such charges can no longer be refunded. Call it from a timer until it returns less than `limit`.
   *
   * @param limit most entries, and most reservations, per call. @default 100
   */
  purge(sql: TransactionSql, limit?: number): Promise<PurgeResult>;
}

/**
 * Creates access to the balances of one unit in the tables of `balanceMigrations`.
 *
 * @example
 * ```ts
 * import { balanceMigrations, balances } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
 * const credits = balances();
 * const { status } = await store.transaction(async (sql) => {
 *   await credits.grant(sql, { id: "payment-1", account: "acme", amount: 100, source: "purchase" });
 *   return await credits.debit(sql, { id: "order-1", account: "acme", amount: 10 });
 * });
 * ```
 */
export function balances(options: BalancesOptions = {}): Balances {
  requireOptions("balances", options, {
    unit: "checked",
    overrun: ["cap", "debit_or_cap"],
    retentionMs: "checked",
    clock: "function",
  });
  const { unit = "credits", overrun = "cap", retentionMs = DEFAULT_RETENTION_MS, clock = Date.now } = options;
  requireInteger("balances: retentionMs", retentionMs, 1, Number.MAX_SAFE_INTEGER);
  if (typeof unit !== "string" || !/^[\w.:-]{1,64}$/.test(unit))
    throw new TypeError(
      `balances: expected unit to be 1 to 64 letters, digits, "_", ".", ":" and "-", received ${JSON.stringify(String(unit).slice(0, 80))}. Choose a name such as credits.`,
    );
  const ledger: Ledger = { unit, overrun, retentionMs, clock };
  return {
    unit,
    grant: (sql, request) => grant(ledger, sql, request),
    read: (sql, account) => readBalance(ledger, sql, account),
    history: (sql, account, page) => history(ledger, sql, account, page?.limit ?? 100, page?.before),
    reserve: (on, request) => reserve(ledger, on, request),
    commit: (sql, request) => commit(ledger, sql, request),
    release: (sql, id) => release(ledger, sql, id),
    renew: (sql, id, expiresAt) => renew(ledger, sql, id, expiresAt),
    expire: (sql, limit = 100) => expire(ledger, sql, limit),
    refund: (sql, request) => refund(ledger, sql, request),
    debit: (on, request) => debit(ledger, on, request),
    setCapacity: (sql, account, capacity) => setCapacity(ledger, sql, account, capacity),
    free: (sql, request) => free(ledger, sql, request),
    purge: (sql, limit = 100) => purge(ledger, sql, limit),
  };
}

/** 13 months. */
const DEFAULT_RETENTION_MS = 396 * 86_400_000;

/** @param before last entry of the previous page; undefined for the first page */
async function history(
  ledger: Ledger,
  sql: Sql,
  account: string,
  limit: number,
  before: Pick<HistoryEntry, "at" | "id"> | undefined,
): Promise<HistoryEntry[]> {
  const at = before?.at ?? Number.MAX_SAFE_INTEGER;
  return await sql<HistoryEntry>`
    SELECT idem AS id, kind, delta, shortfall, reservation, at FROM errata_ledger
    WHERE unit = ${ledger.unit} AND account = ${account}
      AND (at, idem) < (${at}, ${before?.id ?? ""})
    ORDER BY at DESC, idem DESC LIMIT ${limit}`;
}

/** Entries of one request that are listed. */
const maxRequestEntries = 100;

/**
 * Lists the entries of all ledgers that were written while the code ran for a request, oldest first, at most 100. Entries
 * older than the retention period are part of a monthly total.
 *
 * @see forRequest
 * @example
 * ```ts
 * import { entriesOfRequest, type Store } from "errata/store";
 *
 * export async function wasCharged({ sql }: Store, requestId: string): Promise<boolean> {
 *   const entries = await entriesOfRequest(sql, requestId);
 *   return entries.some(({ delta }) => delta < 0);
 * }
 * ```
 */
export async function entriesOfRequest(sql: Sql, requestId: string): Promise<RequestEntry[]> {
  requireValue("entriesOfRequest: sql", sql, "function");
  return await sql<RequestEntry>`
    SELECT unit, account, idem AS id, kind, delta, shortfall, reservation, at FROM errata_ledger
    WHERE request_id = ${requestId} ORDER BY at, unit, idem LIMIT ${maxRequestEntries}`;
}
