import { fragment, type Sql, type TransactionSql } from "errata/store";
import { z } from "zod";
import { inPage, isoTime, newId, type Page, pageQuery, Time, toPage } from "../../shared/http/index.ts";
import { orders } from "../contract.ts";
import type { PostResult } from "./post-message.ts";
import type { Webhook } from "./webhook.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** One attempt at a delivery. */
export interface Attempt {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: PostResult["outcome"];
  /** Status of the receiver's response; null without a response. */
  readonly status: number | null;
}

const deliveryKinds = ["event", "test", "replay"] as const;
const deliveryStates = ["waiting", "delivered", "failed", "skipped"] as const;

/** A row of the table `orders_webhook_deliveries`, with the type of its event. */
export interface Delivery {
  readonly id: string;
  readonly webhook_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly kind: (typeof deliveryKinds)[number];
  readonly state: (typeof deliveryStates)[number];
  /** The attempts so far, as JSON. */
  readonly attempts: string;
  readonly next_at: number | null;
  readonly created_at: number;
}

/** A delivery of an event to a webhook. */
export interface NewDelivery {
  readonly webhookId: string;
  readonly eventId: string;
  readonly kind: Delivery["kind"];
}

/** Inserts an event into the outbox. @returns its id, which all of its deliveries share */
export async function insertEvent(
  { clock }: Pick<WebhookContext, "clock">,
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

/** Inserts a delivery into the outbox and enqueues its job. Wake the queue after the commit. @returns the id */
export async function insertDelivery(
  { clock, jobs }: Pick<WebhookContext, "clock" | "jobs">,
  sql: TransactionSql,
  { webhookId, eventId, kind }: NewDelivery,
): Promise<string> {
  const id = newId("dlv");
  const now = clock();
  await sql`
    INSERT INTO orders_webhook_deliveries (id, webhook_id, event_id, kind, state, attempts, next_at, created_at)
    VALUES (${id}, ${webhookId}, ${eventId}, ${kind}, 'waiting', '[]', ${now}, ${now})`;
  // Slow receivers then delay only their own deliveries.
  await jobs.enqueue(sql, { id, payload: { deliveryId: id }, group: webhookId });
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

/** Query of `GET /v1/webhooks/{webhookId}/deliveries`. */
export const DeliveryQuery = z.strictObject({
  ...pageQuery(orders.limits.pageItems),
  status: z.enum(deliveryStates).optional().describe("Returns only deliveries in this state."),
});

/** Lists the deliveries of a webhook with their attempts, newest first. */
export async function listDeliveries(
  { store }: WebhookContext,
  { id }: Webhook,
  { limit, status, ...page }: z.output<typeof DeliveryQuery>,
): Promise<Page<DeliveryView>> {
  const inState = status === undefined ? fragment`` : fragment`AND state = ${status}`;
  const rows = await store.sql<Delivery>`
    SELECT d.id, webhook_id, event_id, type, kind, state, attempts, next_at, d.created_at
    FROM orders_webhook_deliveries d JOIN orders_webhook_events e ON e.id = d.event_id
    WHERE webhook_id = ${id} ${inState} ${inPage(page, fragment`d.created_at`, fragment`d.id`)}
    ORDER BY d.created_at DESC, d.id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewDelivery);
}

/** A delivery as the API returns it. */
export const DeliveryView = z
  .object({
    id: z.string().describe("Id of the delivery."),
    eventId: z.string().describe("Id of the event: the header `webhook-id`."),
    type: z.string().describe("Name of the event."),
    kind: z.enum(deliveryKinds).describe("`event`: sent because an order changed. `test`, `replay`: sent on request."),
    status: z.enum(deliveryStates).describe("`skipped`: the webhook was disabled before the delivery was sent."),
    attempts: z
      .array(
        z.object({
          at: Time.describe("When it was sent."),
          durationMs: z.int().min(0).describe("Time until the response, in milliseconds."),
          outcome: z
            .enum(["answered", "address_refused", "timeout", "connection_failed"])
            .describe("`answered`: the receiver sent a response. `address_refused`: its address is not public."),
          status: z.int().nullable().describe("Status of the response; null without one."),
        }),
      )
      .describe("The attempts so far, oldest first."),
    nextAttemptAt: Time.nullable().describe("When it is sent next; null if it is not."),
    createdAt: Time.describe("When it was created."),
  })
  .meta({ title: "Delivery" });

/** A delivery as the API returns it. */
export type DeliveryView = z.output<typeof DeliveryView>;

/** Renders a delivery for a response. */
export function viewDelivery(row: Delivery): DeliveryView {
  const { id, event_id, type, kind, state, next_at, created_at } = row;
  const attempts = JSON.parse(row.attempts) as Attempt[];
  return {
    ...{ id, eventId: event_id, type, kind, status: state },
    attempts: attempts.map(({ at, ...attempt }) => ({ at: isoTime(at), ...attempt })),
    nextAttemptAt: state === "waiting" && next_at !== null ? isoTime(next_at) : null,
    createdAt: isoTime(created_at),
  };
}
