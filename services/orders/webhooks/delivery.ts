import type { Sql, TransactionSql } from "errata/store";
import { isoTime, newId } from "../../shared/http/index.ts";
import { orders } from "../contract.ts";
import type { Desk } from "./desk.ts";
import type { PostResult } from "./post-message.ts";
import type { Webhook } from "./webhook.ts";

/** One attempt at a delivery. */
export interface Attempt {
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: PostResult["outcome"];
  /** What the receiver answered; null when it did not. */
  readonly status: number | null;
}

/** One row of the deliveries, with its event's type. */
export interface Delivery {
  readonly id: string;
  readonly webhook_id: string;
  readonly event_id: string;
  readonly type: string;
  /** `event`: sent because an order changed; `test`, `replay`: because somebody asked for it. */
  readonly kind: "event" | "test" | "replay";
  /** `skipped`: the webhook was disabled before it could be sent. */
  readonly state: "waiting" | "delivered" | "failed" | "skipped";
  /** Attempts so far, as JSON. */
  readonly attempts: string;
  readonly next_at: number | null;
  readonly created_at: number;
}

/** An event and where it is to be sent. */
export interface NewDelivery {
  readonly webhookId: string;
  readonly eventId: string;
  readonly kind: Delivery["kind"];
}

/** Writes an event into the outbox. @returns its id, which every delivery of it carries */
export async function writeEvent(
  { clock }: Pick<Desk, "clock">,
  sql: TransactionSql,
  type: string,
  data: object,
): Promise<string> {
  const id = newId("evt");
  const now = clock();
  const body = JSON.stringify({ type, timestamp: isoTime(now), data });
  await sql`
    INSERT INTO orders_webhook_events (id, type, body, created_at) VALUES (${id}, ${type}, ${body}, ${now})`;
  return id;
}

/** Writes a delivery into the outbox, with the job that makes it. Wake the queue after the commit. @returns its id */
export async function writeDelivery(
  { clock, jobs }: Pick<Desk, "clock" | "jobs">,
  sql: TransactionSql,
  { webhookId, eventId, kind }: NewDelivery,
): Promise<string> {
  const id = newId("dlv");
  const now = clock();
  await sql`
    INSERT INTO orders_webhook_deliveries (id, webhook_id, event_id, kind, state, attempts, next_at, created_at)
    VALUES (${id}, ${webhookId}, ${eventId}, ${kind}, 'waiting', '[]', ${now}, ${now})`;
  await jobs.enqueue(sql, { id, payload: { deliveryId: id } });
  return id;
}

/** Finds a delivery of a webhook. @throws WEBHOOK_NOT_FOUND */
export async function findDelivery(sql: Sql, webhook: Webhook, deliveryId: string): Promise<Delivery> {
  const [delivery] = await sql<Delivery>`
    SELECT d.id, webhook_id, event_id, type, kind, state, attempts, next_at, d.created_at
    FROM orders_webhook_deliveries d JOIN orders_webhook_events e ON e.id = d.event_id
    WHERE d.id = ${deliveryId} AND webhook_id = ${webhook.id}`;
  if (delivery === undefined) throw orders.error.WEBHOOK_NOT_FOUND(undefined, { note: "no such delivery" });
  return delivery;
}

/** Writes a delivery as the API shows it. */
export function viewDelivery(row: Delivery): Readonly<Record<string, unknown>> {
  const { id, event_id, type, kind, state, next_at, created_at } = row;
  const attempts = JSON.parse(row.attempts) as Attempt[];
  return {
    ...{ id, eventId: event_id, type, kind, status: state },
    attempts: attempts.map(({ at, ...attempt }) => ({ at: isoTime(at), ...attempt })),
    nextAttemptAt: state === "waiting" && next_at !== null ? isoTime(next_at) : null,
    createdAt: isoTime(created_at),
  };
}
