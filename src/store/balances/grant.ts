import type { Sql, TransactionSql } from "../store.ts";
import { lockAccount, openAccount } from "./account.ts";
import { accountUpdate, applyUpdate, insertEntry } from "./account-update.ts";
import { checkAmount, checkTime, checkTransaction, type Ledger } from "./ledger.ts";
import type { Conflict } from "./reserve.ts";

/** A request to add an amount to an account. */
export interface GrantRequest {
  /** Id of the grant, such as a payment or a billing period. The same id is granted once. */
  readonly id: string;
  /** Name of the account, which is created with its first grant. */
  readonly account: string;
  /** Integer from 0 to 2^53 - 1, in the ledger's unit. */
  readonly amount: number;
  /** Origin of the amount: `plan`, `promo`, `purchase`. */
  readonly source: string;
  /** Of grants that expire at the same time, the one with the lowest number is spent first. @default 0 */
  readonly priority?: number | undefined;
  /** Epoch milliseconds; null for never. @default null */
  readonly expiresAt?: number | null | undefined;
}

/**
 * The result of a grant. `conflict`: the id was used for another account or amount, or the account has a capacity
 * instead of grants.
 */
export type GrantResult =
  | {
      /** The amount was added. */
      readonly status: "granted";
      /** Added amount. */
      readonly amount: number;
      /** Whether an earlier request with the same id added it already. */
      readonly isRepeat: boolean;
    }
  | Conflict
  | {
      /** The account would exceed 2^53 - 1; nothing was written. */
      readonly status: "overflow";
    };

/** Adds an amount to an account, once; creates the account if it does not exist. */
export async function grant(ledger: Ledger, sql: TransactionSql, request: GrantRequest): Promise<GrantResult> {
  const { id, account: name, amount, source, priority = 0, expiresAt = null } = request;
  checkTransaction(sql);
  checkAmount("amount", amount);
  checkTime("expiresAt", expiresAt);
  // Locked first, so that the second of two repeats sees the entry of the first.
  const locked = await lockAccount(ledger, sql, name);
  const idem = `grant:${id}`;
  const existing = await findEntry(ledger, sql, idem);
  if (existing !== undefined) {
    if (existing.account !== name || existing.delta !== amount) return { status: "conflict" };
    return { status: "granted", amount, isRepeat: true };
  }
  if (locked !== undefined && locked.capacity !== null) return { status: "conflict" };
  const granted = locked === undefined ? undefined : await grantedAmount(ledger, sql, name, id);
  if (granted !== undefined)
    return granted === amount ? { status: "granted", amount, isRepeat: true } : { status: "conflict" };
  const account = locked ?? (await openAccount(ledger, sql, name));
  if (account.available + account.reserved + amount > Number.MAX_SAFE_INTEGER) return { status: "overflow" };
  const now = ledger.clock();
  if (!(await insertEntry(sql, ledger.unit, name, { kind: "granted", delta: amount, idem }, now))) {
    return { status: "conflict" };
  }
  await insertGrant(ledger, sql, name, { id, source, priority, amount, expiresAt });
  const update = accountUpdate();
  update.available = amount;
  await applyUpdate(sql, ledger.unit, name, update, now);
  return { status: "granted", amount, isRepeat: false };
}

/** Finds a grant whose ledger entry is part of a monthly total by now. Grants are never deleted. */
async function grantedAmount(ledger: Ledger, sql: Sql, account: string, id: string): Promise<number | undefined> {
  const rows = await sql<{ amount: number }>`
    SELECT amount FROM errata_grants WHERE unit = ${ledger.unit} AND account = ${account} AND id = ${id}`;
  return rows[0]?.amount;
}

/** Inserts a grant of a locked account. */
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

/** Finds the ledger entry of a key other than that of a charge, which is found by its reservation. */
export async function findEntry(
  ledger: Ledger,
  sql: Sql,
  idem: string,
): Promise<{ account: string; delta: number; reservation: string | null } | undefined> {
  const rows = await sql<{ account: string; delta: number; reservation: string | null }>`
    SELECT account, delta, reservation FROM errata_ledger
    WHERE unit = ${ledger.unit} AND idem = ${idem} AND substr(idem, 1, 7) <> 'commit:'`;
  return rows[0];
}
