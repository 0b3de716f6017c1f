import { type Purge, purgeKeys, purgeLedger, purgeResponses, type Retention } from "../shared/retention/index.ts";
import type { Backend } from "./backend.ts";

/** Returns what deletes the data that is too old. */
export function purgesOf(backend: Backend, { analysesMs }: Retention): readonly Purge[] {
  const { store, usageLedger, storageLedger, keys, idempotency, clock } = backend;
  return [
    purgeResponses(store, idempotency),
    purgeKeys(store, keys),
    purgeLedger(store, usageLedger),
    purgeLedger(store, storageLedger),
    {
      data: "old analyses",
      async deleteBatch(limit) {
        const before = clock() - analysesMs;
        const rows = await store.sql`
          DELETE FROM vision_analyses WHERE id IN (
            SELECT id FROM vision_analyses WHERE created_at < ${before} ORDER BY created_at LIMIT ${limit})
          RETURNING id`;
        return rows.length;
      },
    },
  ];
}
