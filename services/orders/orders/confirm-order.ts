import type { Caller } from "../accounts/caller.ts";
import { requirePlan } from "../accounts/plans.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { type Change, changeOrder } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import type { Order } from "./order.ts";

/**
 * Confirms an order: reserves its usage and enqueues it in one transaction. If two confirmations arrive at the same
 * time, one succeeds and the other is rejected.
 *
 * @throws the codes of the state machine; ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED, USAGE_NOT_ENOUGH
 */
export async function confirmOrder(backend: Backend, caller: Caller, orderId: string): Promise<Order> {
  const { planId } = caller;
  const change: Change = {
    operation: "confirm",
    planId,
    decide(order) {
      // The plan may have changed since the order was created.
      requirePlan(planId, order);
      return { expiresAt: backend.clock() + orders.limits.orderLifeSec * 1000 };
    },
  };
  return await changeOrder(backend, () => findOrder(backend, caller, orderId), change);
}
