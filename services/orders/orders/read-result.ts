import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { wholeNumber } from "../../shared/http/index.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import { orderTypeInfo } from "../work/order-types.ts";
import { findOrder } from "./find-order.ts";
import { nextState } from "./next-state.ts";
import type { Order } from "./order.ts";
import { reservingStates } from "./state-machine.ts";

/** Query of `GET /v1/orders/{orderId}/report`. */
export const ReportQuery = z.strictObject({
  waitSec: wholeNumber(z.int().min(0).max(orders.limits.waitSec))
    .default(0)
    .describe("Longest wait for the report of a confirmed order, in seconds."),
});

/** A waiting request polls, because another process may do the work. */
const pollMs = 100;

/**
 * Returns a completed order. Waits for a confirmed one, up to `waitSec` seconds.
 *
 * @throws ORDER_NOT_COMPLETED, and the codes of orders that ended without a result
 */
export async function awaitReport(
  backend: Backend,
  caller: Caller,
  orderId: string,
  { waitSec, signal }: { readonly waitSec: number; readonly signal: AbortSignal },
): Promise<Order> {
  const until = performance.now() + waitSec * 1000;
  let order = await findOrder(backend, caller, orderId);
  while (reservingStates.has(order.state) && performance.now() < until && !signal.aborted) {
    await sleep(pollMs);
    order = await findOrder(backend, caller, orderId);
  }
  nextState("report", order);
  return order;
}

/** The file of a completed order. */
export interface ResultFile {
  readonly id: string;
  readonly file_name: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Finds the file of a completed order. @throws ORDER_TYPE_CANT_DOWNLOAD, and the codes of the state machine */
export async function findResult(backend: Backend, caller: Caller, orderId: string): Promise<ResultFile> {
  const order = await findOrder(backend, caller, orderId);
  // The type is checked first, because it never has a file in any state.
  if (!orderTypeInfo[order.type].hasFile) throw orders.error.ORDER_TYPE_CANT_DOWNLOAD({ orderType: order.type });
  nextState("download", order);
  const [file] = await backend.store.sql<ResultFile & Record<string, unknown>>`
    SELECT id, file_name, media_type, bytes, sha256 FROM orders_files
    WHERE order_id = ${order.id} AND role = 'result'`;
  if (file === undefined) throw new Error(`order ${order.id} is completed but has no file`);
  return file;
}
