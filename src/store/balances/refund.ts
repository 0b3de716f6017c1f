import type { TransactionSql } from "../store.ts";
import { lockAccount } from "./account.ts";
import { checkAmount, checkTransaction } from "./check.ts";
import { findEntry } from "./grant.ts";
import type { Ledger } from "./ledger.ts";
import { movement, record, returnShares, write } from "./movement.ts";
import { usedOf } from "./read.ts";
import { lockReservation } from "./reservation.ts";
import type { Conflict } from "./reserve.ts";
import { refundable } from "./share.ts";

/** Asks for part or all of a charge to be given back. */
export interface RefundRequest {
  /** Key of the refund; the same id again gives back nothing more. */
  readonly id: string;
  /** Reservation, or debit, that was charged. */
  readonly reservation: string;
  /** Whole number from 0 to 2^53 - 1. */
  readonly amount: number;
}

/** Says what became of a refund. `exceeds`: more than was charged and not yet given back. */
export type RefundResult =
  | { readonly outcome: "refunded"; readonly amount: number; readonly isRepeat: boolean }
  | { readonly outcome: "exceeds"; readonly refundable: number }
  | Conflict
  | { readonly outcome: "not_posted" | "unknown" };

/** Gives back part or all of a charge, to the grants that it was burnt from. */
export async function refund(ledger: Ledger, sql: TransactionSql, request: RefundRequest): Promise<RefundResult> {
  const { id, reservation, amount } = request;
  checkTransaction(sql);
  checkAmount("amount", amount);
  const held = await lockReservation(ledger, sql, reservation);
  if (held === undefined) return { outcome: "unknown" };
  const idem = `refund:${id}`;
  const known = await findEntry(ledger, sql, idem);
  if (known !== undefined) {
    if (known.reservation !== reservation || known.delta !== amount) return { outcome: "conflict" };
    return { outcome: "refunded", amount, isRepeat: true };
  }
  if (held.state !== "posted" && held.late !== "debited") return { outcome: "not_posted" };
  const account = await lockAccount(ledger, sql, held.account);
  if (account === undefined) return { outcome: "unknown" };
  const open = held.posted - held.refunded;
  const most = account.capacity === null ? open : Math.min(open, usedOf(account));
  if (amount > most) return { outcome: "exceeds", refundable: most };
  const now = ledger.clock();
  const isNew = await record(
    sql,
    ledger.unit,
    held.account,
    { kind: "refunded", delta: amount, idem, reservation },
    now,
  );
  if (!isNew) return { outcome: "conflict" };
  const change = movement();
  returnShares(change, refundable(held.shares, held.refunded, amount), account.owed, now, idem);
  await sql`
    UPDATE errata_reservations SET refunded = refunded + ${amount} WHERE unit = ${ledger.unit} AND id = ${reservation}`;
  await write(sql, ledger.unit, held.account, change, now);
  return { outcome: "refunded", amount, isRepeat: false };
}
