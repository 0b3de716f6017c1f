import type { TransactionSql } from "../store.ts";
import type { Ledger } from "./ledger.ts";
import { readShares, type Share, writeShares } from "./share.ts";

/** Names where a reservation stands; every state but `pending` is final. */
export type ReservationState = "pending" | "posted" | "released" | "expired";

/** Holds a reservation, and what its account owed and could hold when it was read. */
export interface Reservation {
  readonly id: string;
  readonly account: string;
  readonly amount: number;
  readonly shares: readonly Share[];
  readonly state: ReservationState;
  /** What a commit after the expiry came to; null when there was none. */
  readonly late: "debited" | "written_off" | null;
  readonly posted: number;
  readonly refunded: number;
  readonly shortfall: number;
  readonly expiresAt: number;
}

/** Finds a reservation. @returns undefined when the id is unknown */
export async function findReservation(
  ledger: Ledger,
  sql: TransactionSql,
  id: string,
): Promise<Reservation | undefined> {
  const rows = await sql<ReservationRow>`
    SELECT account, amount, allocation, state, late, posted, refunded, shortfall, expires_at
    FROM errata_reservations WHERE unit = ${ledger.unit} AND id = ${id}`;
  const row = rows[0];
  if (row === undefined) return undefined;
  const { allocation, expires_at, ...rest } = row;
  return { ...rest, id, shares: readShares(allocation), expiresAt: expires_at };
}

/** Finds a reservation after locking its account, so that its state cannot change until the transaction ends. */
export async function lockReservation(
  ledger: Ledger,
  sql: TransactionSql,
  id: string,
): Promise<Reservation | undefined> {
  if (sql.engine === "sqlite") return await findReservation(ledger, sql, id);
  const [, locked] = await Promise.all([
    sql`
      SELECT 1 AS x FROM errata_accounts
      WHERE unit = ${ledger.unit}
        AND account = (SELECT account FROM errata_reservations WHERE unit = ${ledger.unit} AND id = ${id})
      FOR UPDATE`,
    findReservation(ledger, sql, id),
  ]);
  return locked;
}

/** Writes a new reservation. @returns false when its id was used before */
export async function insertReservation(
  ledger: Ledger,
  sql: TransactionSql,
  reservation: Pick<Reservation, "id" | "account" | "amount" | "shares" | "expiresAt">,
  state: "pending" | "posted",
): Promise<boolean> {
  const { id, account, amount, shares, expiresAt } = reservation;
  const now = ledger.clock();
  const isPosted = state === "posted";
  const written = await sql`
    INSERT INTO errata_reservations
      (unit, id, account, amount, allocation, state, posted, created_at, expires_at, resolved_at)
    VALUES (${ledger.unit}, ${id}, ${account}, ${amount}, ${writeShares(shares)}, ${state}, ${isPosted ? amount : 0},
      ${now}, ${expiresAt}, ${isPosted ? now : null})
    ON CONFLICT (unit, id) DO NOTHING RETURNING id`;
  return written.length === 1;
}

/** Ends a pending reservation, once: the WHERE is the guard even if a lock were forgotten. */
export async function resolveReservation(
  ledger: Ledger,
  sql: TransactionSql,
  id: string,
  to: { state: "posted" | "released" | "expired"; posted?: number; shortfall?: number; shares: readonly Share[] },
): Promise<void> {
  const flipped = await sql`
    UPDATE errata_reservations
    SET state = ${to.state}, posted = ${to.posted ?? 0}, shortfall = ${to.shortfall ?? 0},
      allocation = ${writeShares(to.shares)}, resolved_at = ${ledger.clock()}
    WHERE unit = ${ledger.unit} AND id = ${id} AND state = 'pending' RETURNING id`;
  if (flipped.length !== 1) throw new Error(`reservation ${id} was resolved twice; its account was not locked.`);
}

interface ReservationRow extends Omit<Reservation, "id" | "shares" | "expiresAt"> {
  readonly allocation: string;
  readonly expires_at: number;
}
