import type { TransactionSql } from "../store.ts";
import { type Account, openAccount } from "./account.ts";
import { checkAmount, checkTime, checkTransaction } from "./check.ts";
import type { Ledger } from "./ledger.ts";
import { movement, takeShares, write } from "./movement.ts";
import { type Breakdown, breakdownOf } from "./read.ts";
import { findReservation, insertReservation, type Reservation } from "./reservation.ts";
import { settledAccount } from "./settle.ts";
import { burn, type Share } from "./share.ts";

/** Asks for an amount to be held until it is committed, released or expired. */
export interface ReserveRequest {
  /** Key of the operation, chosen by the caller; the same id again is the same reservation. */
  readonly id: string;
  readonly account: string;
  /** Whole number from 0 to 2^53 - 1. */
  readonly amount: number;
  /** Epoch milliseconds; later than the work can possibly take, see {@link renew}. */
  readonly expiresAt: number;
}

/** Says that the account does not hold the amount; nothing was written. */
export interface Insufficient {
  readonly outcome: "insufficient";
  readonly required: number;
  readonly available: number;
  readonly reserved: number;
  readonly breakdown: readonly Breakdown[];
}

/** Says that the id was used before for another account or amount; nothing was written. */
export interface Conflict {
  readonly outcome: "conflict";
}

/** Says what became of a request to reserve. A repeat of a resolved reservation is told how it ended. */
export type ReserveResult =
  | { readonly outcome: "reserved"; readonly amount: number; readonly expiresAt: number; readonly isRepeat: boolean }
  | Insufficient
  | Conflict
  | { readonly outcome: "already_posted" | "already_released" | "expired" };

/** Asks for an amount to be charged at once. */
export type DebitRequest = Omit<ReserveRequest, "expiresAt">;

/** Says what became of a request to charge at once. */
export type DebitResult =
  | { readonly outcome: "committed"; readonly amount: number; readonly isRepeat: boolean }
  | Insufficient
  | Conflict;

/** Holds an amount of what is available. */
export async function reserve(ledger: Ledger, sql: TransactionSql, request: ReserveRequest): Promise<ReserveResult> {
  checkTime("expiresAt", request.expiresAt);
  const taken = await take(ledger, sql, request, "pending");
  if (taken.outcome === "insufficient") return taken;
  if (taken.outcome === "taken") {
    return { outcome: "reserved", amount: request.amount, expiresAt: request.expiresAt, isRepeat: false };
  }
  const { state, amount, expiresAt, late } = taken.reservation;
  if (isOther(taken.reservation, request)) return { outcome: "conflict" };
  if (state === "pending") return { outcome: "reserved", amount, expiresAt, isRepeat: true };
  if (state === "posted" || late === "debited") return { outcome: "already_posted" };
  return { outcome: state === "released" ? "already_released" : "expired" };
}

/** Charges an amount at once: a reservation and its commit in one. */
export async function debit(ledger: Ledger, sql: TransactionSql, request: DebitRequest): Promise<DebitResult> {
  const taken = await take(ledger, sql, { ...request, expiresAt: ledger.clock() }, "posted");
  if (taken.outcome === "insufficient") return taken;
  if (taken.outcome === "taken") return { outcome: "committed", amount: request.amount, isRepeat: false };
  const { state, amount, posted } = taken.reservation;
  if (isOther(taken.reservation, request) || state !== "posted" || posted !== amount) return { outcome: "conflict" };
  return { outcome: "committed", amount, isRepeat: true };
}

type Taken =
  | { readonly outcome: "taken" }
  | { readonly outcome: "known"; readonly reservation: Reservation }
  | Insufficient;

async function take(
  ledger: Ledger,
  sql: TransactionSql,
  request: ReserveRequest,
  state: "pending" | "posted",
): Promise<Taken> {
  checkTransaction(sql);
  checkAmount("amount", request.amount);
  if (request.amount === 0) await openAccount(ledger, sql, request.account);
  const account = await settledAccount(ledger, sql, request.account, request.amount);
  const shares = account && burn(account.grants, request.amount);
  if (shares !== undefined && (await insertReservation(ledger, sql, { ...request, shares }, state))) {
    await writeTaking(ledger, sql, request, shares, state);
    return { outcome: "taken" };
  }
  const reservation = await findReservation(ledger, sql, request.id);
  return reservation === undefined ? insufficient(account, request.amount) : { outcome: "known", reservation };
}

async function writeTaking(
  ledger: Ledger,
  sql: TransactionSql,
  { id, account, amount }: ReserveRequest,
  shares: readonly Share[],
  state: "pending" | "posted",
): Promise<void> {
  const change = movement();
  takeShares(change, shares);
  if (state === "pending") change.reserved = amount;
  else change.entries.push({ kind: "posted", delta: -amount, idem: `commit:${id}`, reservation: id });
  await write(sql, ledger.unit, account, change, ledger.clock());
}

function insufficient(account: Account | undefined, required: number): Insufficient {
  const { available = 0, reserved = 0, grants = [] } = account ?? {};
  return { outcome: "insufficient", required, available, reserved, breakdown: breakdownOf(grants) };
}

function isOther(reservation: Reservation, request: DebitRequest): boolean {
  return reservation.account !== request.account || reservation.amount !== request.amount;
}
