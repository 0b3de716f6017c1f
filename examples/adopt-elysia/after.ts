/** An order service on Elysia, on Node. */
import type { Server } from "node:http";
import { node } from "@elysiajs/node";
import { Elysia, NotFoundError, t } from "elysia";
import { contract } from "errata";
import { elysiaBoundary } from "errata/elysia";
import { boundary } from "errata/server";

interface Order {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly status: "open" | "shipped" | "cancelled";
}

class ConflictError extends Error {
  readonly status = 409;
}

class MaintenanceError extends Error {}

/** Units on stock, by article. */
const stock = new Map([
  ["chair", 10],
  ["table", 2],
]);
const orders = new Map<string, Order>();

/** Reserves units of an article. */
function reserve(sku: string, quantity: number): void {
  const left = stock.get(sku);
  if (left === undefined) throw new NotFoundError(`There is no article ${sku}.`);
  if (left < quantity) throw new ConflictError(`Only ${left} units of ${sku} are left.`);
  stock.set(sku, left - quantity);
}

/** Returns an order. */
function find(id: string): Order {
  const order = orders.get(id);
  if (order === undefined) throw new NotFoundError(`There is no order ${id}.`);
  return order;
}

/** Cancels an order, and returns its units to the stock. */
function cancel(id: string): Order {
  const order = find(id);
  if (order.status === "shipped") throw new ConflictError("The order has been shipped.");
  if (order.status === "cancelled") return order;
  const cancelled: Order = { ...order, status: "cancelled" };
  orders.set(id, cancelled);
  stock.set(order.sku, (stock.get(order.sku) ?? 0) + order.quantity);
  return cancelled;
}

const Status = t.Union([t.Literal("open"), t.Literal("shipped"), t.Literal("cancelled")]);

const byId = new Elysia({ prefix: "/orders" })
  .get("/:orderId", ({ params }) => find(params.orderId))
  .delete("/:orderId", ({ params }) => cancel(params.orderId))
  .post("/:orderId/shipment", ({ params, status }) => {
    const order = find(params.orderId);
    if (order.status === "cancelled") throw new ConflictError("The order has been cancelled.");
    const shipped: Order = { ...order, status: "shipped" };
    orders.set(order.id, shipped);
    return status(202, shipped);
  });

const shop = contract({
  name: "orders",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" }, request_id: "$requestId" },
  errors: {
    INVALID_ORDER: {
      kind: "validation_failed",
      when: "A field of the order or a parameter is invalid.",
      message: "The request is invalid.",
      details: {
        type: "object",
        required: ["fields"],
        properties: {
          fields: {
            type: "array",
            items: { type: "object", properties: { field: { type: "string" }, code: { type: "string" } } },
          },
        },
      },
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

const app = new Elysia({ adapter: node() })
  .use(elysiaBoundary(boundary(shop)))
  // Allows the web shop to call the service.
  .onRequest(({ set }) => {
    set.headers["access-control-allow-origin"] = "https://shop.example";
  })
  // Sends a maintenance page instead of an error of the stock system.
  .onError(({ error, set }) => {
    if (!(error instanceof MaintenanceError)) return undefined;
    set.status = 200;
    return { maintenance: true };
  })
  .get(
    "/orders",
    ({ query: { status } }) => [...orders.values()].filter((order) => !status || order.status === status),
    {
      query: t.Object({ status: t.Optional(Status) }),
    },
  )
  .post(
    "/orders",
    ({ body: { sku, quantity }, set, status }) => {
      reserve(sku, quantity);
      const order: Order = { id: `o_${orders.size + 1}`, sku, quantity, status: "open" };
      orders.set(order.id, order);
      set.headers.location = `/orders/${order.id}`;
      return status(201, order);
    },
    { body: t.Object({ sku: t.String({ minLength: 1 }), quantity: t.Integer({ minimum: 1, maximum: 100 }) }) },
  )
  .use(byId)
  .get("/stock/:sku", ({ params: { sku } }) => {
    if (sku === "lamp") throw new MaintenanceError();
    if (sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
    return { sku, left: stock.get(sku) ?? 0 };
  });

/** The running service. */
export let server: Server;
app.listen({ port: Number(process.env.PORT ?? 3000), hostname: "127.0.0.1" }, (info) => {
  ({ server } = (info as unknown as { readonly raw: { readonly node: { readonly server: Server } } }).raw.node);
});
