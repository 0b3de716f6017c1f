import { newId } from "../../../shared/http/index.ts";
import type { Order } from "../../orders/order.ts";

/** Returns an order, which does not have to exist. */
export function orderOf(members: Partial<Order> & Pick<Order, "accountId">): Order {
  return {
    ...{ id: newId("ord"), userId: "usr_1", type: "inspect", options: {}, quantity: 2, state: "pending", version: 1 },
    ...{ uploaded: 0, deadlineMs: 1, units: null, report: null, failure: null },
    ...{ createdAt: 1, updatedAt: 1, expiresAt: 1 },
    ...members,
  };
}
