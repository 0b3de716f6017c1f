import { type Purge, purgeJobs, type Retention } from "../../shared/retention/index.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** Returns what deletes deliveries and events that are too old, and the deliveries of deleted webhooks. */
export function purgesOf(context: WebhookContext, { deliveriesMs, failedJobsMs }: Retention): readonly Purge[] {
  const { store, jobs, clock } = context;
  return [
    purgeJobs(jobs, failedJobsMs),
    { data: "deliveries of deleted webhooks", deleteBatch: (limit) => deleteOrphans(context, limit) },
    {
      data: "old deliveries",
      async deleteBatch(limit) {
        const before = clock() - deliveriesMs;
        const rows = await store.sql`
          DELETE FROM orders_webhook_deliveries WHERE id IN (
            SELECT id FROM orders_webhook_deliveries WHERE state <> 'waiting' AND created_at < ${before}
            ORDER BY created_at LIMIT ${limit})
          RETURNING id`;
        return rows.length;
      },
    },
    {
      data: "old events of webhooks",
      async deleteBatch(limit) {
        const before = clock() - deliveriesMs;
        const rows = await store.sql`
          DELETE FROM orders_webhook_events WHERE id IN (
            SELECT id FROM orders_webhook_events e WHERE created_at < ${before}
              AND NOT EXISTS (SELECT 1 FROM orders_webhook_deliveries d WHERE d.event_id = e.id)
            ORDER BY created_at LIMIT ${limit})
          RETURNING id`;
        return rows.length;
      },
    },
  ];
}

/** Deletes deliveries of the webhook that was deleted first, or if there are none, the row about it. */
async function deleteOrphans({ store }: WebhookContext, limit: number): Promise<number> {
  const [webhook] = await store.sql<{ id: string }>`
    SELECT id FROM orders_deleted_webhooks ORDER BY deleted_at LIMIT 1`;
  if (webhook === undefined) return 0;
  const deliveries = await store.sql`
    DELETE FROM orders_webhook_deliveries WHERE id IN (
      SELECT id FROM orders_webhook_deliveries WHERE webhook_id = ${webhook.id} LIMIT ${limit})
    RETURNING id`;
  if (deliveries.length > 0) return deliveries.length;
  await store.sql`DELETE FROM orders_deleted_webhooks WHERE id = ${webhook.id}`;
  return 1;
}
