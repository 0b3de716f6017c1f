import type { Sql, Store, TransactionSql } from "../store.ts";
import { currentRequestId } from "../transaction.ts";
import { type Account, type Breakdown, breakdownOf, openAccount } from "./account.ts";
import { type Allocation, accountUpdate, allocate, applyUpdate, takeAllocations } from "./account-update.ts";
import { lockCurrentAccount } from "./expire.ts";
import { checkAmount, checkTime, checkTransaction, type Ledger } from "./ledger.ts";
import { findReservation, insertReservation, type Reservation } from "./reservation.ts";

/** A request to reserve an amount until it is committed, released or expired. */
export interface ReserveRequest {
  /** Id of the operation, chosen by the caller. The same id is the same reservation. */
  readonly id: string;
  /** Name of the account. */
  readonly account: string;
  /** Integer from 0 to 2^53 - 1, in the ledger's unit. */
  readonly amount: number;
  /** Epoch milliseconds. Choose it later than the work can end, or renew the reservation while the work runs. */
  readonly expiresAt: number;
}

/** The account does not cover the amount; nothing was written. */
export interface Insufficient {
  /** Always `insufficient`, which no other result has. */
  readonly status: "insufficient";
  /** Amount that was requested. */
  readonly required: number;
  /** Amount that can be spent now, without pending reservations. */
  readonly available: number;
  /** Amount held by pending reservations. */
  readonly reserved: number;
  /** Remaining amount of each grant, in the order in which they are spent. */
  readonly breakdown: readonly Breakdown[];
}

/** The id was used before for another account or amount; nothing was written. */
export interface Conflict {
  /** Always `conflict`, which no other result has. */
  readonly status: "conflict";
}

/** The result of a request to reserve. A repeat after the reservation ended reports how it ended. */
export type ReserveResult =
  | {
      /** The amount is reserved. */
      readonly status: "reserved";
      /** Reserved amount. */
      readonly amount: number;
      /** End of the reservation in epoch milliseconds. */
      readonly expiresAt: number;
      /** Whether an earlier request with the same id reserved it already. */
      readonly isRepeat: boolean;
    }
  | Insufficient
  | Conflict
  | {
      /** How an earlier reservation with the same id ended. Nothing is reserved. */
      readonly status: "already_posted" | "already_released" | "expired";
    };

/** A request to charge an amount at once. */
export type DebitRequest = Omit<ReserveRequest, "expiresAt">;

/** The result of a request to charge at once. */
export type DebitResult =
  | {
      /** The amount was charged. */
      readonly status: "committed";
      /** Charged amount. */
      readonly amount: number;
      /** Whether an earlier request with the same id charged it already. */
      readonly isRepeat: boolean;
    }
  | Insufficient
  | Conflict;

/** Reserves a part of the available amount. */
export async function reserve(
  ledger: Ledger,
  on: TransactionSql | Store,
  request: ReserveRequest,
): Promise<ReserveResult> {
  checkTime("expiresAt", request.expiresAt);
  const taken = await take(ledger, on, request, "pending");
  if (taken.status === "insufficient") return taken;
  if (taken.status === "taken") {
    return { status: "reserved", amount: request.amount, expiresAt: request.expiresAt, isRepeat: false };
  }
  const { state, amount, expiresAt, late } = taken.reservation;
  if (isDifferent(taken.reservation, request)) return { status: "conflict" };
  if (state === "pending") return { status: "reserved", amount, expiresAt, isRepeat: true };
  if (state === "posted" || late === "debited") return { status: "already_posted" };
  return { status: state === "released" ? "already_released" : "expired" };
}

/** Charges an amount at once: a reservation and its commit in one. */
export async function debit(ledger: Ledger, on: TransactionSql | Store, request: DebitRequest): Promise<DebitResult> {
  const taken = await take(ledger, on, { ...request, expiresAt: ledger.clock() }, "posted");
  if (taken.status === "insufficient") return taken;
  if (taken.status === "taken") return { status: "committed", amount: request.amount, isRepeat: false };
  const { state, amount, posted } = taken.reservation;
  if (isDifferent(taken.reservation, request) || state !== "posted" || posted !== amount) return { status: "conflict" };
  return { status: "committed", amount, isRepeat: true };
}

type Existing = Omit<Reservation, "id" | "allocations" | "refunded" | "shortfall">;

type Taken =
  | { readonly status: "taken" }
  | { readonly status: "exists"; readonly reservation: Existing }
  | Insufficient;

type TakenState = "pending" | "posted";

