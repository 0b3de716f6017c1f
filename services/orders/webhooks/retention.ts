import type { TransactionSql } from "errata/store";
import { type Purge, purgeJobs, type Retention } from "../../shared/retention/index.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** Returns the purges of old deliveries, old events and the deliveries of deleted webhooks. */
export function purgesOf(context: WebhookContext, { deliveriesMs, failedJobsMs }: Retention): readonly Purge[] {
  const { store, jobs, clock } = context;
  return [
    purgeJobs(jobs, failedJobsMs),
    { data: "deliveries of deleted webhooks", deleteBatch: (limit) => deleteOrphans(context, limit) },
    {
      data: "old deliveries",
      async deleteBatch(limit) {
        const before = clock() - deliveriesMs;
        return await store.transaction(
          async (sql) => {
            const deliveries = await sql<{ event_id: string }>`
              DELETE FROM orders_webhook_deliveries WHERE id IN (
                SELECT id FROM orders_webhook_deliveries WHERE state <> 'waiting' AND created_at < ${before}
                ORDER BY created_at LIMIT ${limit})
              RETURNING event_id`;
            return deliveries.length + (await deleteEvents(sql, deliveries));
          },
          { sqlOnly: true },
        );
      },
    },
    {
      data: "old events of webhooks",
      async deleteBatch(limit) {
        const before = clock() - deliveriesMs;
        // Looks at the oldest events only: over all events, PostgreSQL would read every delivery to find those without one.
        const events = await store.sql`
          DELETE FROM orders_webhook_events WHERE id IN (
            SELECT id FROM (
              SELECT id FROM orders_webhook_events WHERE created_at < ${before} ORDER BY created_at LIMIT ${limit}
            ) AS oldest
            WHERE NOT EXISTS (SELECT 1 FROM orders_webhook_deliveries d WHERE d.event_id = oldest.id))
          RETURNING id`;
        return events.length;
      },
    },
  ];
}

/** Deletes the events of deleted deliveries that have no other delivery. @returns the number of events */
async function deleteEvents(
  sql: TransactionSql,
  deliveries: readonly { readonly event_id: string }[],
): Promise<number> {
  // Sent together: PostgreSQL runs them in one round trip.
  const deleted = await Promise.all(
    deliveries.map(
      ({ event_id }) => sql`
        DELETE FROM orders_webhook_events WHERE id = ${event_id}
          AND NOT EXISTS (SELECT 1 FROM orders_webhook_deliveries WHERE event_id = ${event_id})
        RETURNING id`,
    ),
  );
  return deleted.flat().length;
}

/** Deletes deliveries of the webhook that was deleted first, or if there are none, the row about it. */
async function deleteOrphans({ store }: WebhookContext, limit: number): Promise<number> {
  const [webhook] = await store.sql<{ id: string }>`
    SELECT id FROM orders_deleted_webhooks ORDER BY deleted_at LIMIT 1`;
  if (webhook === undefined) return 0;
  const deleted = await store.transaction(
    async (sql) => {
      const deliveries = await sql<{ event_id: string }>`
        DELETE FROM orders_webhook_deliveries WHERE id IN (
          SELECT id FROM orders_webhook_deliveries WHERE webhook_id = ${webhook.id} LIMIT ${limit})
        RETURNING event_id`;
      return deliveries.length + (await deleteEvents(sql, deliveries));
    },
    { sqlOnly: true },
  );
  if (deleted > 0) return deleted;
  await store.sql`DELETE FROM orders_deleted_webhooks WHERE id = ${webhook.id}`;
  return 1;
}
