/** An order service on Koa. */
import Router from "@koa/router";
import createHttpError from "http-errors";
import Koa, { type Context, type Middleware } from "koa";
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
const log: Middleware = async (ctx, next) => {
  const startedAt = performance.now();
  await next();
  const ms = (performance.now() - startedAt).toFixed(1);
  if (process.env.LOG !== undefined) console.log(ctx.method, ctx.path, ctx.status, `${ms} ms`);
};

/** Allows the web shop to call the service. */
const allowShop: Middleware = (ctx, next) => {
  ctx.set("Access-Control-Allow-Origin", "https://shop.example");
  return next();
};

/** Sends a maintenance page instead of an error of the stock system. */
const maintenance: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    if (!(error instanceof Error) || error.message !== "stock system is in maintenance") throw error;
    ctx.status = 200;
    ctx.body = { maintenance: true };
  }
};

/** Reads a JSON body. */
async function readJson({ req }: Context): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(body);
  } catch (error) {
    throw Object.assign(error as SyntaxError, { status: 400, body });
  }
}

const router = new Router();

router.get("/orders", (ctx) => {
  const { status } = ListQuery.parse(ctx.query);
  ctx.body = [...orders.values()].filter((order) => status === undefined || order.status === status);
});

router.post("/orders", async (ctx) => {
  const { sku, quantity } = NewOrder.parse(await readJson(ctx));
  reserve(sku, quantity);
  const order: Order = { id: `o_${nextId}`, sku, quantity, status: "open" };
  nextId += 1;
  orders.set(order.id, order);
  ctx.set("Location", `/orders/${order.id}`);
  ctx.body = order;
  ctx.status = 201;
});

router.get("/orders/:orderId", (ctx) => {
  ctx.body = find(ctx.params.orderId ?? "");
});

router.delete("/orders/:orderId", (ctx) => {
  ctx.body = cancel(ctx.params.orderId ?? "");
});

router.post("/orders/:orderId/shipment", async (ctx) => {
  const order = find(ctx.params.orderId ?? "");
  if (order.status === "cancelled") throw createHttpError(409, "The order has been cancelled.");
  const shipped: Order = { ...order, status: "shipped" };
  orders.set(order.id, shipped);
  ctx.body = shipped;
  ctx.status = 202;
});

router.get("/stock/:sku", async (ctx) => {
  const { sku = "" } = ctx.params;
  if (sku === "lamp") throw new Error("stock system is in maintenance");
  if (sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
  ctx.body = { sku, left: stock.get(sku) ?? 0 };
});

const app = new Koa();
app.use(log).use(allowShop).use(maintenance).use(router.routes());

/** The running service. */
export const server = app.listen(Number(process.env.PORT ?? 3000));
