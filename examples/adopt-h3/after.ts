/** An order service on h3. */
import { createServer } from "node:http";
import { contract } from "errata";
import { h3Boundary } from "errata/h3";
import { handleClientErrors } from "errata/node";
import { boundary } from "errata/server";
import { getValidatedQuery, H3, type H3Config, HTTPError, type Middleware, onResponse, readValidatedBody } from "h3";
import { toNodeHandler } from "h3/node";
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
  if (left === undefined) throw HTTPError.status(404, undefined, { message: `There is no article ${sku}.` });
  if (left < quantity) throw HTTPError.status(409, undefined, { message: `Only ${left} units of ${sku} are left.` });
  stock.set(sku, left - quantity);
}

/** Returns an order. */
function find(id: string): Order {
  const order = orders.get(id);
  if (order === undefined) throw HTTPError.status(404, undefined, { message: `There is no order ${id}.` });
  return order;
}

/** Cancels an order, and returns its units to the stock. */
function cancel(id: string): Order {
  const order = find(id);
  if (order.status === "shipped") throw HTTPError.status(409, undefined, { message: "The order has been shipped." });
  if (order.status === "cancelled") return order;
  const cancelled: Order = { ...order, status: "cancelled" };
  orders.set(id, cancelled);
  stock.set(order.sku, (stock.get(order.sku) ?? 0) + order.quantity);
  return cancelled;
}

/** Logs every request. */
const log = onResponse((response, { req, url }) => {
  if (process.env.LOG !== undefined) console.log(req.method, url.pathname, response.status);
});

/** Allows the web shop to call the service. */
const allowShop: Middleware = ({ res }) => {
  for (const headers of [res.headers, res.errHeaders])
    headers.set("Access-Control-Allow-Origin", "https://shop.example");
};

/** Sends a maintenance page instead of an error of the stock system. */
const config: H3Config = {
  silent: process.env.LOG === undefined,
  onError: ({ message }) =>
    message === "stock system is in maintenance" ? Response.json({ maintenance: true }) : undefined,
};

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

const app = new H3(config);
const shopBoundary = boundary(shop);
h3Boundary(app, shopBoundary);
app.use(log).use(allowShop);

app.get("/orders", async (event) => {
  const { status } = await getValidatedQuery(event, ListQuery);
  return [...orders.values()].filter((order) => status === undefined || order.status === status);
});

app.post("/orders", async (event) => {
  const { sku, quantity } = await readValidatedBody(event, NewOrder);
  reserve(sku, quantity);
  const order: Order = { id: `o_${nextId}`, sku, quantity, status: "open" };
  nextId += 1;
  orders.set(order.id, order);
  event.res.status = 201;
  event.res.headers.set("Location", `/orders/${order.id}`);
  return order;
});

const byId = new H3();
byId.get("/:orderId", ({ context }) => find(context.params?.orderId ?? ""));
byId.delete("/:orderId", ({ context }) => cancel(context.params?.orderId ?? ""));
byId.post("/:orderId/shipment", async ({ context, res }) => {
  const order = find(context.params?.orderId ?? "");
  if (order.status === "cancelled")
    throw HTTPError.status(409, undefined, { message: "The order has been cancelled." });
  const shipped: Order = { ...order, status: "shipped" };
  orders.set(order.id, shipped);
  res.status = 202;
  return shipped;
});
app.mount("/orders", byId);

app.get("/stock/:sku", async ({ context }) => {
  const sku = context.params?.sku ?? "";
  if (sku === "lamp") throw new Error("stock system is in maintenance");
  if (sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
  return { sku, left: stock.get(sku) ?? 0 };
});

/** The running service. */
export const server = createServer(toNodeHandler(app)).listen(Number(process.env.PORT ?? 3000));
handleClientErrors(server, shopBoundary);
