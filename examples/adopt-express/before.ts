/** An order service on Express. */
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import createHttpError from "http-errors";
import { z } from "zod";

interface Order {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly status: "open" | "shipped" | "cancelled";
}

const NewOrder = z.object({ sku: z.string().min(1), quantity: z.int().min(1).max(100) });
const ListQuery = z.object({ status: z.enum(["open", "shipped", "cancelled"]).optional() });

/** Units on stock, by article. */
const stock = new Map([
  ["chair", 10],
  ["table", 2],
]);
const orders = new Map<string, Order>();
let nextId = 1;

/** Reserves units of an article. */
function reserve(sku: string, quantity: number): void {
  const left = stock.get(sku);
  if (left === undefined) throw createHttpError(404, `There is no article ${sku}.`);
  if (left < quantity) throw createHttpError(409, `Only ${left} units of ${sku} are left.`);
  stock.set(sku, left - quantity);
}

/** Returns an order. */
function find(id: string): Order {
  const order = orders.get(id);
  if (order === undefined) throw createHttpError(404, `There is no order ${id}.`);
  return order;
}

/** Cancels an order, and returns its units to the stock. */
function cancel(id: string): Order {
  const order = find(id);
  if (order.status === "shipped") throw createHttpError(409, "The order has been shipped.");
  if (order.status === "cancelled") return order;
  const cancelled: Order = { ...order, status: "cancelled" };
  orders.set(id, cancelled);
  stock.set(order.sku, (stock.get(order.sku) ?? 0) + order.quantity);
  return cancelled;
}

/** Logs every request. */
const log: RequestHandler = (request, response, next) => {
  const startedAt = performance.now();
  response.once("finish", () => {
    const ms = (performance.now() - startedAt).toFixed(1);
    if (process.env.LOG !== undefined) console.log(request.method, request.path, response.statusCode, `${ms} ms`);
  });
  next();
};

/** Allows the web shop to call the service. */
const allowShop: RequestHandler = (_request, response, next) => {
  response.set("Access-Control-Allow-Origin", "https://shop.example");
  next();
};

/** Sends a maintenance page instead of an error of the stock system. */
const maintenance: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof Error && error.message === "stock system is in maintenance")
    return void response.status(200).json({ maintenance: true });
  next(error);
};

const app = express();
app.use(log, allowShop, express.json());

app.get("/orders", (request, response) => {
  const { status } = ListQuery.parse(request.query);
  response.json([...orders.values()].filter((order) => status === undefined || order.status === status));
});

app.post("/orders", (request, response) => {
  const { sku, quantity } = NewOrder.parse(request.body);
  reserve(sku, quantity);
  const order: Order = { id: `o_${nextId}`, sku, quantity, status: "open" };
  nextId += 1;
  orders.set(order.id, order);
  response.status(201).location(`/orders/${order.id}`).json(order);
});

const byId = express.Router();
byId.get("/:orderId", ({ params }, response) => void response.json(find(params.orderId)));
byId.delete("/:orderId", ({ params }, response) => void response.json(cancel(params.orderId)));
byId.post("/:orderId/shipment", async ({ params }, response) => {
  const order = find(params.orderId);
  if (order.status === "cancelled") throw createHttpError(409, "The order has been cancelled.");
  const shipped: Order = { ...order, status: "shipped" };
  orders.set(order.id, shipped);
  response.status(202).json(shipped);
});
app.use("/orders", byId);

app.get("/stock/:sku", async ({ params }, response) => {
  if (params.sku === "lamp") throw new Error("stock system is in maintenance");
  if (params.sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
  response.json({ sku: params.sku, left: stock.get(params.sku) ?? 0 });
});

app.use(maintenance);

/** The running service. */
export const server = app.listen(Number(process.env.PORT ?? 3000));
