import type { TransactionSql } from "../store.ts";
import { currentRequestId } from "../transaction.ts";
import { isExpired } from "./account.ts";
import type { EntryKind } from "./ledger.ts";

/** The part of an amount that comes from one grant. Includes the grant's expiry, which never changes. */
export interface Allocation {
  readonly grant: string;
  readonly amount: number;
  readonly expiresAt: number | null;
}

/** An entry of the ledger: what an account gained or lost. */
export interface Entry {
  readonly kind: EntryKind;
  readonly delta: number;
  /** Unique within a ledger, which makes a repeated operation harmless. */
  readonly idem: string;
  readonly reservation?: string;
  /** Amount that was due but could not be charged. */
  readonly shortfall?: number;
}

/** Changes to one account, written together. available + reserved - owed changes by the sum of the entries' deltas. */
export interface AccountUpdate {
  available: number;
  reserved: number;
  owed: number;
  /** Change of the remaining amount of each grant. */
  readonly grants: Map<string, number>;
  readonly entries: Entry[];
}

/** Creates an update without changes. */
export function accountUpdate(): AccountUpdate {
  return { available: 0, reserved: 0, owed: 0, grants: new Map(), entries: [] };
}

/** Deducts allocations from the available amount. */
export function takeAllocations(update: AccountUpdate, allocations: readonly Allocation[]): void {
  for (const { grant, amount } of allocations) {
    update.available -= amount;
    addToGrant(update, grant, -amount);
  }
}

/**
 * Returns allocations to their grants, after paying what the account owes. An allocation whose grant has expired is
 * lost, and the ledger records that.
 *
 * @param owed what the account owed before this update
 * @param key idempotency key of the operation, from which the keys of expiry entries derive
 */
export function returnAllocations(
  update: AccountUpdate,
  allocations: readonly Allocation[],
  owed: number,
  now: number,
  key: string,
): void {
  for (const { grant, amount, expiresAt } of allocations) {
    if (isExpired(expiresAt, now)) {
      update.entries.push({ kind: "expired", delta: -amount, idem: `expired:${key}:${update.entries.length}` });
      continue;
    }
    const paid = Math.min(owed + update.owed, amount);
    update.owed -= paid;
    update.available += amount - paid;
    addToGrant(update, grant, amount - paid);
  }
}

/** Writes an update. The caller holds the account's lock. */
export async function applyUpdate(
  sql: TransactionSql,
  unit: string,
  account: string,
  update: AccountUpdate,
  now: number,
): Promise<void> {
  const requestId = currentRequestId() ?? null;
  // Sent together: PostgreSQL runs them in this order, in one round trip.
  const writes: Promise<unknown>[] = [];
  if (update.available !== 0 || update.reserved !== 0 || update.owed !== 0) {
    writes.push(sql`
      UPDATE errata_accounts
      SET available = available + ${update.available}, reserved = reserved + ${update.reserved}, owed = owed + ${update.owed}
      WHERE unit = ${unit} AND account = ${account}`);
  }
  for (const [grant, delta] of update.grants) {
    if (delta === 0) continue;
    writes.push(sql`
      UPDATE errata_grants SET remaining = remaining + ${delta}
      WHERE unit = ${unit} AND account = ${account} AND id = ${grant}`);
  }
  for (const { idem, kind, delta, shortfall = 0, reservation = null } of update.entries) {
    writes.push(sql`
      INSERT INTO errata_ledger (unit, idem, account, kind, delta, shortfall, reservation, at, request_id)
      VALUES (${unit}, ${idem}, ${account}, ${kind}, ${delta}, ${shortfall}, ${reservation}, ${now}, ${requestId})`);
  }
  await Promise.all(writes);
}

/** Inserts an entry whose key derives from an id of the caller. @returns false when the key was used before */
export async function insertEntry(
  sql: TransactionSql,
  unit: string,
  account: string,
  entry: Entry,
  now: number,
): Promise<boolean> {
  const { idem, kind, delta, shortfall = 0, reservation = null } = entry;
  const written = await sql`
    INSERT INTO errata_ledger (unit, idem, account, kind, delta, shortfall, reservation, at, request_id)
    VALUES (${unit}, ${idem}, ${account}, ${kind}, ${delta}, ${shortfall}, ${reservation}, ${now},
      ${currentRequestId() ?? null})
    ON CONFLICT (unit, idem) WHERE substr(idem, 1, 7) <> 'commit:' DO NOTHING RETURNING idem`;
  return written.length === 1;
}

/**
 * Allocates an amount to grants in their order.
 *
 * @returns undefined when the grants do not cover the amount
 */
export function allocate(
  grants: readonly { readonly id: string; readonly remaining: number; readonly expiresAt: number | null }[],
  amount: number,
): Allocation[] | undefined {
  const allocations: Allocation[] = [];
  let missing = amount;
  for (const grant of grants) {
    if (missing === 0) break;
    const taken = Math.min(missing, grant.remaining);
    allocations.push({ grant: grant.id, amount: taken, expiresAt: grant.expiresAt });
    missing -= taken;
  }
  return missing === 0 ? allocations : undefined;
}

/** Splits allocations into the first `amount` and the rest. */
export function splitAllocations(
  allocations: readonly Allocation[],
  amount: number,
): [first: Allocation[], rest: Allocation[]] {
  const first: Allocation[] = [];
  const rest: Allocation[] = [];
  let missing = amount;
  for (const allocation of allocations) {
    const taken = Math.min(missing, allocation.amount);
    missing -= taken;
    if (taken > 0) first.push({ ...allocation, amount: taken });
    if (taken < allocation.amount) rest.push({ ...allocation, amount: allocation.amount - taken });
  }
  return [first, rest];
}

function addToGrant({ grants }: AccountUpdate, grant: string, delta: number): void {
  grants.set(grant, (grants.get(grant) ?? 0) + delta);
}
