import type { Order, TransitionListener } from "../orders/order.ts";
import { type State, states } from "../orders/state-machine.ts";
import { insertDelivery, insertEvent } from "./delivery.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** Name of an event that a webhook can receive. */
export type EventType = "order.created" | `order.${Exclude<State, "pending">}`;

/** Every event, in the sequence of an order's states. */
export const eventTypes: readonly EventType[] = states.map(eventTypeOf);

/** Name of the event that a test sends. */
export const testEventType = "webhook.test";

function eventTypeOf(to: State): EventType {
  return to === "pending" ? "order.created" : `order.${to}`;
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
    const eventId = await insertEvent(context, sql, type, payloadOf(order, from));
    for (const { id } of subscribed) await insertDelivery(context, sql, { webhookId: id, eventId, kind: "event" });
  };
}

/** Contains nothing that a person wrote, so that webhooks cannot leak it. */
function payloadOf(order: Order, from: State | null): object {
  const { id, type, state, quantity, uploaded, units, failure, userId } = order;
  return {
    order: { id, type, status: state, quantity, uploaded, units, failureReason: failure?.reason ?? null, userId },
    previousStatus: from,
  };
}
