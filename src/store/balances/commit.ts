import type { TransactionSql } from "../store.ts";
import {
  type Allocation,
  accountUpdate,
  allocate,
  applyUpdate,
  returnAllocations,
  splitAllocations,
  takeAllocations,
} from "./account-update.ts";
import { lockCurrentAccount } from "./expire.ts";
import { checkAmount, checkTransaction, type Ledger, type Overrun } from "./ledger.ts";
import { lockReservation, type Reservation, resolveReservation, serializeAllocations } from "./reservation.ts";

/** A request to charge a reservation. */
export interface CommitRequest {
  /** Id of the reservation. */
  readonly id: string;
  /** Actual cost; integer from 0 to 2^53 - 1. The rest of the reservation is returned. @default the reserved amount */
  readonly amount?: number | undefined;
  /** Rule for a cost above the reserved amount. @default the ledger's rule */
  readonly overrun?: Overrun | undefined;
}

/** The result of a request to charge. A repeat returns the result of the first request. */
export type CommitResult =
  | {
      /** The amount was charged. */
      readonly status: "committed";
      /** Charged amount. */
      readonly amount: number;
      /** Part of the cost that the account did not cover and that was not charged. */
      readonly shortfall: number;
      /** Whether the reservation had expired, so that the amount was taken from the account again. */
      readonly isLate: boolean;
      /** Whether an earlier request charged the reservation already. */
      readonly isRepeat: boolean;
    }
  | {
      /** The reservation had expired and its amount is spent. Nothing was charged; alert someone. */
      readonly status: "written_off";
      /** Cost that was not charged. The ledger records it. */
      readonly shortfall: number;
      /** Whether an earlier request wrote it off already. */
      readonly isRepeat: boolean;
    }
  | {
      /** The reservation was released, or does not exist; nothing was charged. */
      readonly status: "already_released" | "unknown";
    };

/** Charges a reservation, once. */
export async function commit(ledger: Ledger, sql: TransactionSql, request: CommitRequest): Promise<CommitResult> {
  checkTransaction(sql);
  if (request.amount !== undefined) checkAmount("amount", request.amount);
  const reservation = await lockReservation(ledger, sql, request.id);
  if (reservation === undefined) return { status: "unknown" };
  const { state, late, posted, shortfall } = reservation;
  if (state === "released") return { status: "already_released" };
  if (late === "written_off") return { status: "written_off", shortfall, isRepeat: true };
  if (state === "posted" || late === "debited") {
    return { status: "committed", amount: posted, shortfall, isLate: late !== null, isRepeat: true };
  }
  const cost = request.amount ?? reservation.amount;
  const overrun = request.overrun ?? ledger.overrun;
  return state === "pending"
    ? await commitPending(ledger, sql, reservation, cost, overrun)
    : await commitExpired(ledger, sql, reservation, cost, overrun);
}

async function commitPending(
  ledger: Ledger,
  sql: TransactionSql,
  reservation: Reservation,
  cost: number,
  overrun: Overrun,
): Promise<CommitResult> {
  const { id, account } = reservation;
  const update = accountUpdate();
  update.reserved = -reservation.amount;
  const [kept, rest] = splitAllocations(reservation.allocations, cost);
  const excess = Math.max(0, cost - reservation.amount);
  const extra = excess > 0 && overrun === "debit_or_cap" ? await allocateExtra(ledger, sql, reservation, excess) : [];
  takeAllocations(update, extra);
  const amount = sum(kept) + sum(extra);
  const shortfall = cost - amount;
  update.entries.push({ kind: "posted", delta: -amount, idem: `commit:${id}`, reservation: id, shortfall });
  const now = ledger.clock();
  if (rest.length > 0) {
    returnAllocations(update, rest, await amountOwed(ledger, sql, account), now, `commit:${id}`);
  }
  const allocations = [...kept, ...extra];
  await resolveReservation(ledger, sql, id, { state: "posted", posted: amount, shortfall, allocations }, now);
  await applyUpdate(sql, ledger.unit, account, update, now);
  return { status: "committed", amount, shortfall, isLate: false, isRepeat: false };
}

async function allocateExtra(
  ledger: Ledger,
  sql: TransactionSql,
  { id, account: name }: Reservation,
  excess: number,
): Promise<Allocation[]> {
  const account = await lockCurrentAccount(ledger, sql, name, excess, id);
  return (account && allocate(account.grants, excess)) ?? [];
}

/** Others may have spent the returned amount: charges it again if it is available, and writes it off otherwise. */
async function commitExpired(
  ledger: Ledger,
  sql: TransactionSql,
  reservation: Reservation,
  cost: number,
  overrun: Overrun,
): Promise<CommitResult> {
  const { id, account: name } = reservation;
  const due = overrun === "cap" ? Math.min(cost, reservation.amount) : cost;
  const account = await lockCurrentAccount(ledger, sql, name, due);
  const allocations = account && allocate(account.grants, due);
  const now = ledger.clock();
  const update = accountUpdate();
  const shortfall = allocations === undefined ? cost : cost - due;
  if (allocations === undefined) {
    update.entries.push({ kind: "written_off", delta: 0, idem: `commit:${id}`, reservation: id, shortfall });
  } else {
    takeAllocations(update, allocations);
    update.entries.push({ kind: "posted", delta: -due, idem: `commit:${id}`, reservation: id, shortfall });
  }
  await sql`
    UPDATE errata_reservations
    SET late = ${allocations === undefined ? "written_off" : "debited"}, posted = ${allocations === undefined ? 0 : due},
      shortfall = ${shortfall}, allocation = ${serializeAllocations(allocations ?? [])}, resolved_at = ${now}
    WHERE unit = ${ledger.unit} AND id = ${id}`;
  await applyUpdate(sql, ledger.unit, name, update, now);
  if (allocations === undefined) return { status: "written_off", shortfall, isRepeat: false };
  return { status: "committed", amount: due, shortfall, isLate: true, isRepeat: false };
}

/** Reads what a locked account owes. */
export async function amountOwed(ledger: Ledger, sql: TransactionSql, account: string): Promise<number> {
  const rows = await sql<{ owed: number }>`
    SELECT owed FROM errata_accounts WHERE unit = ${ledger.unit} AND account = ${account}`;
  return rows[0]?.owed ?? 0;
}

function sum(allocations: readonly Allocation[]): number {
  return allocations.reduce((total, { amount }) => total + amount, 0);
}
