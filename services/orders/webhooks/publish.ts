import type { OnTransition } from "../backend.ts";
import type { Order } from "../orders/order.ts";
import type { State } from "../state-machine.ts";
import { writeDelivery, writeEvent } from "./delivery.ts";
import type { Desk } from "./desk.ts";
import { eventTypeOf } from "./event-types.ts";

/** Makes what writes the event of each change of an order into the outbox, in the transaction of the change. */
export function publisher(desk: Desk): OnTransition {
  return async (sql, order, from, to) => {
    const type = eventTypeOf(to);
    const webhooks = await sql<{ id: string; events: string }>`
      SELECT id, events FROM orders_webhooks
      WHERE account_id = ${order.accountId} AND disabled_reason IS NULL ORDER BY created_at, id`;
    const asked = webhooks.filter(({ events }) => (JSON.parse(events) as string[]).includes(type));
    if (asked.length === 0) return;
    const eventId = await writeEvent(desk, sql, type, dataOf(order, from));
    for (const { id } of asked) await writeDelivery(desk, sql, { webhookId: id, eventId, kind: "event" });
  };
}

/** What a receiver is told of an order: small, and nothing that a person has written into it. */
function dataOf(order: Order, from: State | null): object {
  const { id, type, state, quantity, uploaded, units, failure, userId } = order;
  return {
    order: { id, type, status: state, quantity, uploaded, units, failureReason: failure?.reason ?? null, userId },
    previousStatus: from,
  };
}
