import createHttpError from "http-errors";
import { z } from "zod";

/** An order of the service. */
export interface Order {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly status: "open" | "shipped" | "cancelled";
}

/** Schema of a new order. */
export const NewOrder = z.object({ sku: z.string().min(1), quantity: z.int().min(1).max(100) });

/** Schema of the query of `GET /orders`. */
export const ListQuery = z.object({ status: z.enum(["open", "shipped", "cancelled"]).optional() });

/** Units on stock, by article. */
export const stock = new Map([
  ["chair", 10],
  ["table", 2],
]);

/** Orders by id. */
export const orders = new Map<string, Order>();

/** Reserves units of an article, and stores the order. */
export function create({ sku, quantity }: z.infer<typeof NewOrder>): Order {
  const left = stock.get(sku);
  if (left === undefined) throw createHttpError(404, `There is no article ${sku}.`);
  if (left < quantity) throw createHttpError(409, `Only ${left} units of ${sku} are left.`);
  stock.set(sku, left - quantity);
  return save({ id: `o_${orders.size + 1}`, sku, quantity, status: "open" });
}

/** Returns an order. */
export function find(id: string): Order {
  const order = orders.get(id);
  if (order === undefined) throw createHttpError(404, `There is no order ${id}.`);
  return order;
}

/** Cancels an order, and returns its units to the stock. */
export function cancel(id: string): Order {
  const order = find(id);
  if (order.status === "shipped") throw createHttpError(409, "The order has been shipped.");
  if (order.status === "cancelled") return order;
  stock.set(order.sku, (stock.get(order.sku) ?? 0) + order.quantity);
  return save({ ...order, status: "cancelled" });
}

/** Ships an order. */
export function ship(id: string): Order {
  const order = find(id);
  if (order.status === "cancelled") throw createHttpError(409, "The order has been cancelled.");
  return save({ ...order, status: "shipped" });
}

function save(order: Order): Order {
  orders.set(order.id, order);
  return order;
}
