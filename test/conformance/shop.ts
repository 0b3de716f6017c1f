import { type ApiError, contract } from "errata";
import { type Boundary, boundary, type Occurrence } from "errata/server";
import { z } from "zod";

/** Must never leave a server. It is part of everything that the apps throw. */
export const secret = "s3cret-postgres://app:hunter2@10.0.0.5";

/** Origin that the apps' CORS middlewares allow. */
export const origin = "https://shop.example";

const definition = {
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" }, request_id: "$requestId" },
  errors: {
    ORDER_NOT_FOUND: {
      kind: "not_found",
      when: "No order has the id.",
      message: "Order {orderId} was not found.",
      details: z.object({ orderId: z.string() }),
    },
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." },
    TOO_MANY: { kind: "rate_limited", when: "Over 10 requests per minute.", message: "Slow down." },
    MALFORMED_BODY: {
      kind: "malformed_request",
      when: "The body cannot be parsed.",
      message: "The body is malformed.",
    },
    UNSUPPORTED_TYPE: { kind: "unsupported_media", when: "The body is of another type.", message: "Send JSON." },
    INVALID_ORDER: {
      kind: "validation_failed",
      when: "The order does not match its schema.",
      message: "The order is invalid.",
      details: z.object({ fields: z.array(z.object({ field: z.string(), code: z.string() })) }),
    },
    FAILED: { kind: "internal", when: "A bug.", message: "Something went wrong." },
  },
  operations: {
    "GET /ok": [],
    "POST /echo": [],
    "POST /orders": [],
    "GET /orders/{orderId}": ["ORDER_NOT_FOUND"],
    "GET /throw/{what}": ["ORDER_NOT_FOUND", "TOO_MANY"],
    "GET /middleware": [],
    "GET /hook": [],
    "GET /handled": [],
    "GET /handler-fails": [],
    "GET /returned/{what}": [],
    "GET /response": [],
    "GET /unserialisable": [],
    "GET /late": [],
    "GET /events": [],
    "GET /broken-events": [],
    "GET /hang": [],
    "POST /upload": [],
    "GET /sub/ok": [],
  },
  conditions: { malformed_body: "MALFORMED_BODY", unsupported_media: "UNSUPPORTED_TYPE" },
} as const;

/** Contract of the apps. */
export const shop = contract(definition);

/** The same contract a second time, as a module that was loaded again creates it. */
export const reloadedShop: typeof shop = contract(definition);

/** Schema of the body of `POST /orders`. */
export const NewOrder = z.object({ sku: z.string(), quantity: z.int().min(1) });

/** Body of `POST /orders`. */
export type NewOrder = z.infer<typeof NewOrder>;

/** A boundary of the contract, and the errors that it has recorded. */
export interface RecordingBoundary {
  readonly boundary: Boundary;
  readonly occurrences: Occurrence[];
}

/** Creates the boundary of an app under test. */
export function shopBoundary(): RecordingBoundary {
  const occurrences: Occurrence[] = [];
  return { occurrences, boundary: boundaryOf((occurrence) => occurrences.push(occurrence)) };
}

/** Creates the boundary of an app under test. */
export function boundaryOf(record: (occurrence: Occurrence) => void): Boundary {
  return boundary(shop, { record, maxBodyBytes: 1_000, replaceUncatalogued: true, warn: () => undefined });
}

/** Creates the contract's error in another copy of the package. Set by the test, which bundles the copy. */
export const otherCopy: { create: () => Error } = { create: () => shop.error.SOLD_OUT() };

/** Creates the contract of the apps in another copy of the package. */
export function contractIn(copy: typeof import("errata")): { readonly error: { SOLD_OUT(): ApiError } } {
  return copy.contract(definition);
}
