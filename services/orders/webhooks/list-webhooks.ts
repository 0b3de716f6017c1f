import { z } from "zod";
import { type Page, pageQuery, toPage } from "../../shared/http/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";
import type { Desk } from "./desk.ts";
import { viewWebhook, type Webhook, type WebhookView } from "./webhook.ts";

/** Query of `GET /v1/webhooks`. */
export const WebhookQuery = z.strictObject(pageQuery(orders.limits.pageItems));

/** Lists the webhooks of the caller's account, newest first. */
export async function listWebhooks(
  { store, clock }: Desk,
  { accountId }: Caller,
  { limit, cursor }: z.output<typeof WebhookQuery>,
): Promise<Page<WebhookView>> {
  const rows = await store.sql<Webhook>`
    SELECT * FROM orders_webhooks
    WHERE account_id = ${accountId}
      AND (created_at < ${cursor.createdAt} OR (created_at = ${cursor.createdAt} AND id < ${cursor.id}))
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => viewWebhook(row, clock()));
}
