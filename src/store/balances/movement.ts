import type { TransactionSql } from "../store.ts";
import type { Share } from "./share.ts";

/** Names what a line of the ledger records. */
export type EntryKind = "granted" | "posted" | "refunded" | "expired" | "written_off" | "capacity" | "freed";

/** Holds one line of the ledger: what the account gained or lost, once per `idem`. */
export interface Entry {
  readonly kind: EntryKind;
  readonly delta: number;
  /** Key that can occur once in a ledger: what makes a repeat harmless. */
  readonly idem: string;
  readonly reservation?: string;
  /** Part that was due and could not be charged. */
  readonly shortfall?: number;
}

/** Holds changes to one account, to be written together; its law: available + reserved - owed changes by the deltas' sum. */
export interface Movement {
  available: number;
  reserved: number;
  owed: number;
  /** Changes of what remains in each grant. */
  readonly grants: Map<string, number>;
  readonly entries: Entry[];
}

/** Makes a movement that changes nothing yet. */
export function movement(): Movement {
  return { available: 0, reserved: 0, owed: 0, grants: new Map(), entries: [] };
}

/** Takes shares out of what is available. */
export function takeShares(target: Movement, shares: readonly Share[]): void {
  for (const share of shares) {
    target.available -= share.amount;
    addTo(target.grants, share.grant, -share.amount);
  }
}

/**
 * Returns shares to the grants that they came from. What the account owes is paid first; the share of a grant that
 * expired meanwhile is lost, and the ledger says so.
 *
 * @param owed what the account owed before this movement
 * @param key idempotency key of the operation, which the lines about lost shares derive theirs from
 */
export function returnShares(target: Movement, shares: readonly Share[], owed: number, now: number, key: string): void {
  for (const share of shares) {
    if (share.expiresAt !== null && share.expiresAt <= now) {
      target.entries.push({ kind: "expired", delta: -share.amount, idem: `expired:${key}:${target.entries.length}` });
      continue;
    }
    const paid = Math.min(owed + target.owed, share.amount);
    target.owed -= paid;
    target.available += share.amount - paid;
    addTo(target.grants, share.grant, share.amount - paid);
  }
}

/** Writes a movement. The caller holds the account's lock. */
export async function write(
  sql: TransactionSql,
  unit: string,
  account: string,
  change: Movement,
  now: number,
): Promise<void> {
  // Sent together: PostgreSQL runs them in this order, in one round trip.
  const writes: Promise<unknown>[] = [];
  if (change.available !== 0 || change.reserved !== 0 || change.owed !== 0) {
    writes.push(sql`
      UPDATE errata_accounts
      SET available = available + ${change.available}, reserved = reserved + ${change.reserved}, owed = owed + ${change.owed}
      WHERE unit = ${unit} AND account = ${account}`);
  }
  for (const [grant, delta] of change.grants) {
    if (delta === 0) continue;
    writes.push(sql`
      UPDATE errata_grants SET remaining = remaining + ${delta}
      WHERE unit = ${unit} AND account = ${account} AND id = ${grant}`);
  }
  for (const { idem, kind, delta, shortfall = 0, reservation = null } of change.entries) {
    writes.push(sql`
      INSERT INTO errata_ledger (unit, idem, account, kind, delta, shortfall, reservation, at)
      VALUES (${unit}, ${idem}, ${account}, ${kind}, ${delta}, ${shortfall}, ${reservation}, ${now})`);
  }
  await Promise.all(writes);
}

/** Writes a line whose key the caller of the API chose. @returns false when the key was used before */
export async function record(
  sql: TransactionSql,
  unit: string,
  account: string,
  entry: Entry,
  now: number,
): Promise<boolean> {
  const { idem, kind, delta, shortfall = 0, reservation = null } = entry;
  const written = await sql`
    INSERT INTO errata_ledger (unit, idem, account, kind, delta, shortfall, reservation, at)
    VALUES (${unit}, ${idem}, ${account}, ${kind}, ${delta}, ${shortfall}, ${reservation}, ${now})
    ON CONFLICT (unit, idem) DO NOTHING RETURNING idem`;
  return written.length === 1;
}

function addTo(grants: Map<string, number>, grant: string, delta: number): void {
  grants.set(grant, (grants.get(grant) ?? 0) + delta);
}
