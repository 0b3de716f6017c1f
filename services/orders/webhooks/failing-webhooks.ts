import type { FailingWebhook } from "errata/console";
import type { Sql } from "errata/store";
import type { Attempt } from "./delivery.ts";

/** Webhooks that the console lists. */
const maxWebhooks = 100;

interface WebhookRow {
  readonly id: string;
  readonly account_id: string;
  readonly url: string;
  readonly disabled_reason: string | null;
  readonly succeeded_at: number | null;
  readonly failures: number;
  readonly attempts: string | null;
}

/** Lists the webhooks that are disabled, or that have rejected a delivery since the last one that they accepted. */
export async function failingWebhooks(sql: Sql): Promise<readonly FailingWebhook[]> {
  const rows = await sql<WebhookRow>`
    SELECT * FROM (
      SELECT id, account_id, url, disabled_reason, succeeded_at, (
        SELECT COUNT(*) FROM orders_webhook_deliveries
        WHERE webhook_id = orders_webhooks.id AND state IN ('failed', 'waiting') AND attempts <> '[]'
          AND created_at > COALESCE(succeeded_at, 0)) AS failures, (
        SELECT attempts FROM orders_webhook_deliveries
        WHERE webhook_id = orders_webhooks.id AND state IN ('failed', 'waiting') AND attempts <> '[]'
        ORDER BY created_at DESC, id DESC LIMIT 1) AS attempts
      FROM orders_webhooks
    ) AS webhooks WHERE failures > 0 OR disabled_reason IS NOT NULL
    ORDER BY failures DESC, id LIMIT ${maxWebhooks}`;
  return rows.map((row) => ({
    ...{ id: row.id, tenant: row.account_id, origin: new URL(row.url).origin, failures: row.failures },
    reason: reasonOf(row),
    ...{ lastSuccessAt: row.succeeded_at, isDisabled: row.disabled_reason !== null },
  }));
}

/** Describes the last attempt; the reason of a disabled webhook if its deliveries are deleted. */
function reasonOf({ attempts, disabled_reason }: WebhookRow): string {
  const last = (JSON.parse(attempts ?? "[]") as Attempt[]).at(-1);
  if (last === undefined) return disabled_reason ?? "unknown";
  return last.status === null ? last.outcome.replace("_", " ") : `status ${last.status}`;
}
