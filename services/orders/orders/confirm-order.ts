import type { Caller } from "../accounts/caller.ts";
import { requirePlan } from "../accounts/plans.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { type Change, changeOrder } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import type { Order } from "./order.ts";

/**
 * Confirms an order: holds its part of the allowance and puts it in the queue, all in one transaction. Of two
 * confirmations at once one confirms, and the other learns that it came second.
 *
 * @throws what the state machine refuses with; ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED, USAGE_NOT_ENOUGH
 */
export async function confirmOrder(backend: Backend, caller: Caller, orderId: string): Promise<Order> {
  const { planId } = caller;
  const change: Change = {
    operation: "confirm",
    planId,
    decide(order) {
      // The plan may be another one than when the order was created.
      requirePlan(planId, order);
      return { expiresAt: backend.clock() + orders.limits.orderLifeSec * 1000 };
    },
  };
  return await changeOrder(backend, () => findOrder(backend, caller, orderId), change);
}
