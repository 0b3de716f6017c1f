import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { expectTypeOf } from "vitest";
import { z } from "zod";
import {
  type AnyContract,
  type AnyFactory,
  type ApiError,
  type Contract,
  contract,
  type Refusal,
  raise,
} from "./index.ts";
import { parseContract } from "./load/index.ts";

const api = contract({
  name: "renders",
  version: "1.0.0",
  limits: { requestsPerMinute: 120 },
  errors: {
    NOT_HERE: {
      kind: "not_found",
      when: "No render has this id.",
      message: "Render {renderId} was not found.",
      details: z.object({ renderId: z.string() }),
    },
    TOO_FAST: { kind: "rate_limited", when: "More than 120 requests in a minute.", message: "Too many requests." },
    BROKE: {
      kind: "insufficient_credits",
      when: "The balance is below the price.",
      message: "Need {required, number, ::.00} credits.",
      details: z.object({
        required: z.number(),
        current: z.number(),
        breakdown: z.object({ total: z.number() }).optional(),
      }),
    },
    SOFT: {
      kind: "internal",
      when: "An unexpected failure.",
      message: "Something went wrong.",
      details: z.object({ hint: z.string().optional() }),
    },
  },
  operations: {
    "GET /renders/{renderId}": ["NOT_HERE"],
    "POST /renders": { errors: ["BROKE"], idempotencyKey: true },
  },
  always: ["TOO_FAST", "SOFT"],
});

// Valid uses, and their types.
expectTypeOf(api.error.NOT_HERE({ renderId: "r1" })).toEqualTypeOf<ApiError<"NOT_HERE", { renderId: string }>>();
expectTypeOf(api.error.NOT_HERE({ renderId: "r1" }).details.renderId).toEqualTypeOf<string>();
expectTypeOf(api.error.TOO_FAST(undefined, { retryAfterMs: 5 }).code).toEqualTypeOf<"TOO_FAST">();
expectTypeOf(api.error.BROKE({ required: 1, current: 0 }).details.breakdown).toEqualTypeOf<
  { total: number } | undefined
>();
api.error.SOFT();
api.error.SOFT({ hint: "x" });
expectTypeOf(api.limits.requestsPerMinute).toExtend<number>();
expectTypeOf(api.operation("GET /renders/{renderId}")).toHaveProperty("NOT_HERE");
expectTypeOf(api.operation("POST /renders")).toHaveProperty("BROKE");
expectTypeOf<keyof ReturnType<typeof api.operation<"POST /renders">>>().toEqualTypeOf<"BROKE" | "TOO_FAST" | "SOFT">();
const any: AnyContract = api;
void any;

// @ts-expect-error details are required
api.error.NOT_HERE();
// @ts-expect-error a detail of the wrong type
api.error.NOT_HERE({ renderId: 7 });
// @ts-expect-error an undeclared detail
api.error.NOT_HERE({ renderId: "r1", color: "red" });
// @ts-expect-error a missing detail
api.error.BROKE({ required: 1 });
// @ts-expect-error a code without details takes none
api.error.TOO_FAST({ limit: 120 });
// @ts-expect-error an unknown code
api.error.NOPE();
// @ts-expect-error a code that the operation does not declare
api.operation("GET /renders/{renderId}").BROKE({ required: 1, current: 0 });
// @ts-expect-error an unknown operation
api.operation("GET /nothing");

contract({
  name: "wrong",
  version: "1.0.0",
  errors: {
    // @ts-expect-error the message has a placeholder that is not a detail
    GONE: {
      kind: "not_found",
      when: "No order has the id.",
      message: "Order {order} is gone.",
      details: z.object({ id: z.string() }),
    },
    // @ts-expect-error a placeholder in a code without details
    BARE: { kind: "not_found", when: "No order has the id.", message: "Order {order} is gone." },
  },
});

contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error an unknown kind
  errors: { ODD: { kind: "teapot", when: "The device is a teapot.", message: "I am a teapot." } },
});

