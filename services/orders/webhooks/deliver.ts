import type { TransactionSql } from "errata/store";
import { type Claim, type Job, RetryLater } from "../../shared/queue/index.ts";
import type { Attempt, Delivery } from "./delivery.ts";
import type { DeliveryJob, Desk } from "./desk.ts";
import { type PostResult, postMessage } from "./post-message.ts";
import { readRetryAfter } from "./read-retry-after.ts";
import { waitMs } from "./retry-schedule.ts";
import { signedHeaders } from "./signature.ts";
import { secretsOf, type Webhook } from "./webhook.ts";

/** A delivery with everything that sending it needs. */
interface Parcel {
  readonly delivery: Delivery;
  readonly webhook: Webhook | undefined;
  readonly body: string;
}

/** Sends one delivery, once, and writes what came of it. @throws RetryLater when it is to be tried again */
export async function deliver(desk: Desk, job: Job<DeliveryJob>): Promise<void> {
  const parcel = await readParcel(desk, job.payload.deliveryId);
  if (parcel === undefined || parcel.delivery.state !== "waiting") return;
  const { delivery, webhook, body } = parcel;
  if (webhook === undefined) {
    // Deleted meanwhile, and this delivery was written at that very moment.
    await desk.store.sql`DELETE FROM orders_webhook_deliveries WHERE id = ${delivery.id}`;
    return;
  }
  if (webhook.disabled_reason !== null && delivery.kind === "event") {
    return await desk.store.transaction(async (sql) => {
      await endDelivery(sql, delivery, "skipped", delivery.attempts);
      await job.finish(sql);
    });
  }
  await desk.limit.run(
    webhook.account_id,
    () => attempt(desk, job, { delivery, webhook, body }),
    () => new RetryLater(shareWaitMs(job.attempt, desk.random), "slow receivers have the account's share"),
  );
}

/** Later each time, so that what waits for a slow receiver does not keep the store busy. */
function shareWaitMs(attempt: number, random: () => number): number {
  return Math.min(500 * 2 ** (attempt - 1), 30_000) * (1 + random());
}

async function attempt(
  desk: Desk,
  job: Job<DeliveryJob>,
  { delivery, webhook, body }: Parcel & { readonly webhook: Webhook },
): Promise<void> {
  const sentAt = desk.clock();
  const headers = signedHeaders({ id: delivery.event_id, sentAt, body }, secretsOf(webhook, sentAt));
  const result = await postMessage(new URL(webhook.url), body, headers, desk.post);
  // The worker stops, or has lost its lease: whoever has the job next sends it again.
  if (job.signal.aborted) throw job.signal.reason;
  await settle(desk, job, { delivery, webhook }, sentAt, result);
}

/** Ends a delivery whose worker died at each attempt. */
export async function giveUpDelivery(sql: TransactionSql, { payload }: Claim<DeliveryJob>): Promise<void> {
  await sql`
    UPDATE orders_webhook_deliveries SET state = 'failed', next_at = NULL
    WHERE id = ${payload.deliveryId} AND state = 'waiting'`;
}

async function readParcel({ store }: Desk, deliveryId: string): Promise<Parcel | undefined> {
  const [delivery] = await store.sql<Delivery & { body: string }>`
    SELECT d.id, webhook_id, event_id, type, kind, state, attempts, next_at, d.created_at, body
    FROM orders_webhook_deliveries d JOIN orders_webhook_events e ON e.id = d.event_id WHERE d.id = ${deliveryId}`;
  if (delivery === undefined) return undefined;
  const [webhook] = await store.sql<Webhook>`SELECT * FROM orders_webhooks WHERE id = ${delivery.webhook_id}`;
  return { delivery, webhook, body: delivery.body };
}

async function settle(
  desk: Desk,
  job: Job<DeliveryJob>,
  { delivery, webhook }: { readonly delivery: Delivery; readonly webhook: Webhook },
  sentAt: number,
  result: PostResult,
): Promise<void> {
  const now = desk.clock();
  const status = result.outcome === "answered" ? result.status : null;
  const attempts: Attempt[] = JSON.parse(delivery.attempts);
  attempts.push({ at: sentAt, durationMs: now - sentAt, outcome: result.outcome, status });
  const log = JSON.stringify(attempts);
  const isDelivered = status !== null && status >= 200 && status < 300;
  const wait =
    isDelivered || status === 410 || delivery.kind === "test" || webhook.disabled_reason !== null
      ? undefined
      : waitMs(attempts.length, retryAfterMs(result, now), desk.random);
  await desk.store.transaction(async (sql) => {
    if (wait !== undefined) {
      // Whoever took the job over meanwhile has written an attempt of its own.
      await sql`
        UPDATE orders_webhook_deliveries SET attempts = ${log}, next_at = ${now + wait}
        WHERE id = ${delivery.id} AND attempts = ${delivery.attempts}`;
      return;
    }
    await endDelivery(sql, delivery, isDelivered ? "delivered" : "failed", log);
    if (isDelivered) await noteSuccess(sql, delivery, now);
    else await noteFailure(sql, delivery, status, now);
    await job.finish(sql);
  });
  if (wait !== undefined) throw new RetryLater(wait, `attempt ${attempts.length}: ${status ?? result.outcome}`);
}

function retryAfterMs(result: PostResult, now: number): number {
  return result.outcome === "answered" ? readRetryAfter(result.retryAfter, now) : 0;
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

/** What somebody asked for, and what arrived, shows that a webhook which was disabled works again. */
async function noteSuccess(sql: TransactionSql, { webhook_id, kind }: Delivery, now: number): Promise<void> {
  await sql`UPDATE orders_webhooks SET succeeded_at = ${now} WHERE id = ${webhook_id}`;
  if (kind === "event") return;
  await sql`
    UPDATE orders_webhooks SET disabled_reason = NULL, updated_at = ${now}
    WHERE id = ${webhook_id} AND disabled_reason IS NOT NULL`;
}

/** Disables a webhook that is gone, or that has taken nothing for as long as this delivery was tried. */
async function noteFailure(
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
