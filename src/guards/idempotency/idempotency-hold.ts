import type { IdempotencyLease, IdempotencyRecords, StoredResponse, Store, TransactionSql } from "../../store/index.ts";
import { answerToKeep } from "./answer-to-keep.ts";

/** A key that the running request holds; the same for a request without a key, which holds none. */
export interface IdempotencyHold {
  /** The key; null for a request without one. */
  readonly key: string | null;
  /**
   * Records the answer in the transaction of the effect, so that both happen or neither. Call it last in there.
   *
   * @param reference what is kept in place of a body that is too large to be kept: a body with the id of what was made
   * @returns the answer as it came, to be returned by the work
   * @throws the outcome `inFlight` when another attempt has taken over; it takes the transaction back
   * @throws RangeError when neither the body nor the reference is small enough
   */
  finish(sql: TransactionSql, answer: StoredResponse, reference?: string): Promise<StoredResponse>;
}

/** Makes the hold of a request without a key. */
export const noHold: IdempotencyHold = {
  key: null,
  finish: async (_sql, answer) => answer,
};

/** What holding a key needs. */
export interface HoldOptions {
  readonly store: Store;
  readonly records: IdempotencyRecords;
  readonly lease: IdempotencyLease;
  readonly maxKeptBytes: number;
  readonly requestId: string | undefined;
  readonly lost: () => Error;
}

/** A held key and what becomes of it. */
export interface HeldKey extends IdempotencyHold {
  /** Says that `finish` was called; whether that was committed, the row knows. */
  readonly isFinished: boolean;
  /** Records an answer on its own, where no transaction of an effect has done it. */
  keep(answer: StoredResponse): Promise<void>;
  /** Lets go of the key: what was committed stays. @param isUncertain nobody knows what was done, so that it stays taken */
  letGo(isUncertain: boolean): Promise<void>;
  /** Stops the renewals. */
  end(): void;
}

/** Holds a key that was claimed, and shows that the holder lives until `end`. */
export function holdKey(options: HoldOptions): HeldKey {
  const { store, records, lease, lost } = options;
  let isFinished = false;
  const timer = setInterval(() => {
    // What fails now is tried again at the next tick; a lease that lapses meanwhile is dealt with by `finish`.
    void records.renew(store.sql, lease).catch(() => undefined);
  }, records.leaseMs / 3);
  timer.unref();
  return {
    key: lease.key,
    get isFinished() {
      return isFinished;
    },
    async finish(sql, answer, reference) {
      if (!(await records.finish(sql, lease, answerToKeep(options, answer, reference)))) throw lost();
      isFinished = true;
      return answer;
    },
    async keep(answer) {
      if (!(await records.finish(store.sql, lease, answerToKeep(options, answer)))) throw lost();
    },
    async letGo(isUncertain) {
      await (isUncertain ? records.abandon(store.sql, lease) : records.release(store.sql, lease));
    },
    end: () => clearInterval(timer),
  };
}
