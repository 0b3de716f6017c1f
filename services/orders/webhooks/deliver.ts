import type { TransactionSql } from "errata/store";
import { type Claim, type Job, RetryLater } from "../../shared/queue/index.ts";
import type { Attempt, Delivery } from "./delivery.ts";
import { type PostResult, postMessage } from "./post-message.ts";
import { parseRetryAfter, waitMs } from "./retry-schedule.ts";
import { signedHeaders } from "./signature.ts";
import { validSecrets, type Webhook } from "./webhook.ts";
import type { DeliveryJob, WebhookContext } from "./webhook-context.ts";

/** A delivery with the body of its event. */
interface Message {
  readonly delivery: Delivery;
  /** Undefined if it was deleted. */
  readonly webhook: Webhook | undefined;
  readonly body: string;
}

/** Sends one delivery, once, and stores the result. @throws RetryLater if it is to be sent again */
export async function deliver(context: WebhookContext, job: Job<DeliveryJob>): Promise<void> {
  const message = await readMessage(context, job.payload.deliveryId);
  if (message === undefined || message.delivery.state !== "waiting") return;
  const { delivery, webhook, body } = message;
  if (webhook === undefined) {
    // The webhook was deleted while this delivery was inserted.
    await context.store.sql`DELETE FROM orders_webhook_deliveries WHERE id = ${delivery.id}`;
    return;
  }
  if (webhook.disabled_reason !== null && delivery.kind === "event") {
    return await context.store.transaction(async (sql) => {
      await endDelivery(sql, delivery, "skipped", delivery.attempts);
      await job.finish(sql);
    });
  }
  await attempt(context, job, { delivery, webhook, body });
}

async function attempt(
  context: WebhookContext,
  job: Job<DeliveryJob>,
  { delivery, webhook, body }: Message & { readonly webhook: Webhook },
): Promise<void> {
  const sentAt = context.clock();
  const headers = signedHeaders(
    { id: delivery.event_id, sentAt, body },
    validSecrets(webhook, context.secrets, sentAt),
  );
  const result = await postMessage(new URL(webhook.url), body, headers, context.post);
  // The worker is stopping or has lost its lease, so the next worker sends the message again.
  if (job.signal.aborted) throw job.signal.reason;
  await settle(context, job, { delivery, webhook }, sentAt, result);
}

/** Ends a delivery whose worker died on every attempt. */
export async function giveUpDelivery(sql: TransactionSql, { payload }: Claim<DeliveryJob>): Promise<void> {
  await sql`
    UPDATE orders_webhook_deliveries SET state = 'failed', next_at = NULL
    WHERE id = ${payload.deliveryId} AND state = 'waiting'`;
}

async function readMessage({ store }: WebhookContext, deliveryId: string): Promise<Message | undefined> {
  const [delivery] = await store.sql<Delivery & { body: string }>`
    SELECT d.id, webhook_id, event_id, type, kind, state, attempts, next_at, d.created_at, body
    FROM orders_webhook_deliveries d JOIN orders_webhook_events e ON e.id = d.event_id WHERE d.id = ${deliveryId}`;
  if (delivery === undefined) return undefined;
  const [webhook] = await store.sql<Webhook>`SELECT * FROM orders_webhooks WHERE id = ${delivery.webhook_id}`;
  return { delivery, webhook, body: delivery.body };
}

async function settle(
  context: WebhookContext,
  job: Job<DeliveryJob>,
  { delivery, webhook }: { readonly delivery: Delivery; readonly webhook: Webhook },
  sentAt: number,
  result: PostResult,
): Promise<void> {
  const now = context.clock();
  const status = result.outcome === "answered" ? result.status : null;
  const attempts: Attempt[] = JSON.parse(delivery.attempts);
  attempts.push({ at: sentAt, durationMs: now - sentAt, outcome: result.outcome, status });
  const log = JSON.stringify(attempts);
  const isDelivered = status !== null && status >= 200 && status < 300;
  const wait =
    isDelivered || status === 410 || delivery.kind === "test" || webhook.disabled_reason !== null
      ? undefined
      : waitMs(attempts.length, retryAfterMs(result, now), context.random);
  await context.store.transaction(async (sql) => {
    if (wait !== undefined) {
      // Unless another worker has taken over the job and stored its own attempt.
      await sql`
        UPDATE orders_webhook_deliveries SET attempts = ${log}, next_at = ${now + wait}
        WHERE id = ${delivery.id} AND attempts = ${delivery.attempts}`;
      return;
    }
    await endDelivery(sql, delivery, isDelivered ? "delivered" : "failed", log);
    if (isDelivered) await recordSuccess(sql, delivery, now);
    else await recordFailure(sql, delivery, status, now);
    await job.finish(sql);
  });
  if (wait !== undefined) throw new RetryLater(wait, `attempt ${attempts.length}: ${status ?? result.outcome}`);
}

function retryAfterMs(result: PostResult, now: number): number {
  return result.outcome === "answered" ? parseRetryAfter(result.retryAfter, now) : 0;
}

async function endDelivery(
  sql: TransactionSql,
  { id }: Delivery,
  state: Delivery["state"],
  log: string,
): Promise<void> {
  await sql`
    UPDATE orders_webhook_deliveries SET state = ${state}, attempts = ${log}, next_at = NULL WHERE id = ${id}`;
}

/** A test or a replay that was delivered enables a disabled webhook again. */
async function recordSuccess(sql: TransactionSql, { webhook_id, kind }: Delivery, now: number): Promise<void> {
  await sql`UPDATE orders_webhooks SET succeeded_at = ${now} WHERE id = ${webhook_id}`;
  if (kind === "event") return;
  await sql`
    UPDATE orders_webhooks SET disabled_reason = NULL, updated_at = ${now}
    WHERE id = ${webhook_id} AND disabled_reason IS NOT NULL`;
}

/** Disables a webhook that is gone, or that received nothing since the delivery was created. */
async function recordFailure(
  sql: TransactionSql,
  { webhook_id, kind, created_at }: Delivery,
  status: number | null,
  now: number,
): Promise<void> {
  if (status === 410) {
    await sql`
      UPDATE orders_webhooks SET disabled_reason = 'gone', updated_at = ${now}
      WHERE id = ${webhook_id} AND disabled_reason IS NULL`;
  } else if (kind !== "test") {
    await sql`
      UPDATE orders_webhooks SET disabled_reason = 'failing', updated_at = ${now}
      WHERE id = ${webhook_id} AND disabled_reason IS NULL AND COALESCE(succeeded_at, 0) < ${created_at}`;
  }
}
