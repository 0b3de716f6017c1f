import type { Sql, TransactionSql } from "../store.ts";
import type { Ledger } from "./ledger.ts";

/** Holds a grant of which something remains. */
export interface Grant {
  readonly id: string;
  readonly source: string;
  readonly remaining: number;
  /** Epoch milliseconds; null when it never expires. */
  readonly expiresAt: number | null;
}

/** Holds an account as it stands; its grants lie in the order in which they burn. */
export interface Account {
  readonly name: string;
  readonly available: number;
  readonly reserved: number;
  readonly owed: number;
  readonly capacity: number | null;
  readonly grants: readonly Grant[];
}

/** Locks an account, after making it when there is none. */
export async function openAccount(ledger: Ledger, sql: TransactionSql, account: string): Promise<Account> {
  const known = await lockAccount(ledger, sql, account);
  if (known !== undefined) return known;
  await sql`
    INSERT INTO errata_accounts (unit, account, created_at) VALUES (${ledger.unit}, ${account}, ${ledger.clock()})
    ON CONFLICT (unit, account) DO NOTHING`;
  const opened = await lockAccount(ledger, sql, account);
  if (opened === undefined) throw new Error(`account ${account} vanished; accounts are never deleted.`);
  return opened;
}

/**
 * Reads an account and keeps every other transaction from moving it until this one ends. All operations take this lock
 * first, so that no two of them wait for each other. SQLite's write transaction is that lock already.
 */
export async function lockAccount(ledger: Ledger, sql: TransactionSql, account: string): Promise<Account | undefined> {
  if (sql.engine === "sqlite") return await readAccount(ledger, sql, account);
  // Two statements, sent together: one alone would join the locked row to grants as they were before it waited.
  const [, locked] = await Promise.all([
    sql`SELECT 1 AS x FROM errata_accounts WHERE unit = ${ledger.unit} AND account = ${account} FOR UPDATE`,
    readAccount(ledger, sql, account),
  ]);
  return locked;
}

/** Reads an account with its grants, in one statement, as of one moment. */
export async function readAccount(ledger: Ledger, sql: Sql, account: string): Promise<Account | undefined> {
  const rows = await sql<AccountRow>`
    SELECT a.available, a.reserved, a.owed, a.capacity, g.id, g.source, g.remaining, g.expires_at
    FROM errata_accounts a
    LEFT JOIN errata_grants g ON g.unit = a.unit AND g.account = a.account AND g.remaining > 0
    WHERE a.unit = ${ledger.unit} AND a.account = ${account}
    ORDER BY CASE WHEN g.expires_at IS NULL THEN 1 ELSE 0 END, g.expires_at, g.priority, g.seq`;
  const first = rows[0];
  if (first === undefined) return undefined;
  return {
    name: account,
    available: first.available,
    reserved: first.reserved,
    owed: first.owed,
    capacity: first.capacity,
    grants: rows.flatMap(grantOf),
  };
}

/** Tells whether a time has come; null never comes. */
export function isDue(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
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

function grantOf({ id, source, remaining, expires_at }: AccountRow): Grant[] {
  return id === null ? [] : [{ id, source, remaining, expiresAt: expires_at }];
}
