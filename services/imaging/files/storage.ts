import { type StorageQuotaGuard, storageQuota } from "errata/guards";
import type { Balances, Store } from "errata/store";
import { GB } from "../../shared/files/index.ts";
import { imaging } from "../contract.ts";

/** How long quota stays held for an upload whose process died, unless `reconcile` ends the hold before. */
const holdMs = 30_000;

/** Counts the bytes of customers against the quotas of their plans. */
export function storageGuard(store: Store, ledger: Balances, clock: () => number): StorageQuotaGuard {
  return storageQuota({
    store,
    balances: ledger,
    // What other uploads hold is used as well: the numbers must add up to a refusal.
    full: ({ quotaBytes, usedBytes, reservedBytes, requiredBytes }) =>
      imaging.error.STORAGE_FULL({ quotaGB: quotaBytes / GB, usedBytes: usedBytes + reservedBytes, requiredBytes }),
    holdMs,
    clock,
  });
}
