import type { Caller } from "../accounts/caller.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { changeOrder, rereadOrder } from "./advance.ts";
import { TooLate } from "./next-state.ts";
import { type Order, readOrder } from "./order.ts";
import { isState, transitionsOf } from "./state-machine.ts";

/**
 * Finds an order that the caller has access to, in its current state.
 *
 * @throws ORDER_NOT_FOUND, also for an order of another account; ORDER_NOT_OWNER
 */
export async function findOrder(backend: Backend, caller: Caller, orderId: string): Promise<Order> {
  const order = await readOrder(backend.store.sql, orderId);
  if (order === undefined || order.accountId !== caller.accountId) throw orders.error.ORDER_NOT_FOUND();
  if (order.userId !== caller.userId && !caller.scopes.includes("orders:any")) throw orders.error.ORDER_NOT_OWNER();
  return await expireIfDue(backend, order);
}

/** Expires an order that is due, so that its state is exact when it is read. @returns the order in its current state */
export async function expireIfDue(backend: Backend, order: Order): Promise<Order> {
  if (order.expiresAt > backend.clock() || !isState(transitionsOf("expire")[order.state])) return order;
  try {
    return await changeOrder(backend, () => rereadOrder(backend, order.id), { operation: "expire" });
  } catch (error) {
    // Another request or a worker changed the order first.
    if (error instanceof TooLate) return await rereadOrder(backend, order.id);
    throw error;
  }
}
