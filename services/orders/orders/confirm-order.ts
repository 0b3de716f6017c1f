import type { Finish } from "../../shared/idempotency/index.ts";
import type { Caller } from "../accounts/caller.ts";
import { requirePlan } from "../accounts/plans.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { type Change, changeOrderWith } from "./advance.ts";
import { findOrder } from "./find-order.ts";
import { type OrderView, viewOrder } from "./order.ts";

/**
 * Confirms an order: reserves its usage and enqueues it in one transaction. If two confirmations arrive at the same
 * time, one succeeds and the other is rejected.
 *
 * @param finish runs last in the transaction
 * @returns what `finish` returns
 * @throws the codes of the state machine; ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED, USAGE_NOT_ENOUGH
 */
export async function confirmOrder<Result>(
  backend: Backend,
  caller: Caller,
  orderId: string,
  finish: Finish<OrderView, Result>,
): Promise<Result> {
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
  const find = () => findOrder(backend, caller, orderId);
  return await changeOrderWith(backend, find, change, (sql, order) => finish(sql, viewOrder(order)));
}
