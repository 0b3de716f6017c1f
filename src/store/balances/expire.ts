import type { TransactionSql } from "../store.ts";
import { type Account, isExpired, isOpen, lockAccount } from "./account.ts";
import { accountUpdate, applyUpdate, returnAllocations } from "./account-update.ts";
import { checkTransaction, type Ledger } from "./ledger.ts";
import { parseAllocations, resolveReservation } from "./reservation.ts";

/** The result of a sweep. Zero means that nothing was due, or that other transactions hold the accounts. */
export interface ExpireResult {
  /** Number of reservations that expired. */
  readonly reservations: number;
  /** Number of grants that expired before they were used up. */
  readonly grants: number;
}

/** Returns the amounts of expired reservations and removes the rest of expired grants. Skips locked accounts. */
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

/** Bounds the time that one caller spends on expired reservations. */
const MAX_EXPIRED_PER_CALL = 500;

/**
 * Locks an account after removing what has expired. Expired reservations are read only if less than `needed` is
 * available, so that the common case does not pay for them.
 *
 * @param except reservation that the caller is resolving, which must not expire
 */
export async function lockCurrentAccount(
  ledger: Ledger,
  sql: TransactionSql,
  name: string,
  needed: number,
  except?: string,
): Promise<Account | undefined> {
  const locked = await lockAccount(ledger, sql, name);
  if (locked === undefined) return undefined;
  const account = await expireGrants(ledger, sql, locked);
  if (account.available >= needed) return account;
  const count = await expireReservations(ledger, sql, account, { limit: MAX_EXPIRED_PER_CALL, except });
  return count === 0 ? account : await lockAccount(ledger, sql, name);
}

/** Removes the rest of expired grants from a locked account. */
async function expireGrants(ledger: Ledger, sql: TransactionSql, account: Account): Promise<Account> {
  const now = ledger.clock();
  const due = account.grants.filter((grant) => isExpired(grant.expiresAt, now));
  if (due.length === 0) return account;
  const update = accountUpdate();
  for (const { id, remaining } of due) {
    // The key is random: if the clock steps back, an amount can return to the grant and expire a second time.
    update.available -= remaining;
    update.grants.set(id, -remaining);
    update.entries.push({ kind: "expired", delta: -remaining, idem: `expired:${crypto.randomUUID()}` });
  }
  await applyUpdate(sql, ledger.unit, account.name, update, now);
  return {
    ...account,
    available: account.available + update.available,
    grants: account.grants.filter((grant) => !isExpired(grant.expiresAt, now)),
  };
}

/** Ends a locked account's expired reservations and returns their amounts. @returns the number of reservations */
async function expireReservations(
  ledger: Ledger,
  sql: TransactionSql,
  account: Account,
  { limit, except = "" }: { limit: number; except?: string | undefined },
): Promise<number> {
  const now = ledger.clock();
  const due = await sql<{ id: string; amount: number; allocation: string }>`
    SELECT id, amount, allocation FROM errata_reservations
    WHERE unit = ${ledger.unit} AND account = ${account.name} AND state = 'pending' AND expires_at <= ${now}
      AND id <> ${except}
    ORDER BY expires_at, id LIMIT ${limit}`;
  const update = accountUpdate();
  for (const { id, amount, allocation } of due) {
    const allocations = parseAllocations(allocation);
    await resolveReservation(ledger, sql, id, { state: "expired", allocations }, now);
    update.reserved -= amount;
    returnAllocations(update, allocations, account.owed, now, `reservation:${id}`);
  }
  await applyUpdate(sql, ledger.unit, account.name, update, now);
  return due.length;
}

/** Finds accounts with expired items, sorted so that two sweeps lock in the same order. */
async function dueAccounts(ledger: Ledger, sql: TransactionSql, limit: number): Promise<string[]> {
  const now = ledger.clock();
  const due = await sql<{ account: string }>`
    SELECT account FROM (
      SELECT account, expires_at FROM errata_reservations
      WHERE unit = ${ledger.unit} AND state = 'pending' AND expires_at <= ${now}
      UNION ALL
      SELECT account, expires_at FROM errata_grants
      WHERE unit = ${ledger.unit} AND ${isOpen[sql.engine]} AND expires_at <= ${now}
      ORDER BY expires_at LIMIT ${limit}
    ) AS due`;
  const names = [...new Set(due.map((row) => row.account))].sort();
  return sql.engine === "postgres" ? await lockUnlocked(ledger, sql, names) : names;
}

/** Locks the accounts that no other transaction holds, and returns their names. */
async function lockUnlocked(ledger: Ledger, sql: TransactionSql, names: readonly string[]): Promise<string[]> {
  const locked = await sql<{ account: string }>`
    SELECT account FROM errata_accounts
    WHERE unit = ${ledger.unit} AND account IN (SELECT jsonb_array_elements_text(CAST(CAST(${JSON.stringify(names)} AS TEXT) AS JSONB)))
    ORDER BY account FOR UPDATE SKIP LOCKED`;
  return locked.map((row) => row.account);
}