contract({
  name: "wrong",
  version: "1.0.0",
  errors: { A: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." } },
  // @ts-expect-error an operation lists an undeclared code
  operations: { "GET /a": ["B"] },
});

contract({
  name: "wrong",
  version: "1.0.0",
  errors: { A: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." } },
  // @ts-expect-error `always` lists an undeclared code
  always: ["B"],
});

// A guard accepts a code without details, or any function of the guard's details.
declare function guard(refusals: { exceeded: Refusal<{ required: number; current: number }> }): void;
guard({ exceeded: api.error.TOO_FAST });
guard({ exceeded: api.error.BROKE });
guard({ exceeded: ({ required }, options) => api.error.BROKE({ required, current: 0 }, options) });
// @ts-expect-error the details of this guard do not match those of this code
guard({ exceeded: api.error.NOT_HERE });
void raise;

// The types of details are inferred from every library. JSON Schema is data, so it allows any members.
const libraries = contract({
  name: "libraries",
  version: "1.0.0",
  errors: {
    ARK: {
      kind: "conflict",
      when: "It changed.",
      message: "{id}",
      details: type({ id: "string", "count?": "number" }),
    },
    VALIBOT: {
      kind: "conflict",
      when: "It changed.",
      message: "{id}",
      details: toStandardJsonSchema(v.object({ id: v.string(), count: v.optional(v.number()) })),
    },
    DATA: {
      kind: "conflict",
      when: "It changed.",
      message: "{id} {anything}",
      details: { type: "object", properties: { id: { type: "string" } } },
    },
  },
});
expectTypeOf(libraries.error.ARK({ id: "a" }).details).toEqualTypeOf<{ id: string; count?: number }>();
expectTypeOf(libraries.error.VALIBOT({ id: "a" }).details.id).toEqualTypeOf<string>();
expectTypeOf(libraries.error.DATA({ id: "a", more: 1 }).details).toEqualTypeOf<Readonly<Record<string, unknown>>>();
// @ts-expect-error a detail of the wrong type
libraries.error.ARK({ id: 7 });
// @ts-expect-error a detail of the wrong type
libraries.error.VALIBOT({ id: 7 });

// Messages with plural, select or quoted braces are checked at run time.
contract({
  name: "messages",
  version: "1.0.0",
  errors: {
    PLURAL: {
      kind: "conflict",
      when: "Several changed.",
      message: "{count, plural, one {# file} other {# files}}",
      details: z.object({ count: z.number() }),
    },
    QUOTED: { kind: "conflict", when: "It changed.", message: "Write '{'id'}'." },
  },
});

const ok = { A: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." } } as const;
contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error an envelope is not a function
  envelope: () => 5,
  errors: ok,
});
contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error a limit is a number
  limits: { requestsPerMinute: "120" },
  errors: ok,
});
contract({
  name: "wrong",
  version: "1.0.0",
  errors: ok,
  // @ts-expect-error a condition refers to an undeclared code
  conditions: { internal: "B" },
});
contract({
  name: "wrong",
  version: "1.0.0",
  errors: ok,
  // @ts-expect-error an unknown condition
  conditions: { unknown_rout: "A" },
});
contract({
  name: "wrong",
  version: "1.0.0",
  errors: ok,
  // @ts-expect-error an unknown condition beside a known one
  conditions: { internal: "A", unknown_rout: "A" },
});
contract({
  name: "wrong",
  version: "1.0.0",
  errors: ok,
  // @ts-expect-error a translation of an undeclared code
  locales: { de: { B: "Etwas ist schiefgelaufen." } },
});
contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error an unknown value of retry
  errors: { A: { ...ok.A, retry: "always" } },
});
contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error an unknown action
  errors: { A: { ...ok.A, remedy: { action: "top-up", actor: "client" } } },
});
contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error when is required
  errors: { A: { kind: "internal", message: "Something went wrong." } },
});
contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error details are a schema
  errors: { A: { ...ok.A, details: "object" } },
});
// @ts-expect-error a name is required
contract({ version: "1.0.0", errors: ok });

// A contract whose codes are unknown at compile time has a factory for any code, with any details.
const parsed = contract(JSON.parse("{}"));
const loaded = parseContract("");
expectTypeOf(loaded).toEqualTypeOf<Contract>();
expectTypeOf(loaded.error).toEqualTypeOf<{ readonly [code: string]: AnyFactory }>();
expectTypeOf(loaded.error.ANY).toEqualTypeOf<AnyFactory | undefined>();
expectTypeOf(loaded.operation("GET /any").ANY).toEqualTypeOf<AnyFactory | undefined>();
loaded.error.ANY?.({ any: 1 }, { note: "n" });
expectTypeOf(parsed.error.ANY).toEqualTypeOf<AnyFactory | undefined>();
parsed.operation("GET /any").ANY?.({ any: 1 });
const open: AnyContract = loaded;
void open;
declare const someFactory: AnyFactory;
guard({ exceeded: someFactory });
