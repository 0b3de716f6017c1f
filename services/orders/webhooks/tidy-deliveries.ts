import type { Desk } from "./desk.ts";

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_AT_ONCE = 1_000;

/** Deletes deliveries that ended 30 days ago or more, and events that no delivery needs any more. @returns how many rows */
export async function tidyDeliveries({ store, clock }: Desk): Promise<number> {
  const before = clock() - KEPT_MS;
  const deliveries = await store.sql`
    DELETE FROM orders_webhook_deliveries WHERE id IN (
      SELECT id FROM orders_webhook_deliveries WHERE state <> 'waiting' AND created_at < ${before}
      LIMIT ${MOST_AT_ONCE}) RETURNING id`;
  const events = await store.sql`
    DELETE FROM orders_webhook_events WHERE id IN (
      SELECT id FROM orders_webhook_events e WHERE created_at < ${before}
        AND NOT EXISTS (SELECT 1 FROM orders_webhook_deliveries d WHERE d.event_id = e.id)
      LIMIT ${MOST_AT_ONCE}) RETURNING id`;
  return deliveries.length + events.length;
}
