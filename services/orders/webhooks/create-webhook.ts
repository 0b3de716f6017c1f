import { z } from "zod";
import { Name, newId } from "../../shared/http/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";
import type { Desk } from "./desk.ts";
import { eventTypes } from "./event-types.ts";
import { addressOf } from "./public-address.ts";
import { newSecret } from "./signature.ts";
import { viewWebhook, type Webhook, type WebhookView } from "./webhook.ts";

/** An absent one, or one that is no text, is told as of any other field. */
const notAnAddress: z.core.$ZodErrorMap = ({ code }) =>
  code === "invalid_format" ? "Must be an address such as https://example.com/hook." : undefined;

/** Body of `POST /v1/webhooks`. */
export const NewWebhook = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: notAnAddress }).max(2048),
  description: Name.nullable().default(null),
  events: z
    .array(z.enum(eventTypes))
    .min(1)
    .transform((events) => eventTypes.filter((type) => events.includes(type)))
    .default([...eventTypes]),
});

const MOST_PER_ACCOUNT = 20;

/** Creates a webhook. @returns it with its secret, which is shown this once @throws VALIDATION_FAILED */
export async function createWebhook(
  { store, clock, post }: Desk,
  { accountId }: Caller,
  { url, description, events }: z.output<typeof NewWebhook>,
): Promise<WebhookView & { readonly secret: string }> {
  refuseUrl(new URL(url), post.rules);
  const now = clock();
  const row: Webhook = {
    ...{ id: newId("whk"), account_id: accountId, url: new URL(url).href, description },
    ...{ events: JSON.stringify(events), secret: newSecret(), old_secret: null, old_secret_until: null },
    ...{ disabled_reason: null, succeeded_at: null, created_at: now, updated_at: now },
  };
  await store.transaction(async (sql) => {
    // Of many that are created at once, each sees those before it; the embedded store has one writer anyway.
    if (sql.engine === "postgres") {
      await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks ${accountId}`}, 0)) IS NULL AS x`;
    }
    const [many] = await sql<{ count: number }>`
      SELECT COUNT(*) AS count FROM orders_webhooks WHERE account_id = ${accountId}`;
    if ((many?.count ?? 0) >= MOST_PER_ACCOUNT) {
      throw refusedUrl(`An account has ${MOST_PER_ACCOUNT} webhooks at most: delete one first.`);
    }
    await sql`
      INSERT INTO orders_webhooks (id, account_id, url, description, events, secret, created_at, updated_at)
      VALUES (${row.id}, ${accountId}, ${row.url}, ${description}, ${row.events}, ${row.secret}, ${now}, ${now})`;
  });
  return { ...viewWebhook(row, now), secret: row.secret };
}

/** Refuses what can never be delivered. A name is looked up when it is dialled: it may lead elsewhere by then. */
function refuseUrl(url: URL, rules: Desk["post"]["rules"]): void {
  const address = addressOf(url);
  if (address !== undefined && !rules.mayDial(address)) throw refusedUrl("Must lead to the public internet.");
  if (url.protocol !== "https:" && !rules.isForDevelopment) throw refusedUrl("Must begin with https://.");
  if (url.username !== "" || url.password !== "") throw refusedUrl("Must not contain a name or a password.");
  if (url.hash !== "") throw refusedUrl("Must not contain a fragment.");
}

function refusedUrl(message: string): Error {
  return orders.error.VALIDATION_FAILED([{ field: "url", location: "body", code: "not_allowed", message }]);
}
