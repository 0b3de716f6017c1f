import type { Sql, TransactionSql } from "../store.ts";
import { StoreError } from "../store-error.ts";

/** The ledger that an operation works on. */
export interface Ledger {
  readonly unit: string;
  readonly clock: () => number;
  readonly overrun: Overrun;
  readonly retentionMs: number;
}

/**
 * The rule for work that costs more than was reserved. `cap` charges the reserved amount at most; `debit_or_cap` also
 * charges the excess if all of it is available, and caps otherwise.
 */
export type Overrun = "cap" | "debit_or_cap";

/** The kind of a ledger entry. */
export type EntryKind = "granted" | "posted" | "refunded" | "expired" | "written_off" | "capacity" | "freed";

/** The result of a purge. Zero means that nothing is old enough. */
export interface PurgeResult {
  /** Number of ledger entries that monthly totals replaced. */
  readonly entries: number;
  /** Number of deleted reservations. */
  readonly reservations: number;
}

/**
 * Adds entries older than the retention period to totals by account, month and kind, and deletes them with their
 * reservations, which are audited against them. Totals are entries too, so sums of the ledger do not change.
 */
export async function purge(ledger: Ledger, sql: TransactionSql, limit: number): Promise<PurgeResult> {
  checkTransaction(sql);
  const { unit } = ledger;
  const before = ledger.clock() - ledger.retentionMs;
  const entries =
    sql.engine === "sqlite"
      ? await deleteByAccount(ledger, sql, before, limit)
      : await sql<OldEntry>`
          DELETE FROM errata_ledger WHERE unit = ${unit} AND entries IS NULL AND idem IN (
            SELECT idem FROM errata_ledger WHERE unit = ${unit} AND entries IS NULL AND at < ${before}
            ORDER BY at LIMIT ${limit})
          RETURNING account, kind, delta, shortfall, reservation, at`;
  await addToTotals(sql, unit, entries);
  const charged = entries.filter(({ kind }) => kind === "posted" || kind === "written_off");
  await Promise.all(
    charged.map(({ reservation }) => sql`DELETE FROM errata_reservations WHERE unit = ${unit} AND id = ${reservation}`),
  );
  const uncharged = await sql`
    DELETE FROM errata_reservations WHERE unit = ${unit} AND id IN (
      SELECT id FROM errata_reservations
      WHERE unit = ${unit} AND state IN ('released', 'expired') AND late IS NULL AND resolved_at < ${before}
      ORDER BY resolved_at LIMIT ${limit})
    RETURNING id`;
  return { entries: entries.length, reservations: charged.length + uncharged.length };
}

interface OldEntry {
  readonly account: string;
  readonly kind: EntryKind;
  readonly delta: number;
  readonly shortfall: number;
  readonly reservation: string | null;
  readonly at: number;
}

interface Total extends Pick<OldEntry, "account" | "kind" | "at"> {
  delta: number;
  shortfall: number;
  entries: number;
}

/** Deletes old entries of one account after the other, because the embedded store has no index of their age. */
async function deleteByAccount(
  { unit, clock }: Ledger,
  sql: TransactionSql,
  before: number,
  limit: number,
): Promise<readonly OldEntry[]> {
  const due = await sql<{ account: string }>`
    SELECT account FROM errata_accounts WHERE unit = ${unit} AND COALESCE(purged_to, created_at) < ${before}
    ORDER BY COALESCE(purged_to, created_at) LIMIT ${limit}`;
  const deleted: OldEntry[] = [];
  for (const { account } of due) {
    if (deleted.length >= limit) break;
    const entries = await sql<OldEntry>`
      DELETE FROM errata_ledger WHERE unit = ${unit} AND account = ${account} AND (at, idem) IN (
        SELECT at, idem FROM errata_ledger
        WHERE unit = ${unit} AND account = ${account} AND at < ${before} AND entries IS NULL
        ORDER BY at, idem LIMIT ${limit - deleted.length})
      RETURNING account, kind, delta, shortfall, reservation, at`;
    deleted.push(...entries);
    await sql`
      UPDATE errata_accounts SET purged_to = COALESCE((
        SELECT at FROM errata_ledger WHERE unit = ${unit} AND account = ${account} AND entries IS NULL
        ORDER BY at, idem LIMIT 1), ${clock()})
      WHERE unit = ${unit} AND account = ${account}`;
  }
  return deleted;
}

async function addToTotals(sql: TransactionSql, unit: string, entries: readonly OldEntry[]): Promise<void> {
  const totals = new Map<string, Total>();
  for (const { account, kind, delta, shortfall, at } of entries) {
    const month = new Date(at).toISOString().slice(0, 7);
    const idem = `total:${month}:${kind}:${account}`;
    const total = totals.get(idem) ?? { account, kind, at: Date.parse(month), delta: 0, shortfall: 0, entries: 0 };
    total.delta += delta;
    total.shortfall += shortfall;
    total.entries += 1;
    totals.set(idem, total);
  }
  // Sorted, so that two purges cannot deadlock.
  for (const [idem, { account, kind, delta, shortfall, at, entries: count }] of [...totals].sort()) {
    await sql`
      INSERT INTO errata_ledger (unit, idem, account, kind, delta, shortfall, at, entries)
      VALUES (${unit}, ${idem}, ${account}, ${kind}, ${delta}, ${shortfall}, ${at}, ${count})
      ON CONFLICT (unit, idem) WHERE substr(idem, 1, 7) <> 'commit:' DO UPDATE SET delta = errata_ledger.delta + excluded.delta,
        shortfall = errata_ledger.shortfall + excluded.shortfall, entries = errata_ledger.entries + excluded.entries`;
  }
}

/**
 * Rejects an amount that is not an integer from 0 to 2^53 - 1: a negative price would create credits.
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkAmount(name: string, amount: number): void {
  if (Number.isSafeInteger(amount) && amount >= 0) return;
  throw new StoreError(
    "STORE_VALUE_INVALID",
    `expected ${name} to be an integer from 0 to 2^53 - 1, received ${String(amount).slice(0, 80)}. ` +
      "Count in the smallest unit: credits, cents, bytes.",
  );
}

/**
 * Rejects a time that is not in epoch milliseconds.
 *
 * @throws STORE_VALUE_INVALID
 */
export function checkTime(name: string, time: number | null): void {
  if (time === null || Number.isSafeInteger(time)) return;
  throw new StoreError(
    "STORE_VALUE_INVALID",
    `expected ${name} to be integer epoch milliseconds, received ${String(time).slice(0, 80)}. Round it: Math.ceil(time).`,
  );
}

/**
 * Rejects an operation of several statements outside a transaction, where a crash would leave half of it.
 *
 * @throws STORE_NO_TRANSACTION
 */
export function checkTransaction(sql: Sql & { readonly isTransaction?: boolean }): void {
  if (sql.isTransaction === true) return;
  throw new StoreError(
    "STORE_NO_TRANSACTION",
    "a balance can only change in a transaction. Pass the sql that store.transaction passes to its callback.",
  );
}
