/** An order service on Fastify. */
import { contract } from "errata";
import { fastifyBoundary } from "errata/fastify";
import { boundary } from "errata/server";
import { fastify } from "fastify";
import createHttpError from "http-errors";

interface Order {
  readonly id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly status: "open" | "shipped" | "cancelled";
}

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

const OrderBody = {
  type: "object",
  required: ["sku", "quantity"],
  properties: {
    sku: { type: "string", minLength: 1 },
    quantity: { type: "integer", minimum: 1, maximum: 100 },
  },
} as const;
const ListQuery = {
  type: "object",
  properties: { status: { enum: ["open", "shipped", "cancelled"] } },
} as const;
const OrderResponse = {
  type: "object",
  properties: {
    id: { type: "string" },
    sku: { type: "string" },
    quantity: { type: "integer" },
    status: { type: "string" },
  },
} as const;

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

const app = fastify({ logger: process.env.LOG !== undefined });
fastifyBoundary(app, boundary(shop));

// Allows the web shop to call the service.
app.addHook("onRequest", async (_request, reply) => {
  reply.header("access-control-allow-origin", "https://shop.example");
});

// Sends a maintenance page instead of an error of the stock system.
app.setErrorHandler((error, _request, reply) => {
  if (error instanceof Error && error.message === "stock system is in maintenance")
    return reply.code(200).send({ maintenance: true });
  return reply.send(error);
});

app.get<{ Querystring: { status?: Order["status"] } }>(
  "/orders",
  { schema: { querystring: ListQuery } },
  async ({ query: { status } }) =>
    [...orders.values()].filter((order) => status === undefined || order.status === status),
);

app.post<{ Body: { sku: string; quantity: number } }>(
  "/orders",
  { schema: { body: OrderBody, response: { 201: OrderResponse } } },
  async ({ body: { sku, quantity } }, reply) => {
    reserve(sku, quantity);
    const order: Order = { id: `o_${nextId}`, sku, quantity, status: "open" };
    nextId += 1;
    orders.set(order.id, order);
    return reply.code(201).header("location", `/orders/${order.id}`).send(order);
  },
);

app.register(
  async (byId) => {
    byId.get<{ Params: { orderId: string } }>("/:orderId", async ({ params }) => find(params.orderId));
    byId.delete<{ Params: { orderId: string } }>("/:orderId", async ({ params }) => cancel(params.orderId));
    byId.post<{ Params: { orderId: string } }>("/:orderId/shipment", async ({ params }, reply) => {
      const order = find(params.orderId);
      if (order.status === "cancelled") throw createHttpError(409, "The order has been cancelled.");
      const shipped: Order = { ...order, status: "shipped" };
      orders.set(order.id, shipped);
      return reply.code(202).send(shipped);
    });
  },
  { prefix: "/orders" },
);

app.get<{ Params: { sku: string } }>("/stock/:sku", async ({ params }) => {
  if (params.sku === "lamp") throw new Error("stock system is in maintenance");
  if (params.sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
  return { sku: params.sku, left: stock.get(params.sku) ?? 0 };
});

await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });

/** The running service. */
export const { server } = app;
