import type { TransactionSql } from "../store.ts";
import { lockAccount } from "./account.ts";
import { checkTransaction } from "./check.ts";
import type { Ledger } from "./ledger.ts";
import { expireGrants, expireReservations } from "./settle.ts";

/** Says how much a sweep found; 0 means that nothing was due, or that others are at work on what is. */
export interface ExpireResult {
  /** Reservations that expired. */
  readonly reservations: number;
  /** Grants of which something remained when they expired. */
  readonly grants: number;
}

/** Returns what expired reservations hold, and takes out what remains of expired grants; accounts in use are left alone. */
export async function expire(ledger: Ledger, sql: TransactionSql, limit: number): Promise<ExpireResult> {
  checkTransaction(sql);
  let reservations = 0;
  let grants = 0;
  for (const name of await dueAccounts(ledger, sql, limit)) {
    const locked = await lockAccount(ledger, sql, name);
    if (locked === undefined) continue;
    const account = await expireGrants(ledger, sql, locked);
    grants += locked.grants.length - account.grants.length;
    if (reservations >= limit) continue;
    reservations += await expireReservations(ledger, sql, account, { limit: limit - reservations });
  }
  return { reservations, grants };
}

/** Sorted, so that two sweepers lock in the same order; accounts that another transaction holds are skipped. */
async function dueAccounts(ledger: Ledger, sql: TransactionSql, limit: number): Promise<string[]> {
  const now = ledger.clock();
  const due = await sql<{ account: string }>`
    SELECT account FROM (
      SELECT account, expires_at FROM errata_reservations
      WHERE unit = ${ledger.unit} AND state = 'pending' AND expires_at <= ${now}
      UNION ALL
      SELECT account, expires_at FROM errata_grants
      WHERE unit = ${ledger.unit} AND remaining > 0 AND expires_at <= ${now}
      ORDER BY expires_at LIMIT ${limit}
    ) AS due`;
  const names = [...new Set(due.map((row) => row.account))].sort();
  return sql.engine === "postgres" ? await lockedOf(ledger, sql, names) : names;
}

async function lockedOf(ledger: Ledger, sql: TransactionSql, names: readonly string[]): Promise<string[]> {
  const locked = await sql<{ account: string }>`
    SELECT account FROM errata_accounts
    WHERE unit = ${ledger.unit} AND account IN (SELECT jsonb_array_elements_text(CAST(CAST(${JSON.stringify(names)} AS TEXT) AS JSONB)))
    ORDER BY account FOR UPDATE SKIP LOCKED`;
  return locked.map((row) => row.account);
}
