import { type Purge, purgeKeys, purgeLedger, purgeResponses } from "../shared/retention/index.ts";
import type { Backend } from "./backend.ts";

/** Returns what deletes the data that is too old. */
export function purgesOf({ store, creditLedger, storageLedger, keys, idempotency }: Backend): readonly Purge[] {
  return [
    purgeResponses(store, idempotency),
    purgeKeys(store, keys),
    purgeLedger(store, creditLedger),
    purgeLedger(store, storageLedger),
  ];
}
