import type { TransactionSql } from "../store.ts";
import { checkAmount, checkTransaction } from "./check.ts";
import type { Ledger, Overrun } from "./ledger.ts";
import { movement, returnShares, takeShares, write } from "./movement.ts";
import { lockReservation, type Reservation, resolveReservation } from "./reservation.ts";
import { settledAccount } from "./settle.ts";
import { burn, type Share, split, writeShares } from "./share.ts";

/** Asks for a reservation to be charged. */
export interface CommitRequest {
  readonly id: string;
  /** What the work really cost; the rest of the reservation returns. @default the reserved amount */
  readonly amount?: number;
  /** What to do when it cost more than was reserved. @default the ledger's own rule */
  readonly overrun?: Overrun;
}

/**
 * Says what became of a request to charge. `committed` is also the answer to a repeat, with the amount of the first.
 * `isLate`: the reservation had expired, and the amount was charged anew. `written_off`: it had expired and the amount
 * was no longer there; the ledger records the shortfall, and somebody should be told.
 */
export type CommitResult =
  | {
      readonly outcome: "committed";
      readonly amount: number;
      readonly shortfall: number;
      readonly isLate: boolean;
      readonly isRepeat: boolean;
    }
  | { readonly outcome: "written_off"; readonly shortfall: number; readonly isRepeat: boolean }
  | { readonly outcome: "already_released" | "unknown" };

/** Charges a reservation, once. */
export async function commit(ledger: Ledger, sql: TransactionSql, request: CommitRequest): Promise<CommitResult> {
  checkTransaction(sql);
  if (request.amount !== undefined) checkAmount("amount", request.amount);
  const held = await lockReservation(ledger, sql, request.id);
  if (held === undefined) return { outcome: "unknown" };
  if (held.state === "released") return { outcome: "already_released" };
  const { posted, shortfall } = held;
  if (held.late === "written_off") return { outcome: "written_off", shortfall, isRepeat: true };
  if (held.state === "posted" || held.late === "debited") {
    return { outcome: "committed", amount: posted, shortfall, isLate: held.late !== null, isRepeat: true };
  }
  const cost = request.amount ?? held.amount;
  const overrun = request.overrun ?? ledger.overrun;
  return held.state === "pending"
    ? await commitHeld(ledger, sql, held, cost, overrun)
    : await commitLate(ledger, sql, held, cost, overrun);
}

async function commitHeld(
  ledger: Ledger,
  sql: TransactionSql,
  held: Reservation,
  cost: number,
  overrun: Overrun,
): Promise<CommitResult> {
  const { id, account } = held;
  const change = movement();
  change.reserved = -held.amount;
  const [kept, rest] = split(held.shares, cost);
  const excess = Math.max(0, cost - held.amount);
  const extra = excess > 0 && overrun === "debit_or_cap" ? await takeExtra(ledger, sql, held, excess) : [];
  takeShares(change, extra);
  const amount = sum(kept) + sum(extra);
  const shortfall = cost - amount;
  change.entries.push({ kind: "posted", delta: -amount, idem: `commit:${id}`, reservation: id, shortfall });
  if (rest.length > 0) returnShares(change, rest, await owedBy(ledger, sql, account), ledger.clock(), `commit:${id}`);
  await resolveReservation(ledger, sql, id, {
    state: "posted",
    posted: amount,
    shortfall,
    shares: [...kept, ...extra],
  });
  await write(sql, ledger.unit, account, change, ledger.clock());
  return { outcome: "committed", amount, shortfall, isLate: false, isRepeat: false };
}

async function takeExtra(ledger: Ledger, sql: TransactionSql, held: Reservation, excess: number): Promise<Share[]> {
  const account = await settledAccount(ledger, sql, held.account, excess, held.id);
  return (account && burn(account.grants, excess)) ?? [];
}

/** The hold is gone, and others may have used it: charge anew what is there, or write it off; never below zero. */
async function commitLate(
  ledger: Ledger,
  sql: TransactionSql,
  held: Reservation,
  cost: number,
  overrun: Overrun,
): Promise<CommitResult> {
  const { id, account: name } = held;
  const due = overrun === "cap" ? Math.min(cost, held.amount) : cost;
  const account = await settledAccount(ledger, sql, name, due);
  const shares = account && burn(account.grants, due);
  const change = movement();
  const shortfall = shares === undefined ? cost : cost - due;
  if (shares === undefined) {
    change.entries.push({ kind: "written_off", delta: 0, idem: `commit:${id}`, reservation: id, shortfall });
  } else {
    takeShares(change, shares);
    change.entries.push({ kind: "posted", delta: -due, idem: `commit:${id}`, reservation: id, shortfall });
  }
  await sql`
    UPDATE errata_reservations
    SET late = ${shares === undefined ? "written_off" : "debited"}, posted = ${shares === undefined ? 0 : due},
      shortfall = ${shortfall}, allocation = ${writeShares(shares ?? [])}
    WHERE unit = ${ledger.unit} AND id = ${id}`;
  await write(sql, ledger.unit, name, change, ledger.clock());
  if (shares === undefined) return { outcome: "written_off", shortfall, isRepeat: false };
  return { outcome: "committed", amount: due, shortfall, isLate: true, isRepeat: false };
}

/** Reads what a locked account owes. */
export async function owedBy(ledger: Ledger, sql: TransactionSql, account: string): Promise<number> {
  const rows = await sql<{ owed: number }>`
    SELECT owed FROM errata_accounts WHERE unit = ${ledger.unit} AND account = ${account}`;
  return rows[0]?.owed ?? 0;
}

function sum(shares: readonly Share[]): number {
  return shares.reduce((total, share) => total + share.amount, 0);
}
