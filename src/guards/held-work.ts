import type { Store, TransactionOptions, TransactionSql } from "../store/index.ts";

/** Something held for work that is not done yet: credits or bytes. */
export interface Hold {
  /** Charges the hold inside the transaction of its effect. */
  commit(sql: TransactionSql, amount?: number): Promise<void>;
  /** Returns the hold. @returns "charged" when it was committed already */
  release(): Promise<"returned" | "charged">;
  /** Moves the end of the hold, because the work goes on. */
  renew(): Promise<void>;
}

/** Work under a hold. */
export interface HeldWork<Prepared, Result> {
  readonly store: Store;
  readonly hold: Hold;
  /** Time between renewals while `prepare` runs, in milliseconds. */
  readonly renewEveryMs: number;
  /** Slow work outside of any transaction. */
  readonly prepare: () => Promise<Prepared>;
  /** Effects in the database; they commit together with the charge. */
  readonly effect: (sql: TransactionSql, prepared: Prepared) => Promise<Result>;
  /** How the transaction of the effect is run. */
  readonly transaction?: TransactionOptions;
  /** What the work really cost. @returns undefined for the held amount */
  readonly cost: (prepared: Prepared) => number | undefined;
  /** Told when a hold could not be returned; it returns by itself when it expires. */
  readonly onReleaseFailed: (error: unknown) => void;
}

/**
 * Does work under a hold, then its effects and its charge in one transaction. On any failure the hold is returned, so
 * that no failed call is charged.
 */
export async function doHeldWork<Prepared, Result>(work: HeldWork<Prepared, Result>): Promise<Result> {
  const { store, hold, effect, cost, onReleaseFailed } = work;
  let finished: { readonly result: Result } | undefined;
  try {
    const prepared = await renewing(work);
    return await store.transaction(async (sql) => {
      finished = undefined;
      const result = await effect(sql, prepared);
      await hold.commit(sql, cost(prepared));
      finished = { result };
      return result;
    }, work.transaction);
  } catch (error) {
    const end = await hold.release().catch(onReleaseFailed);
    // The transaction became durable and only its acknowledgement was lost: what was charged has happened.
    if (end === "charged" && finished !== undefined) return finished.result;
    throw error;
  }
}

async function renewing<Prepared>({
  hold,
  prepare,
  renewEveryMs,
}: Pick<HeldWork<Prepared, never>, "hold" | "prepare" | "renewEveryMs">): Promise<Prepared> {
  // A renewal that fails is tried again at the next tick; a hold that lapses meanwhile is dealt with by the commit.
  const timer = setInterval(() => void hold.renew().catch(() => undefined), renewEveryMs);
  timer.unref();
  try {
    return await prepare();
  } finally {
    clearInterval(timer);
  }
}
