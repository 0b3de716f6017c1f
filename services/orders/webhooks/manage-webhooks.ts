import { z } from "zod";
import { inPage, isoTime, type Page, pageQuery, toPage } from "../../shared/http/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";
import { newSecret } from "./signature.ts";
import { findWebhook, viewWebhook, type Webhook, type WebhookView } from "./webhook.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** Query of `GET /v1/webhooks`. */
export const WebhookQuery = z.strictObject(pageQuery(orders.limits.pageItems));

/** Lists the webhooks of the caller's account, newest first. */
export async function listWebhooks(
  { store, clock }: WebhookContext,
  { accountId }: Caller,
  { limit, ...page }: z.output<typeof WebhookQuery>,
): Promise<Page<WebhookView>> {
  const rows = await store.sql<Webhook>`
    SELECT * FROM orders_webhooks
    WHERE account_id = ${accountId} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => viewWebhook(row, clock()));
}

const daySec = 86_400;

/** Body of `POST /v1/webhooks/{webhookId}/rotate`. */
export const Rotation = z.strictObject({
  overlapSec: z
    .number()
    .int()
    .min(0)
    .max(30 * daySec)
    .default(daySec)
    .describe("How long the old secret also signs, in seconds. 0 retires it at once."),
  replacesLost: z
    .boolean()
    .default(false)
    .describe(
      "Whether the new secret of an earlier rotation was lost. During the overlap it is then replaced at once, and the old secret and the end of the overlap stay.",
    ),
});

/**
 * Creates a new secret for a webhook. Until the overlap ends, messages have a signature by each secret, and the secret
 * cannot be rotated again, because a receiver may still have the old one only. A new secret that was lost is replaced.
 *
 * @throws WEBHOOK_NOT_FOUND, SECRET_ALREADY_ROTATED
 */
export async function rotateSecret(
  { store, secrets, clock }: WebhookContext,
  caller: Caller,
  webhookId: string,
  { overlapSec, replacesLost }: z.output<typeof Rotation>,
): Promise<WebhookView & { readonly secret: string }> {
  const { accountId } = caller;
  const now = clock();
  const secret = newSecret();
  // One conditional update decides between concurrent rotations.
  const [row] = await store.sql<Webhook>`
    UPDATE orders_webhooks SET
      old_secret = secret, old_secret_until = ${now + overlapSec * 1000}, secret = ${secrets.seal(secret, webhookId)},
      updated_at = ${now}
    WHERE id = ${webhookId} AND account_id = ${accountId} AND (old_secret_until IS NULL OR old_secret_until <= ${now})
    RETURNING *`;
  if (row !== undefined) return { ...viewWebhook(row, now), secret };
  const [replaced] = replacesLost
    ? await store.sql<Webhook>`
        UPDATE orders_webhooks SET secret = ${secrets.seal(secret, webhookId)}, updated_at = ${now}
        WHERE id = ${webhookId} AND account_id = ${accountId} RETURNING *`
    : [];
  if (replaced !== undefined) return { ...viewWebhook(replaced, now), secret };
  const { old_secret_until } = await findWebhook(store.sql, caller, webhookId);
  throw orders.error.SECRET_ALREADY_ROTATED({ oldSecretUntil: isoTime(old_secret_until ?? now) });
}

/** Deletes a webhook. The cleanup deletes its deliveries, of which there can be millions. @throws WEBHOOK_NOT_FOUND */
export async function deleteWebhook(
  { store, clock }: WebhookContext,
  { accountId }: Caller,
  webhookId: string,
): Promise<void> {
  await store.transaction(async (sql) => {
    const rows = await sql`
      DELETE FROM orders_webhooks WHERE id = ${webhookId} AND account_id = ${accountId} RETURNING id`;
    if (rows.length === 0) throw orders.error.WEBHOOK_NOT_FOUND();
    await sql`INSERT INTO orders_deleted_webhooks (id, deleted_at) VALUES (${webhookId}, ${clock()})`;
  });
}
