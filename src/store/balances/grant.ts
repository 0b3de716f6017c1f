import type { Sql, TransactionSql } from "../store.ts";
import { lockAccount, openAccount } from "./account.ts";
import { checkAmount, checkTime, checkTransaction } from "./check.ts";
import type { Ledger } from "./ledger.ts";
import { movement, record, write } from "./movement.ts";
import type { Conflict } from "./reserve.ts";

/** Asks for an amount to be given to an account. */
export interface GrantRequest {
  /** Key of the grant: a payment, a billing period. The same id again gives nothing more. */
  readonly id: string;
  readonly account: string;
  /** Whole number from 0 to 2^53 - 1. */
  readonly amount: number;
  /** Where it came from: `plan`, `promo`, `purchase`. */
  readonly source: string;
  /** Among grants that expire together the smaller burns first. @default 0 */
  readonly priority?: number;
  /** Epoch milliseconds; null for never. @default null */
  readonly expiresAt?: number | null;
}

/**
 * Says what became of a grant. `conflict`: the id was used for another account or amount, or the account has a capacity,
 * which is set and not granted. `overflow`: the account would hold more than 2^53 - 1.
 */
export type GrantResult =
  | { readonly outcome: "granted"; readonly amount: number; readonly isRepeat: boolean }
  | Conflict
  | { readonly outcome: "overflow" };

/** Gives an amount to an account, once; opens the account when there is none. */
export async function grant(ledger: Ledger, sql: TransactionSql, request: GrantRequest): Promise<GrantResult> {
  const { id, account: name, amount, source, priority = 0, expiresAt = null } = request;
  checkTransaction(sql);
  checkAmount("amount", amount);
  checkTime("expiresAt", expiresAt);
  // The lock comes first, so that of two repeats the second sees the first one's line.
  const locked = await lockAccount(ledger, sql, name);
  const idem = `grant:${id}`;
  const known = await findEntry(ledger, sql, idem);
  if (known !== undefined) {
    if (known.account !== name || known.delta !== amount) return { outcome: "conflict" };
    return { outcome: "granted", amount, isRepeat: true };
  }
  if (locked !== undefined && locked.capacity !== null) return { outcome: "conflict" };
  const account = locked ?? (await openAccount(ledger, sql, name));
  if (account.available + account.reserved + amount > Number.MAX_SAFE_INTEGER) return { outcome: "overflow" };
  const now = ledger.clock();
  if (!(await record(sql, ledger.unit, name, { kind: "granted", delta: amount, idem }, now))) {
    return { outcome: "conflict" };
  }
  await insertGrant(ledger, sql, name, { id, source, priority, amount, expiresAt });
  const change = movement();
  change.available = amount;
  await write(sql, ledger.unit, name, change, now);
  return { outcome: "granted", amount, isRepeat: false };
}

/** Writes a new grant of a locked account. */
export async function insertGrant(
  ledger: Ledger,
  sql: TransactionSql,
  account: string,
  row: { id: string; source: string; priority: number; amount: number; expiresAt: number | null },
): Promise<void> {
  const { id, source, priority, amount, expiresAt } = row;
  await sql`
    INSERT INTO errata_grants (unit, account, id, seq, source, priority, amount, remaining, expires_at, created_at)
    VALUES (${ledger.unit}, ${account}, ${id},
      (SELECT COALESCE(MAX(seq), 0) + 1 FROM errata_grants WHERE unit = ${ledger.unit} AND account = ${account}),
      ${source}, ${priority}, ${amount}, ${amount}, ${expiresAt}, ${ledger.clock()})`;
}

/** Finds the ledger's line of a key. */
export async function findEntry(
  ledger: Ledger,
  sql: Sql,
  idem: string,
): Promise<{ account: string; delta: number; reservation: string | null } | undefined> {
  const rows = await sql<{ account: string; delta: number; reservation: string | null }>`
    SELECT account, delta, reservation FROM errata_ledger WHERE unit = ${ledger.unit} AND idem = ${idem}`;
  return rows[0];
}
