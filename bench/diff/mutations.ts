import type { JsonSchema } from "errata";

/** Mutations write any part of a definition. */
// biome-ignore lint/suspicious/noExplicitAny: a mutation changes members of every type
type Mutable = any;

/** One change of an API's errors that its callers notice, or do not. */
export interface Mutation {
  readonly name: string;
  readonly apply: (api: Mutable) => void;
}

const details: JsonSchema = {
  type: "object",
  properties: {
    required: { type: "integer", description: "Credits that the order needs." },
    balance: { type: "integer", description: "Credits of the account." },
  },
  required: ["required", "balance"],
};

/** Returns the definition that every mutation changes: an API with shared and single statuses, and typed details. */
export function shop(): Mutable {
  return {
    name: "shop",
    version: "1.0.0",
    envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
    limits: { requestsPerMinute: 120 },
    errors: {
      ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." },
      BASKET_NOT_FOUND: { kind: "not_found", when: "No basket has the id.", message: "Basket not found." },
      CREDITS_MISSING: { kind: "insufficient_credits", when: "Too few credits.", message: "Buy credits.", details },
      ORDER_EXISTS: { kind: "already_exists", when: "The order exists.", message: "The order exists." },
      ORDER_LOCKED: {
        kind: "invalid_state",
        when: "The order is being shipped.",
        message: "The order is locked.",
        retry: "after_delay",
        headers: { "X-Lock": "shipping" },
      },
      RATE_LIMITED: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
    },
    operations: {
      "GET /orders/{orderId}": ["ORDER_NOT_FOUND"],
      "POST /orders": ["BASKET_NOT_FOUND", "CREDITS_MISSING", "ORDER_EXISTS", "ORDER_LOCKED"],
    },
    always: ["RATE_LIMITED"],
  };
}

const order = "POST /orders";

/** The changes, from those that no tool should miss to those that only a contract knows. */
export const mutations: readonly Mutation[] = [
  { name: "a code is removed", apply: (api) => remove(api, "BASKET_NOT_FOUND") },
  { name: "a code is renamed", apply: (api) => rename(api, "ORDER_EXISTS", "ORDER_ALREADY_EXISTS") },
  {
    name: "a code moves to a shared status",
    apply: ({ errors }) => Object.assign(errors.ORDER_LOCKED, { status: 404 }),
  },
  {
    name: "a code moves to a status of its own",
    apply: ({ errors }) => Object.assign(errors.ORDER_EXISTS, { status: 422 }),
  },
  { name: "a code moves from 4xx to 5xx", apply: ({ errors }) => Object.assign(errors.ORDER_LOCKED, { status: 503 }) },
  { name: "an operation no longer returns 429", apply: (api) => Object.assign(api, { always: [] }) },
  {
    name: "an operation returns a new code",
    apply: ({ errors, operations }) => {
      errors.ARTICLE_NOT_FOUND = { ...errors.BASKET_NOT_FOUND, when: "No article has the id.", message: "No article." };
      operations[order].push("ARTICLE_NOT_FOUND");
    },
  },
  {
    name: "an operation returns a new status",
    apply: ({ errors, operations }) => {
      errors.SHOP_CLOSED = { kind: "unavailable", when: "The shop is closed.", message: "The shop is closed." };
      operations[order].push("SHOP_CLOSED");
    },
  },
  { name: "a retry is no longer safe", apply: ({ errors }) => Object.assign(errors.ORDER_LOCKED, { retry: "never" }) },
  {
    name: "a failure may now cost money",
    apply: ({ errors }) => Object.assign(errors.ORDER_LOCKED, { charged: "maybe" }),
  },
  {
    name: "the condition of a code changes",
    apply: ({ errors }) => Object.assign(errors.ORDER_LOCKED, { when: "The order is being paid." }),
  },
  {
    name: "a detail is removed",
    apply: ({ errors }) => Object.assign(errors.CREDITS_MISSING, { details: without(details, "balance") }),
  },
  { name: "a detail has another type", apply: ({ errors }) => setDetail(errors, { type: "string" }) },
  {
    name: "a detail can be absent",
    apply: ({ errors }) => Object.assign(errors.CREDITS_MISSING, { details: { ...details, required: ["required"] } }),
  },
  {
    name: "the wrapper of every error is renamed",
    apply: (api) => Object.assign(api, { envelope: { failure: api.envelope.error } }),
  },
  {
    name: "errors become problem+json",
    apply: (api) =>
      Object.assign(api, { envelope: { $failure: api.envelope, $mediaType: "application/problem+json" } }),
  },
  { name: "a limit allows less", apply: ({ limits }) => Object.assign(limits, { requestsPerMinute: 60 }) },
];

function remove({ errors, operations }: Mutable, code: string): void {
  delete errors[code];
  for (const codes of Object.values<string[]>(operations))
    if (codes.includes(code)) codes.splice(codes.indexOf(code), 1);
}

function rename(api: Mutable, from: string, to: string): void {
  api.errors[to] = api.errors[from];
  remove(api, from);
  api.operations[order].push(to);
}

function setDetail(errors: Mutable, balance: object): void {
  errors.CREDITS_MISSING.details = { ...details, properties: { ...(details.properties as object), balance } };
}

function without(schema: JsonSchema, name: string): JsonSchema {
  const { [name]: _, ...properties } = schema.properties as JsonSchema;
  return { ...schema, properties, required: ["required"] };
}
