import type { JsonSchema } from "../../../contract/index.ts";
import type { DiffRuleName } from "../rule-name.ts";
import { diffRules, type Verdict } from "../rules.ts";

/** Mutations write any part of a definition. */
export type Mutable = any;

/** One way to change a contract, and the rule that reports it. */
export interface Case {
  readonly rule: DiffRuleName;
  readonly verdict: Verdict;
  readonly title: string;
  /** Prepares the first version. */
  readonly from?: (definition: Mutable) => void;
  /** Changes the copy that becomes the second version. */
  readonly to: (definition: Mutable) => void;
  readonly text: RegExp;
  /** Rules that the same change breaks too. */
  readonly also?: readonly DiffRuleName[];
}

export const details: JsonSchema = {
  type: "object",
  properties: {
    id: { type: "string" },
    retryAfterSec: { type: "integer" },
    state: { type: "string", enum: ["open", "paid"] },
    lines: { type: "array", items: { type: "object", properties: { sku: { type: "string" } }, required: ["sku"] } },
  },
  required: ["id", "retryAfterSec"],
};

export function base(): Mutable {
  return {
    name: "shop",
    version: "1.2.0",
    envelope: { error: { code: "$code", message: "$message", details: "$details?" }, request_id: "$requestId?" },
    docsUrl: "https://docs.example.com/errors/",
    limits: { requestsPerMinute: 120, minPasswordLength: 8 },
    errors: {
      ORDER_NOT_FOUND: {
        kind: "not_found",
        when: "No order has the id.",
        message: "Order not found.",
        details,
        headers: { "X-Order": "{id}" },
      },
      ORDER_LOCKED: {
        kind: "invalid_state",
        when: "The order is being changed.",
        message: "Locked.",
        causes: [{ when: "The order is being shipped.", remedy: { action: "wait", actor: "client" } }],
      },
      GONE: { kind: "not_found", when: "It is not visible.", message: "Gone.", masks: ["another tenant's order"] },
      RATE_LIMITED: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
      OLD: {
        kind: "not_found",
        when: "Something old.",
        message: "Old.",
        deprecated: "1.1.0",
        sunset: "2026-06-30",
        parent: "ORDER_NOT_FOUND",
      },
      INTERNAL: { kind: "internal", when: "An unexpected failure.", message: "Failed." },
    },
    retired: { LOST: { removed: "1.0.0" } },
    operations: {
      "GET /orders/{id}": ["ORDER_NOT_FOUND", "RATE_LIMITED"],
      "POST /orders": { errors: ["ORDER_LOCKED"], idempotencyKey: true },
    },
    always: ["INTERNAL"],
    precedence: ["RATE_LIMITED", "ORDER_NOT_FOUND", "ORDER_LOCKED", "GONE", "OLD", "INTERNAL"],
    locales: { de: { ORDER_NOT_FOUND: "a", ORDER_LOCKED: "b", GONE: "c", RATE_LIMITED: "d", OLD: "e", INTERNAL: "f" } },
  };
}

export function row(
  rule: DiffRuleName,
  title: string,
  to: Case["to"],
  text: RegExp,
  more: Partial<Pick<Case, "verdict" | "from" | "also">> = {},
): Case {
  return { rule, title, to, text, verdict: diffRules[rule].verdict, ...more };
}

/** Removes a code from every part of a definition. */
export function drop(definition: Mutable, code: string): void {
  delete definition.errors[code];
  definition.precedence = definition.precedence.filter((other: string) => other !== code);
  definition.always = definition.always.filter((other: string) => other !== code);
  for (const locale of Object.values(definition.locales) as Mutable[]) delete locale[code];
  for (const [name, operation] of Object.entries(definition.operations) as [string, Mutable][])
    if (Array.isArray(operation)) definition.operations[name] = operation.filter((other: string) => other !== code);
    else operation.errors = operation.errors.filter((other: string) => other !== code);
}

export function add(definition: Mutable, code: string, entry: object): void {
  definition.errors[code] = entry;
  definition.precedence.push(code);
  for (const locale of Object.values(definition.locales) as Mutable[]) locale[code] = "x";
}

export const invalid = { kind: "conflict", when: "Another request changed it.", message: "Changed." };
export const order = (d: Mutable): Mutable => d.errors.ORDER_NOT_FOUND;
export const members = (d: Mutable): Mutable => {
  order(d).details = structuredClone(details);
  return order(d).details;
};
