import type { TransactionSql } from "../store.ts";
import { type Account, isDue, lockAccount } from "./account.ts";
import type { Ledger } from "./ledger.ts";
import { movement, returnShares, write } from "./movement.ts";
import { resolveReservation } from "./reservation.ts";
import { readShares, type Share } from "./share.ts";

/**
 * Locks an account with what expired taken out of it. Expired reservations are looked for only when less than `needed`
 * is available, so that the common case pays nothing for them.
 *
 * @param except reservation that is not to be expired, because the caller is resolving it
 */
export async function settledAccount(
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
  const count = await expireReservations(ledger, sql, account, { limit: MOST_AT_ONCE, except });
  return count === 0 ? account : await lockAccount(ledger, sql, name);
}

/** Bounds the time that one caller spends on others' leavings. */
const MOST_AT_ONCE = 500;

/** Takes what remains of expired grants out of a locked account. */
export async function expireGrants(ledger: Ledger, sql: TransactionSql, account: Account): Promise<Account> {
  const now = ledger.clock();
  const due = account.grants.filter((grant) => isDue(grant.expiresAt, now));
  if (due.length === 0) return account;
  const change = movement();
  for (const { id, remaining } of due) {
    // Not named after the grant: a clock that steps back can let something return to it, which expires once more.
    change.available -= remaining;
    change.grants.set(id, -remaining);
    change.entries.push({ kind: "expired", delta: -remaining, idem: `expired:${crypto.randomUUID()}` });
  }
  await write(sql, ledger.unit, account.name, change, now);
  return {
    ...account,
    available: account.available + change.available,
    grants: account.grants.filter((grant) => !isDue(grant.expiresAt, now)),
  };
}

/** Ends a locked account's expired reservations and returns what they held. @returns how many */
export async function expireReservations(
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
  const change = movement();
  for (const { id, amount, allocation } of due) {
    const shares: Share[] = readShares(allocation);
    await resolveReservation(ledger, sql, id, { state: "expired", shares });
    change.reserved -= amount;
    returnShares(change, shares, account.owed, now, `reservation:${id}`);
  }
  await write(sql, ledger.unit, account.name, change, now);
  return due.length;
}
