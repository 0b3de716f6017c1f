import { z } from "zod";
import { type AnyContract, type AnyFactory, contract } from "../../contract/index.ts";

type ShopCode =
  | "ORDER_NOT_FOUND"
  | "SECRET_NOT_FOUND"
  | "TOO_MANY"
  | "NO_KEY"
  | "BAD_KEY"
  | "INVALID"
  | "EMAIL_TAKEN"
  | "BODY_TOO_BIG"
  | "INTERNAL";

/** The API of the boundary's tests. */
const typedShop = contract({
  name: "shop",
  version: "1.0.0",
  envelope: {
    ok: false,
    error: { code: "$code", message: "$message", details: "$details?", requestId: "$requestId?" },
  },
  errors: {
    ORDER_NOT_FOUND: {
      kind: "not_found",
      when: "No order has the id.",
      message: "No order has the id {orderId}.",
      details: z.object({ orderId: z.string() }),
    },
    SECRET_NOT_FOUND: {
      kind: "not_found",
      when: "No secret has the id.",
      message: "Not found.",
      masks: ["another tenant's", "not indexed yet"],
    },
    TOO_MANY: { kind: "rate_limited", when: "More than 120 requests in a minute.", message: "Too many requests." },
    NO_KEY: { kind: "unauthenticated", when: "The request has no key.", message: "Send a key." },
    BAD_KEY: { kind: "invalid_credential", when: "The key is unknown.", message: "The key is not valid." },
    INVALID: {
      kind: "validation_failed",
      status: 400,
      when: "A field is invalid.",
      message: "Validation failed.",
      details: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })),
    },
    EMAIL_TAKEN: { kind: "already_exists", when: "The e-mail is taken.", message: "The e-mail is taken." },
    BODY_TOO_BIG: {
      kind: "payload_too_large",
      when: "Too large.",
      message: "At most {maxBytes} bytes.",
      details: z.object({ maxBytes: z.number() }),
    },
    INTERNAL: { kind: "internal", when: "Anything else.", message: "Something went wrong." },
  },
  conditions: { body_too_large: "BODY_TOO_BIG" },
  operations: {
    "GET /orders": [],
    "POST /orders": ["EMAIL_TAKEN", "INVALID"],
    "GET /orders/{orderId}": ["ORDER_NOT_FOUND", "SECRET_NOT_FOUND"],
    "DELETE /orders/{orderId}": ["ORDER_NOT_FOUND"],
  },
  always: ["TOO_MANY", "NO_KEY", "BAD_KEY", "INTERNAL"],
});

/** The same with an explicit type, which `isolatedDeclarations` requires of exports. */
export const shop: AnyContract & { readonly error: Readonly<Record<ShopCode, AnyFactory>> } =
  typedShop as unknown as AnyContract & { readonly error: Readonly<Record<ShopCode, AnyFactory>> };
