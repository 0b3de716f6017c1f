import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import type { SecretBox } from "../../shared/secrets/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";

/** A row of the table `orders_webhooks`. */
export interface Webhook {
  readonly id: string;
  readonly account_id: string;
  readonly url: string;
  readonly description: string | null;
  /** Names of its events, as JSON. */
  readonly events: string;
  /** Encrypted. */
  readonly secret: string;
  /** Secret before the last rotation, encrypted. It also signs until `old_secret_until`. */
  readonly old_secret: string | null;
  readonly old_secret_until: number | null;
  /** `gone`: the receiver returned 410; `failing`: a delivery failed on every attempt; null while it is enabled. */
  readonly disabled_reason: "gone" | "failing" | null;
  readonly succeeded_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Finds a webhook of the caller's account. @throws WEBHOOK_NOT_FOUND, also for a webhook of another account */
export async function findWebhook(sql: Sql, { accountId }: Caller, webhookId: string): Promise<Webhook> {
  const [webhook] = await sql<Webhook>`
    SELECT * FROM orders_webhooks WHERE id = ${webhookId} AND account_id = ${accountId}`;
  if (webhook === undefined) throw orders.error.WEBHOOK_NOT_FOUND();
  return webhook;
}

/** Returns the secrets that are valid now, decrypted, newest first. */
export function validSecrets(
  { id, secret, old_secret, old_secret_until }: Webhook,
  secrets: SecretBox,
  now: number,
): string[] {
  const isOldValid = old_secret !== null && old_secret_until !== null && old_secret_until > now;
  return (isOldValid ? [secret, old_secret] : [secret]).map((sealed) => secrets.open(sealed, id));
}

/** A webhook as the API returns it. */
export const WebhookView = z
  .object({
    id: z.string().describe("Id of the webhook."),
    url: z.string().describe("URL that receives the events."),
    description: z.string().nullable().describe("What it is for."),
    events: z.array(z.string()).describe("Names of the events that it receives."),
    status: z.enum(["enabled", "disabled"]).describe("A disabled webhook receives tests and replays only."),
    disabledReason: z
      .enum(["gone", "failing"])
      .nullable()
      .describe("`gone`: the receiver returned 410. `failing`: it accepted nothing for three days."),
    oldSecretUntil: Time.nullable().describe("Until when the secret before the last rotation also signs."),
    createdAt: Time.describe("When it was created."),
    updatedAt: Time.describe("When it was last changed."),
  })
  .meta({ title: "Webhook" });

/** A webhook as the API returns it. */
export type WebhookView = z.output<typeof WebhookView>;

/** A webhook with a new secret. */
export const WebhookWithSecret = WebhookView.extend({
  secret: z
    .string()
    .optional()
    .describe(
      "Key of the signatures: `whsec_` and base64. It is returned only once, so a repeat with the same Idempotency-Key does not have it.",
    ),
}).meta({ title: "WebhookWithSecret" });

/** Renders a webhook for a response, without its secrets, which are returned only when they are created. */
export function viewWebhook(row: Webhook, now: number): WebhookView {
  const { id, url, description, disabled_reason, old_secret_until } = row;
  return {
    ...{ id, url, description, events: JSON.parse(row.events) },
    status: disabled_reason === null ? "enabled" : "disabled",
    disabledReason: disabled_reason,
    oldSecretUntil: old_secret_until !== null && old_secret_until > now ? isoTime(old_secret_until) : null,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}
