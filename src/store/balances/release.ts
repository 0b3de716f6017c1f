import type { TransactionSql } from "../store.ts";
import { checkTime, checkTransaction } from "./check.ts";
import { owedBy } from "./commit.ts";
import type { Ledger } from "./ledger.ts";
import { movement, returnShares, write } from "./movement.ts";
import { lockReservation, type Reservation, resolveReservation } from "./reservation.ts";

/** Says what became of a request to release; `expired` means that it had been returned already. */
export type ReleaseResult =
  | { readonly outcome: "released"; readonly amount: number; readonly isRepeat: boolean }
  | { readonly outcome: "already_posted" | "expired" | "unknown" };

/** Says what became of a request for more time. */
export type RenewResult =
  | { readonly outcome: "renewed"; readonly expiresAt: number }
  | { readonly outcome: "already_posted" | "already_released" | "expired" | "unknown" };

/** Returns all that a reservation holds. */
export async function release(ledger: Ledger, sql: TransactionSql, id: string): Promise<ReleaseResult> {
  checkTransaction(sql);
  const held = await lockReservation(ledger, sql, id);
  if (held === undefined) return { outcome: "unknown" };
  if (held.state === "released") return { outcome: "released", amount: held.amount, isRepeat: true };
  if (isPosted(held)) return { outcome: "already_posted" };
  if (held.state === "expired") return { outcome: "expired" };
  const now = ledger.clock();
  const change = movement();
  change.reserved = -held.amount;
  returnShares(change, held.shares, await owedBy(ledger, sql, held.account), now, `release:${id}`);
  await resolveReservation(ledger, sql, id, { state: "released", shares: held.shares });
  await write(sql, ledger.unit, held.account, change, now);
  return { outcome: "released", amount: held.amount, isRepeat: false };
}

/** Moves the expiry of a reservation whose work goes on; late, but not yet expired, still counts. */
export async function renew(ledger: Ledger, sql: TransactionSql, id: string, expiresAt: number): Promise<RenewResult> {
  checkTransaction(sql);
  checkTime("expiresAt", expiresAt);
  const held = await lockReservation(ledger, sql, id);
  if (held === undefined) return { outcome: "unknown" };
  if (isPosted(held)) return { outcome: "already_posted" };
  if (held.state !== "pending") return { outcome: held.state === "expired" ? "expired" : "already_released" };
  await sql`
    UPDATE errata_reservations SET expires_at = ${expiresAt}
    WHERE unit = ${ledger.unit} AND id = ${id} AND state = 'pending'`;
  return { outcome: "renewed", expiresAt };
}

function isPosted(held: Reservation): boolean {
  return held.state === "posted" || held.late === "debited";
}
