import type { Sql } from "../store.ts";

/** Holds one broken law of the ledger. I7 (nothing acknowledged is lost) and I8 (a denial writes nothing) take a test. */
export interface Violation {
  readonly invariant: "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "grants";
  readonly unit: string;
  /** Account, reservation or key that breaks it. */
  readonly subject: string;
  readonly detail: string;
}

/**
 * Checks the laws that the data itself can prove; cheap enough to run in production. Each law is one statement, and so
 * is judged as of one moment even while others write.
 *
 * @param unit ledger to check. @default every ledger
 * @returns the violations; an empty list when the books are in order
 */
export async function audit(sql: Sql, unit?: string): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const { invariant, detail, find } of LAWS) {
    for (const broken of await find(sql, unit ?? "", Number(unit === undefined))) {
      found.push({ invariant, unit: broken.unit, subject: broken.subject, detail });
    }
  }
  return found;
}

interface Found {
  readonly unit: string;
  readonly subject: string;
}

interface Law {
  readonly invariant: Violation["invariant"];
  readonly detail: string;
  /** @param every 1 to look at all ledgers, 0 at this unit's only */
  readonly find: (sql: Sql, unit: string, every: number) => Promise<Found[]>;
}

const LAWS: readonly Law[] = [
  {
    invariant: "I1",
    detail: "available, reserved and owed are never negative, and nothing is available while something is owed",
    find: (sql, unit, every) => sql<Found>`
      SELECT unit, account AS subject FROM errata_accounts
      WHERE (unit = ${unit} OR 1 = ${every})
        AND (available < 0 OR reserved < 0 OR owed < 0 OR (owed > 0 AND available > 0))`,
  },
  {
    invariant: "I2",
    detail: "available + reserved - owed is the sum of the ledger",
    find: (sql, unit, every) => sql<Found>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.available + a.reserved - a.owed <>
        (SELECT COALESCE(SUM(l.delta), 0) FROM errata_ledger l WHERE l.unit = a.unit AND l.account = a.account)`,
  },
  {
    invariant: "I3",
    detail: "reserved is the sum of the pending reservations",
    find: (sql, unit, every) => sql<Found>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.reserved <>
        (SELECT COALESCE(SUM(r.amount), 0) FROM errata_reservations r
         WHERE r.unit = a.unit AND r.account = a.account AND r.state = 'pending')`,
  },
  {
    invariant: "grants",
    detail: "available is the sum of what remains in the grants",
    find: (sql, unit, every) => sql<Found>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.available <>
        (SELECT COALESCE(SUM(g.remaining), 0) FROM errata_grants g WHERE g.unit = a.unit AND g.account = a.account)`,
  },
  {
    invariant: "I4",
    detail: "a reservation has one end: one posted line of the same amount if charged, none otherwise",
    find: (sql, unit, every) => sql<Found>`
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
    find: (sql, unit, every) => sql<Found>`
      SELECT a.unit, a.account AS subject FROM errata_accounts a WHERE (a.unit = ${unit} OR 1 = ${every}) AND a.owed <
        (SELECT COALESCE(0 - SUM(l.delta), 0) FROM errata_ledger l WHERE l.unit = a.unit AND l.account = a.account)`,
  },
  {
    invariant: "I6",
    detail: "a key occurs once in a ledger",
    find: (sql, unit, every) => sql<Found>`
      SELECT unit, idem AS subject FROM errata_ledger
      WHERE (unit = ${unit} OR 1 = ${every}) GROUP BY unit, idem HAVING COUNT(*) > 1`,
  },
];
