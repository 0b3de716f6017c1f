import { type State, states } from "../state-machine.ts";

/** Names the event of an order that has come into a state. A new order is pending: that event says that it was created. */
export function eventTypeOf(to: State): EventType {
  return to === "pending" ? "order.created" : `order.${to}`;
}

/** Every event that a webhook may ask for. */
export type EventType = "order.created" | `order.${Exclude<State, "pending">}`;

/** Every event, in the order of an order's life. */
export const eventTypes: readonly EventType[] = states.map(eventTypeOf);

/** The event that only a test sends. */
export const testEventType = "webhook.test";
