import type { Balances, IdempotencyRecords, Keys, Store } from "errata/store";
import type { Queue } from "../queue/index.ts";
import type { Purge } from "./purge-regularly.ts";

/** Replaces old ledger entries by monthly totals. The ledger has the retention period. */
export function purgeLedger(store: Store, ledger: Balances): Purge {
  return {
    data: `entries of the ledger ${ledger.unit}`,
    async deleteBatch(limit) {
      const { entries, reservations } = await store.transaction((sql) => ledger.purge(sql, limit), { sqlOnly: true });
      return entries + reservations;
    },
  };
}

/** Deletes the records of API keys that ended. `keys` has the retention period. */
export function purgeKeys(store: Store, keys: Keys): Purge {
  return {
    data: "records of ended API keys",
    deleteBatch: (limit) => store.transaction((sql) => keys.purge(sql, limit), { sqlOnly: true }),
  };
}

/** Deletes the responses that are no longer kept for repeats. */
export function purgeResponses(store: Store, { records }: { readonly records: IdempotencyRecords }): Purge {
  return { data: "expired idempotency keys", deleteBatch: (limit) => records.purge(store.sql, limit) };
}

/** Deletes jobs that failed in every attempt, and forgets the turns of groups without jobs. */
export function purgeJobs(
  queue: Pick<Queue<unknown>, "name" | "clock" | "cleanUp" | "purgeFailed">,
  retentionMs: number,
): Purge {
  return {
    data: `jobs of the queue ${queue.name}`,
    async deleteBatch(limit) {
      await queue.cleanUp();
      return await queue.purgeFailed(queue.clock() - retentionMs, limit);
    },
  };
}
