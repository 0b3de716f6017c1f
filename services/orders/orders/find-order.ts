import type { Caller } from "../accounts/caller.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { isState, rowOf } from "../state-machine.ts";
import { changeOrder, rereadOrder } from "./advance.ts";
import { type Order, readOrder } from "./order.ts";
import { TooLate } from "./refusal.ts";

/**
 * Finds an order that the caller may have, as it is at this moment: one whose time is over is expired.
 *
 * @throws ORDER_NOT_FOUND, also for one of another account; ORDER_NOT_OWNER
 */
export async function findOrder(backend: Backend, caller: Caller, orderId: string): Promise<Order> {
  const order = await readOrder(backend.store.sql, orderId);
  if (order === undefined || order.accountId !== caller.accountId) throw orders.error.ORDER_NOT_FOUND();
  if (order.userId !== caller.userId && !caller.scopes.includes("orders:any")) throw orders.error.ORDER_NOT_OWNER();
  return await upToDate(backend, order);
}

/** Expires an order whose time is over, at the latest when somebody looks at it. */
export async function upToDate(backend: Backend, order: Order): Promise<Order> {
  if (order.expiresAt > backend.clock() || !isState(rowOf("expire")[order.state])) return order;
  try {
    return await changeOrder(backend, () => rereadOrder(backend, order.id), { operation: "expire" });
  } catch (error) {
    // Somebody else expired it, or began to work on it, just now.
    if (error instanceof TooLate) return await rereadOrder(backend, order.id);
    throw error;
  }
}
