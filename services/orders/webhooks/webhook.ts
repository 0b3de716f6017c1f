import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { orders } from "../contract.ts";

/** One row of the webhooks. */
export interface Webhook {
  readonly id: string;
  readonly account_id: string;
  readonly url: string;
  readonly description: string | null;
  /** Names of the events that it is sent, as JSON. */
  readonly events: string;
  readonly secret: string;
  /** Secret before the last rotation, which signs too until its time is over. */
  readonly old_secret: string | null;
  readonly old_secret_until: number | null;
  /** `gone`: the receiver said so; `failing`: a delivery was tried for days in vain; null while it is sent events. */
  readonly disabled_reason: "gone" | "failing" | null;
  readonly succeeded_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Finds a webhook of the caller's account. @throws WEBHOOK_NOT_FOUND, also for one of another account */
export async function findWebhook(sql: Sql, { accountId }: Caller, webhookId: string): Promise<Webhook> {
  const [webhook] = await sql<Webhook>`
    SELECT * FROM orders_webhooks WHERE id = ${webhookId} AND account_id = ${accountId}`;
  if (webhook === undefined) throw orders.error.WEBHOOK_NOT_FOUND();
  return webhook;
}

/** Gives the secrets that sign now, the newest first. */
export function secretsOf({ secret, old_secret, old_secret_until }: Webhook, now: number): string[] {
  return old_secret !== null && old_secret_until !== null && old_secret_until > now ? [secret, old_secret] : [secret];
}

/** A webhook as the API shows it. */
export interface WebhookView {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly string[];
  readonly status: "enabled" | "disabled";
  readonly disabledReason: "gone" | "failing" | null;
  /** Until when the secret before the last rotation signs too. */
  readonly oldSecretUntil: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Writes a webhook as the API shows it; its secrets are shown when they are made, and never again. */
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
