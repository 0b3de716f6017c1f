import type { Sql } from "../store.ts";
import { StoreError } from "../store-error.ts";

/**
 * Refuses what is not a whole number from 0 to 2^53 - 1: a negative price would mint.
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
 * Refuses a time that is not in epoch milliseconds.
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkTime(name: string, time: number | null): void {
  if (time === null || Number.isSafeInteger(time)) return;
  throw new StoreError(
    "STORE_VALUE_INVALID",
    `expected ${name} in whole epoch milliseconds, received ${String(time).slice(0, 80)}. Round it: Math.ceil(time).`,
  );
}

/**
 * Refuses an operation of several statements outside of a transaction, where a crash would leave half of it.
 *
 * @throws STORE_NO_TRANSACTION
 */
export function checkTransaction(sql: Sql & { readonly isTransaction?: boolean }): void {
  if (sql.isTransaction === true) return;
  throw new StoreError(
    "STORE_NO_TRANSACTION",
    "a balance was to move outside of a transaction. Pass the sql that store.transaction hands to its callback.",
  );
}
