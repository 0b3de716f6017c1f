import type { Sql } from "../store.ts";

/** A violated invariant. I7 (no acknowledged write is lost) and I8 (a denial writes nothing) can only be tested. */
export interface Violation {
  /** Number of the invariant; `grants` if the grants do not add up to the balance. */
  readonly invariant: "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "grants";
  /** Unit of the balances that were checked. */
  readonly unit: string;
  /** Account, reservation or key that violates it. */
  readonly subject: string;
  /** The invariant in words. */
  readonly detail: string;
}

/**
 * Checks the invariants that the stored data can prove. Cheap enough to run in production. Each invariant is one
 * statement, so it is checked as of one moment even while others write.
 *
 * @param unit ledger to check. @default every ledger
 * @returns the violations; an empty array if there are none
 * @example
 * ```ts
 * import { audit, balanceMigrations } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
 * for (const { invariant, subject, detail } of await audit(store.sql)) console.error(invariant, subject, detail);
 * ```
 */
export async function audit(sql: Sql, unit?: string): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const { invariant, detail, find } of INVARIANTS) {
    for (const row of await find(sql, unit ?? "", Number(unit === undefined))) {
      violations.push({ invariant, unit: row.unit, subject: row.subject, detail });
    }
  }
  return violations;
}

interface ViolationRow {
  readonly unit: string;
  readonly subject: string;
}

interface Invariant {
  readonly invariant: Violation["invariant"];
  readonly detail: string;
  /** @param every 1 to check every ledger, 0 to check this unit's */
  readonly find: (sql: Sql, unit: string, every: number) => Promise<ViolationRow[]>;
}

const INVARIANTS: readonly Invariant[] = [
  {
    invariant: "I1",
    detail: "available, reserved and owed are never negative, and nothing is available while something is owed",
    find: (sql, unit, every) => sql<ViolationRow>`
      SELECT unit, account AS subject FROM errata_accounts
      WHERE (unit = ${unit} OR 1 = ${every})
        AND (available < 0 OR reserved < 0 OR owed < 0 OR (owed > 0 AND available > 0))`,
  },
  {
    invariant: "I2",
    detail: "available + reserved - owed is the sum of the ledger",
    find: (sql, unit, every) => sql<ViolationRow>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.available + a.reserved - a.owed <>
        (SELECT COALESCE(SUM(l.delta), 0) FROM errata_ledger l WHERE l.unit = a.unit AND l.account = a.account)`,
  },
  {
    invariant: "I3",
    detail: "reserved is the sum of the pending reservations",
    find: (sql, unit, every) => sql<ViolationRow>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.reserved <>
        (SELECT COALESCE(SUM(r.amount), 0) FROM errata_reservations r
         WHERE r.unit = a.unit AND r.account = a.account AND r.state = 'pending')`,
  },
  {
    invariant: "grants",
    detail: "available is the sum of the grants' remaining amounts",
    find: (sql, unit, every) => sql<ViolationRow>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.available <>
        (SELECT COALESCE(SUM(g.remaining), 0) FROM errata_grants g WHERE g.unit = a.unit AND g.account = a.account)`,
  },
  {
    invariant: "I4",
    detail: "a charged reservation has one ledger entry of the same amount, and any other reservation has none",
    find: (sql, unit, every) => sql<ViolationRow>`
      SELECT r.unit, r.id AS subject FROM errata_reservations r
      LEFT JOIN errata_ledger l ON l.unit = r.unit AND l.reservation = r.id AND l.kind IN ('posted', 'written_off')
      WHERE (r.unit = ${unit} OR 1 = ${every})
      GROUP BY r.unit, r.id, r.state, r.late, r.posted
      HAVING COUNT(l.idem) <> CASE WHEN r.state = 'posted' OR r.late IS NOT NULL THEN 1 ELSE 0 END
        OR COALESCE(SUM(l.delta), 0) <> 0 - r.posted`,
  },
  {
    invariant: "I5",
    detail: "no more is charged than was granted",
    find: (sql, unit, every) => sql<ViolationRow>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.owed <
        (SELECT COALESCE(0 - SUM(l.delta), 0) FROM errata_ledger l WHERE l.unit = a.unit AND l.account = a.account)`,
  },
  {
    invariant: "I6",
    detail: "a key occurs once in a ledger",
    find: (sql, unit, every) => sql<ViolationRow>`
      SELECT unit, idem AS subject FROM errata_ledger
      WHERE (unit = ${unit} OR 1 = ${every}) GROUP BY unit, idem HAVING COUNT(*) > 1`,
  },
];
