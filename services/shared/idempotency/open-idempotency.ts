import { type IdempotencyGuard, type IdempotencyRefusals, idempotency } from "errata/guards";
import { type IdempotencyRecords, idempotencyRecords, type Store } from "errata/store";

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

/** Opens the idempotency keys of an API. */
export function openIdempotency({ store, refusals, maxStoredBytes, clock }: IdempotencySettings): Idempotency {
  const records = idempotencyRecords({ clock });
  return { guard: idempotency({ store, records, refusals, maxStoredBytes }), records };
}
