import { type Purge, purgeKeys, purgeResponses, type Retention } from "../shared/retention/index.ts";
import type { Backend } from "./backend.ts";

/** Returns what deletes the data that is too old. */
export function purgesOf({ store, keys, idempotency, clock }: Backend, { ledgerMs }: Retention): readonly Purge[] {
  return [
    purgeResponses(store, idempotency),
    purgeKeys(store, keys),
    {
      data: "old charges",
      async deleteBatch(limit) {
        const before = clock() - ledgerMs;
        const rows = await store.sql`
          DELETE FROM scribe_charges WHERE id IN (
            SELECT id FROM scribe_charges WHERE charged_at < ${before} ORDER BY charged_at LIMIT ${limit})
          RETURNING id`;
        return rows.length;
      },
    },
  ];
}
