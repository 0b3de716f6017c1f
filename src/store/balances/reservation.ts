import type { TransactionSql } from "../store.ts";
import type { Allocation } from "./account-update.ts";
import type { Ledger } from "./ledger.ts";

/** The state of a reservation. Every state except `pending` is final. */
export type ReservationState = "pending" | "posted" | "released" | "expired";

/** A reservation. */
export interface Reservation {
  readonly id: string;
  readonly account: string;
  readonly amount: number;
  readonly allocations: readonly Allocation[];
  readonly state: ReservationState;
  /** Result of a commit after the expiry; null if there was none. */
  readonly late: "debited" | "written_off" | null;
  readonly posted: number;
  readonly refunded: number;
  readonly shortfall: number;
  readonly expiresAt: number;
}

/** Finds a reservation by its id. */
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
  return { ...rest, id, allocations: parseAllocations(allocation), expiresAt: expires_at };
}

/** Finds a reservation and locks its account, so that its state cannot change until the transaction ends. */
export async function lockReservation(
  ledger: Ledger,
  sql: TransactionSql,
  id: string,
): Promise<Reservation | undefined> {
  if (sql.engine === "sqlite") return await findReservation(ledger, sql, id);
  const [locks, reservation] = await Promise.all([
    sql`
      SELECT 1 AS x FROM errata_accounts
      WHERE unit = ${ledger.unit}
        AND account = (SELECT account FROM errata_reservations WHERE unit = ${ledger.unit} AND id = ${id})
      FOR UPDATE`,
    findReservation(ledger, sql, id),
  ]);
  // A reservation that another transaction made between the two statements was read, but its account is not locked.
  return locks.length === 0 ? undefined : reservation;
}

/** Inserts a reservation. @returns false when its id was used before */
export async function insertReservation(
  ledger: Ledger,
  sql: TransactionSql,
  reservation: Pick<Reservation, "id" | "account" | "amount" | "allocations" | "expiresAt">,
  state: "pending" | "posted",
  now: number,
): Promise<boolean> {
  const { id, account, amount, allocations, expiresAt } = reservation;
  const isPosted = state === "posted";
  const written = await sql`
    INSERT INTO errata_reservations
      (unit, id, account, amount, allocation, state, posted, created_at, expires_at, resolved_at)
    VALUES (${ledger.unit}, ${id}, ${account}, ${amount}, ${serializeAllocations(allocations)}, ${state}, ${isPosted ? amount : 0},
      ${now}, ${expiresAt}, ${isPosted ? now : null})
    ON CONFLICT (unit, id) DO NOTHING RETURNING id`;
  return written.length === 1;
}

/** Ends a pending reservation, at the time of its ledger entry. The WHERE clause guards against a second end even if a lock were forgotten. */
export async function resolveReservation(
  ledger: Ledger,
  sql: TransactionSql,
  id: string,
  to: {
    state: "posted" | "released" | "expired";
    posted?: number;
    shortfall?: number;
    allocations: readonly Allocation[];
  },
  now: number,
): Promise<void> {
  const resolved = await sql`
    UPDATE errata_reservations
    SET state = ${to.state}, posted = ${to.posted ?? 0}, shortfall = ${to.shortfall ?? 0},
      allocation = ${serializeAllocations(to.allocations)}, resolved_at = ${now}
    WHERE unit = ${ledger.unit} AND id = ${id} AND state = 'pending' RETURNING id`;
  if (resolved.length !== 1) throw new Error(`reservation ${id} was resolved twice: its account was not locked.`);
}

/** Converts allocations to the text in a reservation's row. */
export function serializeAllocations(allocations: readonly Allocation[]): string {
  return JSON.stringify(allocations.map(({ grant, amount, expiresAt }) => [grant, amount, expiresAt]));
}

/** Parses the text in a reservation's row. */
export function parseAllocations(text: string): Allocation[] {
  const stored: [string, number, number | null][] = JSON.parse(text);
  return stored.map(([grant, amount, expiresAt]) => ({ grant, amount, expiresAt }));
}

interface ReservationRow extends Omit<Reservation, "id" | "allocations" | "expiresAt"> {
  readonly allocation: string;
  readonly expires_at: number;
}
