import { contract } from "errata";
import { type Boundary, boundary } from "errata/server";
import { z } from "zod";

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

/** Boundary of every route. */
export const shopBoundary: Boundary = boundary(shop);
