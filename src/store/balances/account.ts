import { fragment } from "../engine/index.ts";
import type { Engine, Sql, SqlFragment, TransactionSql } from "../store.ts";
import type { Ledger } from "./ledger.ts";

/** A grant that is not used up. */
export interface Grant {
  readonly id: string;
  readonly source: string;
  readonly remaining: number;
  /** Epoch milliseconds; null if it never expires. */
  readonly expiresAt: number | null;
}

/** An account and its grants, in the order in which they are spent. */
export interface Account {
  readonly name: string;
  readonly available: number;
  readonly reserved: number;
  readonly owed: number;
  readonly capacity: number | null;
  readonly grants: readonly Grant[];
}

/** The remaining amount of one grant. */
export interface Breakdown {
  /** Origin of the grant: `plan`, `promo`, `purchase`. */
  readonly source: string;
  /** Amount of the grant that is left, 1 or more. */
  readonly remaining: number;
  /** Epoch milliseconds; null if it never expires. */
  readonly expiresAt: number | null;
}

/** The balance of an account. The balance of an unknown account is 0. */
export interface Balance {
  /** Amount that can be spent now, without pending reservations. */
  readonly available: number;
  /** Amount held by pending reservations. */
  readonly reserved: number;
  /** Remaining amount of each grant, in the order in which they are spent. */
  readonly breakdown: readonly Breakdown[];
  /** Capacity of the account, as for storage; null for an account with grants. */
  readonly capacity: number | null;
  /** Used part of the capacity; exceeds it if the capacity was lowered. 0 for an account with grants. */
  readonly used: number;
}

/** The condition for grants that are not used up, which an index of the engine has. */
export const isOpen: Readonly<Record<Engine, SqlFragment>> = {
  sqlite: fragment`is_open > 0`,
  postgres: fragment`remaining > 0`,
};

/** Locks an account, and creates it if it does not exist. */
export async function openAccount(ledger: Ledger, sql: TransactionSql, account: string): Promise<Account> {
  const existing = await lockAccount(ledger, sql, account);
  if (existing !== undefined) return existing;
  await sql`
    INSERT INTO errata_accounts (unit, account, created_at) VALUES (${ledger.unit}, ${account}, ${ledger.clock()})
    ON CONFLICT (unit, account) DO NOTHING`;
  const created = await lockAccount(ledger, sql, account);
  if (created === undefined) throw new Error(`account ${account} disappeared, although accounts are never deleted.`);
  return created;
}

/**
 * Reads an account and locks it until the transaction ends. Every operation takes this lock first, so two of them cannot
 * deadlock. In SQLite the write transaction is the lock.
 */
export async function lockAccount(ledger: Ledger, sql: TransactionSql, name: string): Promise<Account | undefined> {
  if (sql.engine === "sqlite") return await readAccount(ledger, sql, name);
  // Two statements, sent together: a single one would join the locked row to the grants as of before it waited.
  const [locks, account] = await Promise.all([
    sql`SELECT 1 AS x FROM errata_accounts WHERE unit = ${ledger.unit} AND account = ${name} FOR UPDATE`,
    readAccount(ledger, sql, name),
  ]);
  // A row that another transaction inserted between the two statements was read, but is not locked.
  return locks.length === 0 ? undefined : account;
}

/** Reads an account and its grants in one statement, so both are as of the same moment. */
async function readAccount(ledger: Ledger, sql: Sql, account: string): Promise<Account | undefined> {
  const rows = await sql<AccountRow>`
    SELECT a.available, a.reserved, a.owed, a.capacity, g.id, g.source, g.remaining, g.expires_at
    FROM errata_accounts a
    LEFT JOIN errata_grants g ON g.unit = a.unit AND g.account = a.account AND ${isOpen[sql.engine]}
    WHERE a.unit = ${ledger.unit} AND a.account = ${account}
    ORDER BY CASE WHEN g.expires_at IS NULL THEN 1 ELSE 0 END, g.expires_at, g.priority, g.seq`;
  const first = rows[0];
  if (first === undefined) return undefined;
  const { available, reserved, owed, capacity } = first;
  const grants = rows.flatMap(({ id, source, remaining, expires_at }) => {
    return id === null ? [] : [{ id, source, remaining, expiresAt: expires_at }];
  });
  return { name: account, available, reserved, owed, capacity, grants };
}

interface AccountRow {
  readonly available: number;
  readonly reserved: number;
  readonly owed: number;
  readonly capacity: number | null;
  readonly id: string | null;
  readonly source: string;
  readonly remaining: number;
  readonly expires_at: number | null;
}

/** Reads a balance without writing. Expired grants do not count, even before they are swept. */
export async function readBalance(ledger: Ledger, sql: Sql, name: string): Promise<Balance> {
  const account = await readAccount(ledger, sql, name);
  if (account === undefined) return { available: 0, reserved: 0, breakdown: [], capacity: null, used: 0 };
  const now = ledger.clock();
  const live = account.grants.filter((grant) => !isExpired(grant.expiresAt, now));
  return {
    available: live.reduce((sum, grant) => sum + grant.remaining, 0),
    reserved: account.reserved,
    breakdown: breakdownOf(live),
    capacity: account.capacity,
    used: usedCapacity(account),
  };
}

/** Checks whether a time has come; null means never. */
export function isExpired(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** Returns the used part of an account's capacity; 0 if it has none. */
export function usedCapacity({ available, reserved, owed, capacity }: Omit<Account, "name" | "grants">): number {
  return capacity === null ? 0 : capacity + owed - available - reserved;
}

/** Returns the remaining amount of each grant. */
export function breakdownOf(grants: readonly Grant[]): Breakdown[] {
  return grants.map(({ source, remaining, expiresAt }) => ({ source, remaining, expiresAt }));
}
