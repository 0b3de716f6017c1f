import { z } from "zod";
import { type Page, pageQuery, toPage } from "../../shared/http/index.ts";
import { orders } from "../contract.ts";
import { type Delivery, viewDelivery } from "./delivery.ts";
import type { Desk } from "./desk.ts";
import type { Webhook } from "./webhook.ts";

/** Query of `GET /v1/webhooks/{webhookId}/deliveries`. */
export const DeliveryQuery = z.strictObject({
  ...pageQuery(orders.limits.pageItems),
  status: z.enum(["waiting", "delivered", "failed", "skipped"]).optional(),
});

/** Lists what was sent to a webhook and what is to be sent, newest first, with every attempt. */
export async function listDeliveries(
  { store }: Desk,
  { id }: Webhook,
  { limit, cursor, status = undefined }: z.output<typeof DeliveryQuery>,
): Promise<Page<unknown>> {
  const rows = await store.sql<Delivery>`
    SELECT d.id, webhook_id, event_id, type, kind, state, attempts, next_at, d.created_at
    FROM orders_webhook_deliveries d JOIN orders_webhook_events e ON e.id = d.event_id
    WHERE webhook_id = ${id} AND state = COALESCE(${status ?? null}, state)
      AND (d.created_at < ${cursor.createdAt} OR (d.created_at = ${cursor.createdAt} AND d.id < ${cursor.id}))
    ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewDelivery);
}
