import { fragment } from "../engine/index.ts";
import { requireValue } from "../require-options.ts";
import type { Engine, Sql, SqlFragment } from "../store.ts";
import { isOpen } from "./account.ts";

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
 * Checks the invariants that the stored data can prove, each as of one moment even while others write. Statements read
 * their tables once. The embedded store takes about ten seconds per million entries, but at most a third of a second of them at a time, and
 * serves others in between.
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
  requireValue("audit: sql", sql, "function");
  const ofUnit = unit === undefined ? fragment`` : fragment`AND unit = ${unit}`;
  const violations: Violation[] = [];
  for (const { invariant, detail, find } of INVARIANTS) {
    const rows = await sql<ViolationRow>`${find(ofUnit, sql.engine)}`;
    for (const row of rows) violations.push({ invariant, unit: row.unit, subject: row.subject, detail });
  }
  return [...violations, ...(await auditReservations(sql, ofUnit))];
}

interface ViolationRow {
  readonly unit: string;
  readonly subject: string;
}

interface Invariant {
  readonly invariant: Violation["invariant"];
  readonly detail: string;
  /** Returns the statement that finds violations. @param ofUnit condition for the unit to check */
  readonly find: (ofUnit: SqlFragment, engine: Engine) => SqlFragment;
}

/** Returns a statement that reads each table once, so that its time grows with the number of rows and not with its square. */
function compare(column: SqlFragment, sum: SqlFragment, ofUnit: SqlFragment): SqlFragment {
  return fragment`
    SELECT a.unit, a.account AS subject FROM errata_accounts a
    LEFT JOIN (SELECT unit AS of_unit, account AS of_account, ${sum} ${ofUnit} GROUP BY unit, account) AS sums
      ON of_unit = a.unit AND of_account = a.account
    WHERE ${column} COALESCE(total, 0) ${ofUnit}`;
}

const INVARIANTS: readonly Invariant[] = [
  {
    invariant: "I1",
    detail: "available, reserved and owed are never negative, and nothing is available while something is owed",
    find: (ofUnit) => fragment`
      SELECT unit, account AS subject FROM errata_accounts
      WHERE (available < 0 OR reserved < 0 OR owed < 0 OR (owed > 0 AND available > 0)) ${ofUnit}`,
  },
  {
    invariant: "I2",
    detail: "available + reserved - owed is the sum of the ledger",
    find: (ofUnit) =>
      compare(
        fragment`available + reserved - owed <>`,
        fragment`SUM(delta) AS total FROM errata_ledger WHERE 1 = 1`,
        ofUnit,
      ),
  },
  {
    invariant: "I3",
    detail: "reserved is the sum of the pending reservations",
    find: (ofUnit) =>
      compare(
        fragment`reserved <>`,
        fragment`SUM(amount) AS total FROM errata_reservations WHERE state = 'pending'`,
        ofUnit,
      ),
  },
  {
    invariant: "grants",
    detail: "available is the sum of the grants' remaining amounts",
    find: (ofUnit, engine) =>
      compare(
        fragment`available <>`,
        fragment`SUM(remaining) AS total FROM errata_grants WHERE ${isOpen[engine]}`,
        ofUnit,
      ),
  },
  {
    invariant: "I5",
    detail: "no more is charged than was granted",
    find: (ofUnit) => compare(fragment`owed < -`, fragment`SUM(delta) AS total FROM errata_ledger WHERE 1 = 1`, ofUnit),
  },
  {
    invariant: "I6",
    detail: "a key occurs once in a ledger",
    // On the embedded store, the keys of charges are compared with their reservations, because no index has them.
    find: (ofUnit, engine) => fragment`
      SELECT unit, idem AS subject FROM errata_ledger
      WHERE ${engine === "sqlite" ? fragment`substr(idem, 1, 7) <> 'commit:'` : fragment`1 = 1`} ${ofUnit}
      GROUP BY unit, idem HAVING COUNT(*) > 1`,
  },
];

/** Rows that one statement compares. */
const BATCH = 2_000;

interface ComparedRow extends ViolationRow {
  readonly is_equal: number;
}

/** Compares reservations with their ledger entries, and on the embedded store also entries with their reservations. */
async function auditReservations(sql: Sql, ofUnit: SqlFragment): Promise<Violation[]> {
  const byPlace = sql.engine === "sqlite" ? fragment`AND l.account = r.account AND l.at = r.resolved_at` : fragment``;
  const reservations = await inBatches<ComparedRow>(
    sql,
    (last) => fragment`
      SELECT r.unit, r.id AS subject,
        CASE WHEN (l.idem IS NOT NULL) = (state = 'posted' OR late IS NOT NULL) AND COALESCE(l.delta, 0) = 0 - posted
          THEN 1 ELSE 0 END AS is_equal
      FROM (
        SELECT unit, id, account, state, late, posted, resolved_at FROM errata_reservations
        WHERE (unit, id) > (${last?.unit ?? ""}, ${last?.subject ?? ""}) ${ofUnit} ORDER BY unit, id LIMIT ${BATCH}
      ) AS r LEFT JOIN errata_ledger l
        ON l.unit = r.unit AND l.idem = 'commit:' || r.id AND l.kind IN ('posted', 'written_off') AND l.reservation = r.id
        ${byPlace}
      ORDER BY r.unit, r.id`,
  );
  const charges = sql.engine === "sqlite" ? await auditCharges(sql, ofUnit) : [];
  const detail = "a charged reservation has one ledger entry of the same amount, and any other reservation has none";
  return [...reservations, ...charges].map(({ unit, subject }) => ({ invariant: "I4", unit, subject, detail }));
}

/** Finds charges that their reservation does not lead to: those without a reservation, and second ones with the same key. */
async function auditCharges(sql: Sql, ofUnit: SqlFragment): Promise<readonly ViolationRow[]> {
  return await inBatches<ComparedRow & { account: string; at: number; idem: string }>(
    sql,
    (last) => fragment`
      SELECT l.unit, l.account, l.at, l.idem, substr(l.idem, 8) AS subject,
        CASE WHEN substr(l.idem, 1, 7) <> 'commit:' OR r.id IS NOT NULL THEN 1 ELSE 0 END AS is_equal
      FROM (
        SELECT unit, account, at, idem FROM errata_ledger
        WHERE (unit, account, at, idem) >
          (${last?.unit ?? ""}, ${last?.account ?? ""}, ${last?.at ?? 0}, ${last?.idem ?? ""}) ${ofUnit}
        ORDER BY unit, account, at, idem LIMIT ${BATCH}
      ) AS l LEFT JOIN errata_reservations r
        ON r.unit = l.unit AND r.id = substr(l.idem, 8) AND r.account = l.account AND r.resolved_at = l.at
        AND (r.state = 'posted' OR r.late IS NOT NULL)
      ORDER BY l.unit, l.account, l.at, l.idem`,
  );
}

/** Returns the rows that are not equal. Others can use the embedded store between the batches: each row is compared by itself. */
async function inBatches<Row extends ComparedRow>(
  sql: Sql,
  read: (last: Row | undefined) => SqlFragment,
): Promise<Row[]> {
  const different: Row[] = [];
  let last: Row | undefined;
  for (;;) {
    const rows: Row[] = await sql<Row>`${read(last)}`;
    for (const row of rows) if (row.is_equal === 0) different.push(row);
    last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return different;
    // A statement of the embedded store ends in the same turn of the event loop, so others would not run in between.
    if (!("isTransaction" in sql)) await new Promise((resolve) => setImmediate(resolve));
  }
}
