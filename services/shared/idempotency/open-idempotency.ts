import { type IdempotencyGuard, type IdempotencyRefusals, idempotency } from "errata/guards";
import { type IdempotencyRecords, idempotencyRecords, type Store } from "errata/store";
import { type BackgroundJob, every } from "../concurrency/index.ts";

/** The idempotency keys of an API. */
export interface Idempotency {
  readonly guard: IdempotencyGuard;
  readonly records: IdempotencyRecords;
}

/** Options of {@link openIdempotency}. */
export interface IdempotencySettings {
  /** Store with the tables of `idempotencyMigrations`. */
  readonly store: Store;
  readonly refusals: IdempotencyRefusals;
  /** Largest stored body, in bytes. @default 65_536 */
  readonly maxStoredBytes?: number;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}

/** Time between two deletions of expired keys, in milliseconds. */
const purgeMs = 60 * 60_000;
/** Keys that are deleted in one statement. */
const purgeBatch = 1_000;

/** Opens the idempotency keys of an API. */
export function openIdempotency({ store, refusals, maxStoredBytes, clock }: IdempotencySettings): Idempotency {
  const records = idempotencyRecords({ clock });
  return { guard: idempotency({ store, records, refusals, maxStoredBytes }), records };
}

/** Creates the job that deletes expired keys every hour. */
export function purgeKeys(
  { store, idempotency: { records } }: { readonly store: Store; readonly idempotency: Idempotency },
  onFailure: (error: unknown, job: string) => void,
): BackgroundJob {
  const purge = async (): Promise<void> => {
    while ((await records.purge(store.sql, purgeBatch)) === purgeBatch);
  };
  return every(purgeMs, purge, (error) => onFailure(error, "expired idempotency keys"));
}
