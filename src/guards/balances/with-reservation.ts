import type { Store, TransactionOptions, TransactionSql } from "../../store/index.ts";

/** Credits or bytes that are reserved for unfinished work. */
export interface Reservation {
  /** Charges the reservation in the transaction of its effect. @param amount actual cost. @default the reserved amount */
  commit(sql: TransactionSql, amount?: number): Promise<void>;
  /** Returns the reserved amount. @returns "charged" when it was already committed */
  release(): Promise<"returned" | "charged">;
  /** Extends the reservation while the work runs. */
  renew(): Promise<void>;
}

/** Work under a reservation. */
export interface ReservedWork<Prepared, Result> {
  readonly store: Store;
  readonly reservation: Reservation;
  /** Time between renewals while `prepare` runs, in milliseconds. */
  readonly renewEveryMs: number;
  /** Slow work outside any transaction. */
  readonly prepare: () => Promise<Prepared>;
  /** Effects in the database, which commit together with the charge. */
  readonly effect: (sql: TransactionSql, prepared: Prepared) => Promise<Result>;
  /** Options of the transaction of `effect`. */
  readonly transaction: TransactionOptions;
  /** Returns the actual cost; undefined for the reserved amount. */
  readonly cost: (prepared: Prepared) => number | undefined;
  /** Called when a reservation could not be released; it is returned when it expires. */
  readonly onReleaseFailed: (error: unknown) => void;
}

/**
 * Does work under a reservation, then applies its effects and charges it in one transaction. Any failure releases the
 * reservation, so a failed call is never charged.
 */
export async function withReservation<Prepared, Result>(work: ReservedWork<Prepared, Result>): Promise<Result> {
  const { store, reservation, effect, cost, onReleaseFailed } = work;
  let finished: { readonly result: Result } | undefined;
  try {
    const prepared = await prepareWithRenewals(work);
    return await store.transaction(async (sql) => {
      finished = undefined;
      const result = await effect(sql, prepared);
      await reservation.commit(sql, cost(prepared));
      finished = { result };
      return result;
    }, work.transaction);
  } catch (error) {
    const status = await reservation.release().catch(onReleaseFailed);
    // The transaction was committed and only its acknowledgement was lost.
    if (status === "charged" && finished !== undefined) return finished.result;
    throw error;
  }
}

async function prepareWithRenewals<Prepared>({
  reservation,
  prepare,
  renewEveryMs,
}: Pick<ReservedWork<Prepared, never>, "reservation" | "prepare" | "renewEveryMs">): Promise<Prepared> {
  // A failed renewal is retried at the next interval; the commit handles a reservation that expired.
  const timer = setInterval(() => void reservation.renew().catch(() => undefined), renewEveryMs);
  timer.unref();
  try {
    return await prepare();
  } finally {
    clearInterval(timer);
  }
}
