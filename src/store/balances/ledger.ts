import type { Sql } from "../store.ts";
import { StoreError } from "../store-error.ts";

/** The ledger that an operation works on. */
export interface Ledger {
  readonly unit: string;
  readonly clock: () => number;
  readonly overrun: Overrun;
}

/**
 * The rule for work that costs more than was reserved. `cap` charges the reserved amount at most; `debit_or_cap` also
 * charges the excess if all of it is available, and caps otherwise.
 */
export type Overrun = "cap" | "debit_or_cap";

/** The kind of a ledger entry. */
export type EntryKind = "granted" | "posted" | "refunded" | "expired" | "written_off" | "capacity" | "freed";

/**
 * Rejects an amount that is not an integer from 0 to 2^53 - 1: a negative price would create credits.
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkAmount(name: string, amount: number): void {
  if (Number.isSafeInteger(amount) && amount >= 0) return;
  throw new StoreError(
    "STORE_VALUE_INVALID",
    `expected ${name} to be an integer from 0 to 2^53 - 1, received ${String(amount).slice(0, 80)}. ` +
      "Count in the smallest unit: credits, cents, bytes.",
  );
}

/**
 * Rejects a time that is not in epoch milliseconds.
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkTime(name: string, time: number | null): void {
  if (time === null || Number.isSafeInteger(time)) return;
  throw new StoreError(
    "STORE_VALUE_INVALID",
    `expected ${name} to be integer epoch milliseconds, received ${String(time).slice(0, 80)}. Round it: Math.ceil(time).`,
  );
}

/**
 * Rejects an operation of several statements outside a transaction, where a crash would leave half of it.
 *
 * @throws STORE_NO_TRANSACTION
 */
export function checkTransaction(sql: Sql & { readonly isTransaction?: boolean }): void {
  if (sql.isTransaction === true) return;
  throw new StoreError(
    "STORE_NO_TRANSACTION",
    "a balance can only change in a transaction. Pass the sql that store.transaction passes to its callback.",
  );
}
