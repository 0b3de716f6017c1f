import type { Sql } from "../store.ts";
import { type Grant, isDue, readAccount } from "./account.ts";
import type { Ledger } from "./ledger.ts";
import type { EntryKind } from "./movement.ts";

/** Holds what remains of one grant. */
export interface Breakdown {
  readonly source: string;
  readonly remaining: number;
  /** Epoch milliseconds; null when it never expires. */
  readonly expiresAt: number | null;
}

/** Holds what an account has; an unknown account has nothing. */
export interface Balance {
  readonly available: number;
  /** Held by reservations that are not resolved yet. */
  readonly reserved: number;
  /** What remains of each grant, in the order in which they burn. */
  readonly breakdown: readonly Breakdown[];
  /** Set for an account with a capacity, as storage has; `used` may exceed it after it was lowered. */
  readonly capacity: number | null;
  readonly used: number;
}

/** Reads an account without writing: grants whose time has come count no more, swept or not. */
export async function read(ledger: Ledger, sql: Sql, name: string): Promise<Balance> {
  const account = await readAccount(ledger, sql, name);
  if (account === undefined) return { available: 0, reserved: 0, breakdown: [], capacity: null, used: 0 };
  const now = ledger.clock();
  const live = account.grants.filter((grant) => !isDue(grant.expiresAt, now));
  return {
    available: live.reduce((sum, grant) => sum + grant.remaining, 0),
    reserved: account.reserved,
    breakdown: breakdownOf(live),
    capacity: account.capacity,
    used: usedOf(account),
  };
}

/** Counts what is in use of a capacity; 0 for an account without one. */
export function usedOf(account: {
  readonly available: number;
  readonly reserved: number;
  readonly owed: number;
  readonly capacity: number | null;
}): number {
  if (account.capacity === null) return 0;
  return account.capacity + account.owed - account.available - account.reserved;
}

/** Holds one line of an account's ledger. */
export interface HistoryEntry {
  readonly id: string;
  readonly kind: EntryKind;
  /** Gained (positive) or lost. */
  readonly delta: number;
  readonly shortfall: number;
  readonly reservation: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Lists an account's ledger, newest first. @param before last entry of the page before; null for the first page */
export async function history(
  ledger: Ledger,
  sql: Sql,
  account: string,
  limit: number,
  before: Pick<HistoryEntry, "at" | "id"> | null,
): Promise<HistoryEntry[]> {
  const at = before?.at ?? Number.MAX_SAFE_INTEGER;
  return await sql<HistoryEntry>`
    SELECT idem AS id, kind, delta, shortfall, reservation, at FROM errata_ledger
    WHERE unit = ${ledger.unit} AND account = ${account}
      AND (at < ${at} OR (at = ${at} AND idem < ${before?.id ?? ""}))
    ORDER BY at DESC, idem DESC LIMIT ${limit}`;
}

/** Says what remains of each grant. */
export function breakdownOf(grants: readonly Grant[]): Breakdown[] {
  return grants.map(({ source, remaining, expiresAt }) => ({ source, remaining, expiresAt }));
}
