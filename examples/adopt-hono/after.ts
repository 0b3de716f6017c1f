/** An order service on Hono. */
import { serve } from "@hono/node-server";
import { contract } from "errata";
import { honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { logger } from "hono/logger";
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
  if (left === undefined) throw new HTTPException(404, { message: `There is no article ${sku}.` });
  if (left < quantity) throw new HTTPException(409, { message: `Only ${left} units of ${sku} are left.` });
  stock.set(sku, left - quantity);
}

/** Returns an order. */
function find(id: string): Order {
  const order = orders.get(id);
  if (order === undefined) throw new HTTPException(404, { message: `There is no order ${id}.` });
  return order;
}

/** Cancels an order, and returns its units to the stock. */
function cancel(id: string): Order {
  const order = find(id);
  if (order.status === "shipped") throw new HTTPException(409, { message: "The order has been shipped." });
  if (order.status === "cancelled") return order;
  const cancelled: Order = { ...order, status: "cancelled" };
  orders.set(id, cancelled);
  stock.set(order.sku, (stock.get(order.sku) ?? 0) + order.quantity);
  return cancelled;
}

/** The stock system reports this while it cannot be read. */
const inMaintenance = "stock system is in maintenance";

const shop = contract({
  name: "orders",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" }, request_id: "$requestId" },
  errors: {
    INVALID_ORDER: {
      kind: "validation_failed",
      when: "A field of the order or a parameter is invalid.",
      message: "The request is invalid.",
      details: z.object({ fields: z.array(z.object({ field: z.string(), code: z.string() })) }),
    },
    INTERNAL_ERROR: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." },
  },
  operations: {
    "GET /orders": [],
    "POST /orders": [],
    "GET /orders/{orderId}": [],
    "DELETE /orders/{orderId}": [],
    "POST /orders/{orderId}/shipment": [],
    "GET /stock/{sku}": [],
  },
});

const app = new Hono();
honoBoundary(app, boundary(shop));

app.onError((error, c) => {
  if (error.message !== inMaintenance) throw error;
  if (error.message === inMaintenance) return c.json({ maintenance: true });
  if (error instanceof HTTPException) return error.getResponse();
  console.error(error);
  return c.text("Internal Server Error", 500);
});

if (process.env.LOG !== undefined) app.use(logger());
app.use(cors({ origin: "https://shop.example" }));

app.get("/orders", (c) => {
  const { status } = ListQuery.parse(c.req.query());
  return c.json([...orders.values()].filter((order) => status === undefined || order.status === status));
});

app.post("/orders", async (c) => {
  const { sku, quantity } = NewOrder.parse(await c.req.json());
  reserve(sku, quantity);
  const order: Order = { id: `o_${nextId}`, sku, quantity, status: "open" };
  nextId += 1;
  orders.set(order.id, order);
  c.header("Location", `/orders/${order.id}`);
  return c.json(order, 201);
});

app.get("/orders/:orderId", (c) => c.json(find(c.req.param("orderId"))));

app.delete("/orders/:orderId", (c) => c.json(cancel(c.req.param("orderId"))));

app.post("/orders/:orderId/shipment", (c) => {
  const order = find(c.req.param("orderId"));
  if (order.status === "cancelled") throw new HTTPException(409, { message: "The order has been cancelled." });
  const shipped: Order = { ...order, status: "shipped" };
  orders.set(order.id, shipped);
  return c.json(shipped, 202);
});

app.get("/stock/:sku", (c) => {
  const sku = c.req.param("sku");
  if (sku === "lamp") throw new Error(inMaintenance);
  if (sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
  return c.json({ sku, left: stock.get(sku) ?? 0 });
});

/** The running service. */
export const server = serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
