import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Caller } from "../accounts/caller.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { holding } from "../state-machine.ts";
import { factsOf } from "../work/order-types.ts";
import { findOrder } from "./find-order.ts";
import type { Order } from "./order.ts";
import { nextState } from "./refusal.ts";

/** Query of `GET /v1/orders/{orderId}/report`. */
export const ReportQuery = z.strictObject({
  /** Longest wait for a report that is on its way, in seconds. */
  waitSec: z
    .string()
    .regex(/^\d{1,9}$/, "Must be a whole number in decimal digits.")
    .transform(Number)
    .pipe(z.number().max(orders.limits.waitSec))
    .default(0),
});

/** How often a waiting request looks; another process may do the work. */
const lookEveryMs = 100;

/**
 * Gives a completed order, for its report; waits for one that is on its way.
 *
 * @throws ORDER_NOT_COMPLETED, ORDER_TIMEOUT and what else ends an order
 */
export async function awaitReport(
  backend: Backend,
  caller: Caller,
  orderId: string,
  { waitSec, signal }: { readonly waitSec: number; readonly signal: AbortSignal },
): Promise<Order> {
  const until = performance.now() + waitSec * 1000;
  let order = await findOrder(backend, caller, orderId);
  while (holding.has(order.state) && performance.now() < until && !signal.aborted) {
    await sleep(lookEveryMs);
    order = await findOrder(backend, caller, orderId);
  }
  nextState("report", order);
  return order;
}

/** What a download gives. */
export interface ResultFile {
  readonly id: string;
  readonly file_name: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Finds the file of a completed order. @throws ORDER_TYPE_CANT_DOWNLOAD, and what the state machine refuses with */
export async function findResult(backend: Backend, caller: Caller, orderId: string): Promise<ResultFile> {
  const order = await findOrder(backend, caller, orderId);
  // First the type: no state makes a file of what has none.
  if (!factsOf[order.type].hasFile) throw orders.error.ORDER_TYPE_CANT_DOWNLOAD({ orderType: order.type });
  nextState("download", order);
  const [file] = await backend.store.sql<ResultFile & Record<string, unknown>>`
    SELECT id, file_name, media_type, bytes, sha256 FROM orders_files
    WHERE order_id = ${order.id} AND role = 'result'`;
  if (file === undefined) throw new Error(`order ${order.id} is completed and has no file`);
  return file;
}
