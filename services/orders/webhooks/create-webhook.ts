import { z } from "zod";
import { Name, newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";
import { eventTypes } from "./events.ts";
import { addressOf } from "./public-address.ts";
import { newSecret } from "./signature.ts";
import { viewWebhook, type Webhook, type WebhookView } from "./webhook.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** A missing URL or one that is not a string has the default message. */
const invalidUrl: z.core.$ZodErrorMap = ({ code }) =>
  code === "invalid_format" ? "Must be a URL such as https://example.com/hook." : undefined;

/** Body of `POST /v1/webhooks`. */
export const NewWebhook = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: invalidUrl })
    .max(2048)
    .describe("An https URL on the public internet, without user name, password or fragment."),
  description: Name.nullable().default(null).describe("What the webhook is for."),
  events: z
    .array(z.enum(eventTypes))
    .min(1)
    .max(eventTypes.length)
    .transform((events) => eventTypes.filter((type) => events.includes(type)))
    .default([...eventTypes])
    .describe("Events to receive."),
});

const maxPerAccount = 20;

/**
 * Creates a webhook. The response to a repeat does not have its secret.
 *
 * @param finish runs last in the transaction
 * @returns what `finish` returns
 * @throws VALIDATION_FAILED
 */
export async function createWebhook<Result>(
  { store, secrets, clock, post }: WebhookContext,
  { accountId }: Caller,
  { url, description, events }: z.output<typeof NewWebhook>,
  finish: Finish<WebhookView, Result>,
): Promise<Result> {
  checkUrl(new URL(url), post.rules);
  const now = clock();
  const [id, secret] = [newId("whk"), newSecret()];
  const row: Webhook = {
    ...{ id, account_id: accountId, url: new URL(url).href, description },
    ...{ events: JSON.stringify(events), secret: secrets.seal(secret, id), old_secret: null, old_secret_until: null },
    ...{ disabled_reason: null, succeeded_at: null, created_at: now, updated_at: now },
  };
  return await store.transaction(async (sql) => {
    // Serializes concurrent creations, so that each sees those before it. The embedded store has a single writer.
    if (sql.engine === "postgres") {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks ${accountId}`}, 0)) IS NULL AS x`;
    }
    const [existing] = await sql<{ count: number }>`
      SELECT COUNT(*) AS count FROM orders_webhooks WHERE account_id = ${accountId}`;
    if ((existing?.count ?? 0) >= maxPerAccount) {
      throw urlNotAllowed(`An account can have at most ${maxPerAccount} webhooks. Delete one first.`);
    }
    await sql`
      INSERT INTO orders_webhooks (id, account_id, url, description, events, secret, created_at, updated_at)
      VALUES (${row.id}, ${accountId}, ${row.url}, ${description}, ${row.events}, ${row.secret}, ${now}, ${now})`;
    return await finish(sql, viewWebhook(row, now), { secret: { secret } });
  });
}

/** Rejects URLs that can never receive a message. Host names are resolved when a message is sent. */
function checkUrl(url: URL, rules: WebhookContext["post"]["rules"]): void {
  const address = addressOf(url);
  if (address !== undefined && !rules.isAllowed(address))
    throw urlNotAllowed("Must be an address on the public internet.");
  if (url.protocol !== "https:" && !rules.isForDevelopment) throw urlNotAllowed("Must begin with https://.");
  if (url.username !== "" || url.password !== "") throw urlNotAllowed("Must not contain a user name or password.");
  if (url.hash !== "") throw urlNotAllowed("Must not contain a fragment.");
}

function urlNotAllowed(message: string): Error {
  return orders.error.VALIDATION_FAILED([{ field: "url", location: "body", code: "not_allowed", message }]);
}
