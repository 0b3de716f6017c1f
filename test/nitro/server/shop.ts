import { contract } from "errata";
import { type Boundary, boundary } from "errata/server";

/** Contract of the app. */
export const shop = contract({
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message" }, request_id: "$requestId" },
  errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
  operations: {
    "GET /orders/{orderId}": ["ORDER_NOT_FOUND"],
    "POST /orders": [],
    "GET /failure": [],
    "GET /maintenance": [],
  },
});

/** Boundary of the app. */
export const shopBoundary: Boundary = boundary(shop, { maxBodyBytes: 100 });
