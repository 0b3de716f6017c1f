import type { TransactionSql } from "../store.ts";
import { lockAccount, usedCapacity } from "./account.ts";
import { accountUpdate, applyUpdate, insertEntry, returnAllocations, splitAllocations } from "./account-update.ts";
import { amountOwed } from "./commit.ts";
import { findEntry } from "./grant.ts";
import { checkAmount, checkTime, checkTransaction, type Ledger } from "./ledger.ts";
import { lockReservation, type Reservation, resolveReservation } from "./reservation.ts";
import type { Conflict } from "./reserve.ts";

/** The result of a request to release. */
export type ReleaseResult =
  | {
      /** The reserved amount was returned. */
      readonly status: "released";
      /** Returned amount. */
      readonly amount: number;
      /** Whether an earlier request released the reservation already. */
      readonly isRepeat: boolean;
    }
  | {
      /** The reservation was charged, has expired and returned its amount, or does not exist. */
      readonly status: "already_posted" | "expired" | "unknown";
    };

/** The result of a request to renew. */
export type RenewResult =
  | {
      /** The reservation lasts longer. */
      readonly status: "renewed";
      /** End of the reservation in epoch milliseconds. */
      readonly expiresAt: number;
    }
  | {
      /** Why there is no reservation to renew. */
      readonly status: "already_posted" | "already_released" | "expired" | "unknown";
    };

/** A request to return part or all of a charge. */
export interface RefundRequest {
  /** Id of the refund. The same id is refunded once. */
  readonly id: string;
  /** Id of the reservation or debit that was charged. */
  readonly reservation: string;
  /** Integer from 0 to 2^53 - 1, in the ledger's unit. */
  readonly amount: number;
}

/** The result of a refund. */
export type RefundResult =
  | {
      /** The amount was returned. */
      readonly status: "refunded";
      /** Returned amount. */
      readonly amount: number;
      /** Whether an earlier request with the same id returned it already. */
      readonly isRepeat: boolean;
    }
  | {
      /** The request would return more than was charged and not yet refunded; nothing was written. */
      readonly status: "exceeds";
      /** Amount that can still be refunded. */
      readonly refundable: number;
    }
  | Conflict
  | {
      /** The reservation was never charged, or does not exist. */
      readonly status: "not_posted" | "unknown";
    };

/** Returns the whole amount of a reservation. */
export async function release(ledger: Ledger, sql: TransactionSql, id: string): Promise<ReleaseResult> {
  checkTransaction(sql);
  const reservation = await lockReservation(ledger, sql, id);
  if (reservation === undefined) return { status: "unknown" };
  const { account, amount, allocations, state } = reservation;
  if (state === "released") return { status: "released", amount, isRepeat: true };
  if (isPosted(reservation)) return { status: "already_posted" };
  if (state === "expired") return { status: "expired" };
  const now = ledger.clock();
  const update = accountUpdate();
  update.reserved = -amount;
  returnAllocations(update, allocations, await amountOwed(ledger, sql, account), now, `release:${id}`);
  await resolveReservation(ledger, sql, id, { state: "released", allocations }, now);
  await applyUpdate(sql, ledger.unit, account, update, now);
  return { status: "released", amount, isRepeat: false };
}

/** Moves the expiry of a pending reservation, even if it has passed but was not swept. */
export async function renew(ledger: Ledger, sql: TransactionSql, id: string, expiresAt: number): Promise<RenewResult> {
  checkTransaction(sql);
  checkTime("expiresAt", expiresAt);
  const reservation = await lockReservation(ledger, sql, id);
  if (reservation === undefined) return { status: "unknown" };
  if (isPosted(reservation)) return { status: "already_posted" };
  if (reservation.state !== "pending") {
    return { status: reservation.state === "expired" ? "expired" : "already_released" };
  }
  await sql`
    UPDATE errata_reservations SET expires_at = ${expiresAt}
    WHERE unit = ${ledger.unit} AND id = ${id} AND state = 'pending'`;
  return { status: "renewed", expiresAt };
}

/** Returns part or all of a charge to the grants it was taken from. */
export async function refund(ledger: Ledger, sql: TransactionSql, request: RefundRequest): Promise<RefundResult> {
  const { id, reservation: reservationId, amount } = request;
  checkTransaction(sql);
  checkAmount("amount", amount);
  const reservation = await lockReservation(ledger, sql, reservationId);
  if (reservation === undefined) return { status: "unknown" };
  const idem = `refund:${id}`;
  const existing = await findEntry(ledger, sql, idem);
  if (existing !== undefined) {
    if (existing.reservation !== reservationId || existing.delta !== amount) return { status: "conflict" };
    return { status: "refunded", amount, isRepeat: true };
  }
  if (!isPosted(reservation)) return { status: "not_posted" };
  const { account: name, allocations, posted, refunded } = reservation;
  const account = await lockAccount(ledger, sql, name);
  if (account === undefined) return { status: "unknown" };
  const open = posted - refunded;
  const refundable = account.capacity === null ? open : Math.min(open, usedCapacity(account));
  if (amount > refundable) return { status: "exceeds", refundable };
  const now = ledger.clock();
  const entry = { kind: "refunded", delta: amount, idem, reservation: reservationId } as const;
  if (!(await insertEntry(sql, ledger.unit, name, entry, now))) return { status: "conflict" };
  const update = accountUpdate();
  // The allocations spent last are refunded first, after those that earlier refunds returned.
  const [, unrefunded] = splitAllocations(allocations.toReversed(), refunded);
  returnAllocations(update, splitAllocations(unrefunded, amount)[0], account.owed, now, idem);
  await sql`
    UPDATE errata_reservations SET refunded = refunded + ${amount} WHERE unit = ${ledger.unit} AND id = ${reservationId}`;
  await applyUpdate(sql, ledger.unit, name, update, now);
  return { status: "refunded", amount, isRepeat: false };
}

function isPosted({ state, late }: Reservation): boolean {
  return state === "posted" || late === "debited";
}
