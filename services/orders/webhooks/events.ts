import { z } from "zod";
import { Time } from "../../shared/http/index.ts";
import { OrderView, type TransitionListener, viewOrder } from "../orders/order.ts";
import { type State, states } from "../orders/state-machine.ts";
import { insertDelivery, insertEvent } from "./delivery.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** Name of an event that a webhook can receive. */
export type EventType = "order.created" | `order.${Exclude<State, "pending">}`;

/** Every event, in the sequence of an order's states. */
export const eventTypes: readonly EventType[] = states.map(eventTypeOf);

/** Name of the event that a test sends. */
export const testEventType = "webhook.test" as const;

function eventTypeOf(to: State): EventType {
  return to === "pending" ? "order.created" : `order.${to}`;
}

const OrderEventData = z
  .object({
    order: OrderView.describe("The order after the change, as `GET /v1/orders/{orderId}` returns it."),
    previousStatus: z.enum(states).nullable().describe("State before the change; null for a new order."),
  })
  .describe("What changed.");

const TestEventData = z
  .object({ webhookId: z.string().describe("Id of the webhook.") })
  .describe("The webhook that is tested.");

/** Returns the schema of the message of an event. */
export function messageOf(type: EventType | typeof testEventType) {
  return z.object({
    type: z.literal(type).describe("Name of the event."),
    timestamp: Time.describe("When the event happened."),
    data: type === testEventType ? TestEventData : OrderEventData,
  });
}

/** Creates the listener that writes the event of each change of an order to the outbox. */
export function publisher(context: WebhookContext): TransitionListener {
  return async (sql, order, from, to) => {
    const type = eventTypeOf(to);
    const webhooks = await sql<{ id: string; events: string }>`
      SELECT id, events FROM orders_webhooks
      WHERE account_id = ${order.accountId} AND disabled_reason IS NULL ORDER BY created_at, id`;
    const subscribed = webhooks.filter(({ events }) => (JSON.parse(events) as string[]).includes(type));
    if (subscribed.length === 0) return;
    const data: z.output<typeof OrderEventData> = { order: viewOrder(order), previousStatus: from };
    const eventId = await insertEvent(context, sql, type, data);
    for (const { id } of subscribed) await insertDelivery(context, sql, { webhookId: id, eventId, kind: "event" });
  };
}
