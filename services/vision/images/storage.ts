import { type StorageQuotaGuard, storageQuota } from "errata/guards";
import type { Balances, Store } from "errata/store";
import { vision } from "../contract.ts";

/** How long quota stays held for an upload whose process died, unless `reconcile` ends the hold before. */
const reservationMs = 30_000;

/** Counts the bytes of accounts against their quotas. */
export function storageGuard(store: Store, ledger: Balances, clock: () => number): StorageQuotaGuard {
  return storageQuota({
    store,
    balances: ledger,
    // What other uploads hold is used as well: the numbers must add up to a refusal.
    full: ({ quotaBytes, usedBytes, reservedBytes, requiredBytes }) =>
      vision.error.STORAGE_QUOTA_EXCEEDED({ quotaBytes, usedBytes: usedBytes + reservedBytes, requiredBytes }),
    reservationMs,
    clock,
  });
}