async function take(
  ledger: Ledger,
  on: TransactionSql | Store,
  request: ReserveRequest,
  state: TakenState,
): Promise<Taken> {
  checkAmount("amount", request.amount);
  if (!("transaction" in on)) {
    checkTransaction(on);
    return (await takeAtOnce(ledger, on, request, state)) ?? (await takeInSteps(ledger, on, request, state));
  }
  if (on.engine === "sqlite")
    return await on.transaction((sql) => take(ledger, sql, request, state), { sqlOnly: true });
  const taken = await takeAtOnce(ledger, on.sql, request, state);
  return taken ?? (await on.transaction((sql) => takeInSteps(ledger, sql, request, state)));
}

/** @returns undefined when something has expired, which takes several statements; on the embedded store also in rare cases */
function takeAtOnce(ledger: Ledger, sql: Sql, request: ReserveRequest, state: TakenState): Promise<Taken | undefined> {
  return (sql.engine === "sqlite" ? takeFromFirstGrant : takeByFunction)(ledger, sql, request, state);
}

async function takeByFunction(
  { unit, clock }: Ledger,
  sql: Sql,
  { id, account, amount, expiresAt }: ReserveRequest,
  state: TakenState,
): Promise<Taken | undefined> {
  const [row] = await sql<{ taken: Taken | null }>`
    SELECT errata_take(${unit}, ${id}, ${account}, ${amount}, ${state}, ${expiresAt}, ${clock()}, ${currentRequestId() ?? null}) AS taken`;
  return row?.taken ?? undefined;
}

/** @returns undefined unless the id is new and the grant that is spent first covers the amount */
async function takeFromFirstGrant(
  { unit, clock }: Ledger,
  sql: Sql,
  { id, account, amount, expiresAt }: ReserveRequest,
  state: TakenState,
): Promise<Taken | undefined> {
  if (amount === 0) return undefined;
  const now = clock();
  // The driver binds numbers as floating-point values, which JSON would show.
  const written = await sql`
    INSERT INTO errata_take (unit, id, account, amount, state, ends_at, at, request_id, grant_id, grant_ends_at)
    SELECT unit, ${id}, account, CAST(${amount} AS BIGINT), ${state}, ${expiresAt}, ${now}, ${currentRequestId() ?? null}, id, expires_at
    FROM (
      SELECT unit, account, id, remaining, expires_at FROM errata_grants
      WHERE unit = ${unit} AND account = ${account} AND is_open > 0
      ORDER BY expires_at IS NULL, expires_at, priority, seq LIMIT 1) AS spent_first
    WHERE remaining >= ${amount} AND (expires_at IS NULL OR expires_at > ${now})
      AND NOT EXISTS (SELECT 1 FROM errata_reservations WHERE unit = ${unit} AND id = ${id})
    RETURNING id`;
  return written.length === 1 ? { status: "taken" } : undefined;
}

async function takeInSteps(
  ledger: Ledger,
  sql: TransactionSql,
  request: ReserveRequest,
  state: TakenState,
): Promise<Taken> {
  if (request.amount === 0) await openAccount(ledger, sql, request.account);
  const account = await lockCurrentAccount(ledger, sql, request.account, request.amount);
  const allocations = account && allocate(account.grants, request.amount);
  const now = ledger.clock();
  if (allocations !== undefined && (await insertReservation(ledger, sql, { ...request, allocations }, state, now))) {
    await writeTaken(ledger, sql, request, allocations, state, now);
    return { status: "taken" };
  }
  const reservation = await findReservation(ledger, sql, request.id);
  return reservation === undefined ? insufficient(account, request.amount) : { status: "exists", reservation };
}

async function writeTaken(
  ledger: Ledger,
  sql: TransactionSql,
  { id, account, amount }: ReserveRequest,
  allocations: readonly Allocation[],
  state: TakenState,
  now: number,
): Promise<void> {
  const update = accountUpdate();
  takeAllocations(update, allocations);
  if (state === "pending") update.reserved = amount;
  else update.entries.push({ kind: "posted", delta: -amount, idem: `commit:${id}`, reservation: id });
  await applyUpdate(sql, ledger.unit, account, update, now);
}

function insufficient(account: Account | undefined, required: number): Insufficient {
  const { available = 0, reserved = 0, grants = [] } = account ?? {};
  return { status: "insufficient", required, available, reserved, breakdown: breakdownOf(grants) };
}

function isDifferent(reservation: Existing, request: DebitRequest): boolean {
  return reservation.account !== request.account || reservation.amount !== request.amount;
}
