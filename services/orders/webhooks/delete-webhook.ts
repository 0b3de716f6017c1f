import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";
import type { Desk } from "./desk.ts";

/** Deletes a webhook with everything that was to be sent to it. @throws WEBHOOK_NOT_FOUND */
export async function deleteWebhook({ store }: Desk, { accountId }: Caller, webhookId: string): Promise<void> {
  await store.transaction(async (sql) => {
    const rows = await sql`
      DELETE FROM orders_webhooks WHERE id = ${webhookId} AND account_id = ${accountId} RETURNING id`;
    if (rows.length === 0) throw orders.error.WEBHOOK_NOT_FOUND();
    await sql`DELETE FROM orders_webhook_deliveries WHERE webhook_id = ${webhookId}`;
  });
}
