import { expectTypeOf } from "vitest";
import { z } from "zod";
import { type AnyContract, type ApiError, contract, type Outcome, raise } from "./index.ts";

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
      when: "Anything else.",
      message: "Sorry.",
      details: z.object({ hint: z.string().optional() }),
    },
  },
  operations: {
    "GET /renders/{renderId}": ["NOT_HERE"],
    "POST /renders": { errors: ["BROKE"], idempotencyKey: true },
  },
  always: ["TOO_FAST", "SOFT"],
});

// What compiles, and with which types.
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
// @ts-expect-error no such code
api.error.NOPE();
// @ts-expect-error not declared for this operation
api.operation("GET /renders/{renderId}").BROKE({ required: 1, current: 0 });
// @ts-expect-error no such operation
api.operation("GET /nothing");

contract({
  name: "wrong",
  version: "1.0.0",
  errors: {
    // @ts-expect-error the message names a detail that the code does not declare
    GONE: {
      kind: "not_found",
      when: "It is gone.",
      message: "Order {order} is gone.",
      details: z.object({ id: z.string() }),
    },
    // @ts-expect-error a placeholder without any details
    BARE: { kind: "not_found", when: "It is gone.", message: "Order {order} is gone." },
  },
});

contract({
  name: "wrong",
  version: "1.0.0",
  // @ts-expect-error no such kind
  errors: { ODD: { kind: "teapot", when: "It is a teapot.", message: "Short and stout." } },
});

contract({
  name: "wrong",
  version: "1.0.0",
  errors: { A: { kind: "internal", when: "Anything else.", message: "Sorry." } },
  // @ts-expect-error an operation names a code that is not declared
  operations: { "GET /a": ["B"] },
});

contract({
  name: "wrong",
  version: "1.0.0",
  errors: { A: { kind: "internal", when: "Anything else.", message: "Sorry." } },
  // @ts-expect-error `always` names a code that is not declared
  always: ["B"],
});

// Guards take either a code without details or anything that accepts their facts.
declare function guard(outcomes: { exceeded: Outcome<{ required: number; current: number }> }): void;
guard({ exceeded: api.error.TOO_FAST });
guard({ exceeded: api.error.BROKE });
guard({ exceeded: (facts, options) => api.error.BROKE({ required: facts.required, current: 0 }, options) });
// @ts-expect-error the facts of this guard do not fit the details of this code
guard({ exceeded: api.error.NOT_HERE });
void raise;
