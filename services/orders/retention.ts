import { type Purge, purgeJobs, purgeLedger, purgeResponses, type Retention } from "../shared/retention/index.ts";
import { deleteExpiredTokens } from "./accounts/issued-tokens.ts";
import { deleteOldUnchargedWork } from "./accounts/uncharged-work.ts";
import type { Backend } from "./backend.ts";

/** Returns what deletes the data that is too old, except that of webhooks. */
export function purgesOf(backend: Backend, retention: Retention): readonly Purge[] {
  const { store, orderLedger, unitLedger, idempotency, jobs, clock } = backend;
  return [
    purgeResponses(store, idempotency),
    purgeLedger(store, orderLedger),
    purgeLedger(store, unitLedger),
    purgeJobs(jobs, retention.failedJobsMs),
    { data: "processing that no longer counts", deleteBatch: (limit) => deleteOldUnchargedWork(backend, limit) },
    { data: "expired tokens", deleteBatch: (limit) => deleteExpiredTokens(backend, limit) },
    { data: "old orders", deleteBatch: (limit) => deleteOldOrders(backend, clock() - retention.ordersMs, limit) },
  ];
}

/** Deletes orders that ended before a time, with their history. Their files were deleted when they ended. */
async function deleteOldOrders({ store }: Backend, before: number, limit: number): Promise<number> {
  return await store.transaction(
    async (sql) => {
      const old = await sql<{ id: string }>`
        SELECT id FROM orders_orders WHERE updated_at < ${before} AND state IN ('failed', 'expired', 'timed_out')
        ORDER BY updated_at LIMIT ${limit}`;
      // Sent together: PostgreSQL runs them in this order, in one round trip.
      await Promise.all(
        old.flatMap(({ id }) => [
          sql`DELETE FROM orders_history WHERE order_id = ${id}`,
          sql`DELETE FROM orders_orders WHERE id = ${id}`,
        ]),
      );
      return old.length;
    },
    { sqlOnly: true },
  );
}
