import { z } from "zod";
import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";
import type { Desk } from "./desk.ts";
import { newSecret } from "./signature.ts";
import { viewWebhook, type Webhook, type WebhookView } from "./webhook.ts";

const DAY_SEC = 86_400;

/** Body of `POST /v1/webhooks/{webhookId}/rotate`. */
export const Rotation = z.strictObject({
  /** How long the old secret signs too, in seconds; 0 ends it at once. */
  overlapSec: z
    .number()
    .int()
    .min(0)
    .max(30 * DAY_SEC)
    .default(DAY_SEC),
});

/** Gives a webhook a new secret; until the overlap ends, messages carry a signature by each. @throws WEBHOOK_NOT_FOUND */
export async function rotateSecret(
  { store, clock }: Desk,
  { accountId }: Caller,
  webhookId: string,
  { overlapSec }: z.output<typeof Rotation>,
): Promise<WebhookView & { readonly secret: string }> {
  const now = clock();
  const [row] = await store.sql<Webhook>`
    UPDATE orders_webhooks SET
      old_secret = secret, old_secret_until = ${now + overlapSec * 1000}, secret = ${newSecret()}, updated_at = ${now}
    WHERE id = ${webhookId} AND account_id = ${accountId} RETURNING *`;
  if (row === undefined) throw orders.error.WEBHOOK_NOT_FOUND();
  return { ...viewWebhook(row, now), secret: row.secret };
}
