import { expectTypeOf } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { type ApiOf, type CallError, client, contractMetadata, match, matchKind } from "./index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    TOO_FAST: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
    BROKE: {
      kind: "insufficient_credits",
      when: "The balance is too low.",
      message: "Need {required}.",
      details: z.object({ required: z.number(), current: z.number() }),
    },
    NO_PLAN: {
      kind: "feature_not_entitled",
      when: "The plan lacks it.",
      message: "Upgrade.",
      details: z.object({ plan: z.string() }),
    },
    GONE: { kind: "not_found", when: "It is gone.", message: "Gone." },
  },
  operations: {
    "POST /v1/designs": { errors: ["BROKE", "NO_PLAN"], idempotencyKey: true },
    "GET /v1/designs/{designId}/pages/{page}": ["GONE"],
  },
  always: ["TOO_FAST"],
});

interface Shop extends ApiOf<typeof shop> {
  readonly data: { "POST /v1/designs": { readonly id: string } };
  readonly bodies: { "POST /v1/designs": { readonly name: string } };
}
const api = client<Shop>({ baseUrl: "https://shop.example" });

// Valid uses, with the types of their results.
const result = await api.try("POST /v1/designs", { body: { name: "a" } });
if (result.ok) expectTypeOf(result.data).toEqualTypeOf<{ readonly id: string }>();
else {
  const { error } = result;
  if (error.known && error.code === "BROKE")
    expectTypeOf(error.details).toEqualTypeOf<{ required: number; current: number }>();
  if (error.known && error.code === "BODY_TOO_LARGE")
    expectTypeOf(error.details).toEqualTypeOf<{ readonly maxBytes?: number }>();
  if (error.known && error.code === "ROUTE_NOT_FOUND") expectTypeOf(error.details).toEqualTypeOf<undefined>();
  if (!error.known) expectTypeOf(error).toEqualTypeOf<CallError<string, unknown, false>>();
  if (error.known && error.code !== "BROKE") expectTypeOf<"NO_PLAN" | "TOO_FAST">().toExtend<typeof error.code>();

  const matched = match(error, {
    TOO_FAST: ({ retryAfterMs }) => retryAfterMs,
    BROKE: ({ details }) => details.required - details.current,
    NO_PLAN: ({ details }) => details.plan,
    _: ({ code }) => code,
  });
  expectTypeOf(matched).toEqualTypeOf<string | number | undefined>();

  match(error, {
    // @ts-expect-error the code's details have no such member
    BROKE: ({ details }) => details.balance,
    TOO_FAST: () => 0,
    NO_PLAN: () => 0,
    _: () => 0,
  });
  // Arms for conditions are optional.
  const withConditions = match(error, {
    TOO_FAST: () => 0,
    BROKE: () => 0,
    NO_PLAN: () => 0,
    BODY_TOO_LARGE: ({ details }) => details.maxBytes,
    METHOD_NOT_ALLOWED: ({ details }) => details.allow?.join(),
    ROUTE_NOT_FOUND: ({ code }) => code,
    _: () => null,
  });
  expectTypeOf(withConditions).toEqualTypeOf<number | string | undefined | null>();
  match(error, {
    TOO_FAST: () => 0,
    BROKE: () => 0,
    NO_PLAN: () => 0,
    // @ts-expect-error an unknown route has no details
    ROUTE_NOT_FOUND: ({ details }) => details.allow,
    _: () => 0,
  });
  // @ts-expect-error the contract's codes are upper case, and so are those of conditions
  match(error, { TOO_FAST: () => 0, BROKE: () => 0, NO_PLAN: () => 0, route_not_found: () => 0, _: () => 0 });
  // @ts-expect-error a code of the operation is missing
  match(error, { TOO_FAST: () => 0, BROKE: () => 0, _: () => 0 });
  // @ts-expect-error the `_` arm is missing
  match(error, { TOO_FAST: () => 0, BROKE: () => 0, NO_PLAN: () => 0 });
  // @ts-expect-error the contract has no such code
  match(error, { TOO_FAST: () => 0, BROKE: () => 0, NO_PLAN: () => 0, NOPE: () => 0, _: () => 0 });
  // @ts-expect-error the code belongs to another operation
  match(error, { TOO_FAST: () => 0, BROKE: () => 0, NO_PLAN: () => 0, GONE: () => 0, _: () => 0 });

  expectTypeOf(matchKind(error, { rate_limited: () => 1, _: () => "x" })).toEqualTypeOf<number | string>();
  // @ts-expect-error neither an arm for every kind nor `_`
  matchKind(error, { rate_limited: () => 1, internal: () => 2 });
  // @ts-expect-error the kind does not exist
  matchKind(error, { rate_limit: () => 1, _: () => 2 });
}

// @ts-expect-error the operation does not exist
api.call("POST /v1/nothing");
// @ts-expect-error the body has the wrong type
api.call("POST /v1/designs", { body: { name: 7 } });
// @ts-expect-error the path parameters are missing
api.call("GET /v1/designs/{designId}/pages/{page}");
// @ts-expect-error one path parameter is missing
api.call("GET /v1/designs/{designId}/pages/{page}", { params: { designId: "d1" } });
// @ts-expect-error the path has no such parameter
api.call("POST /v1/designs", { params: { designId: "d1" }, body: { name: "a" } });
void api.call("GET /v1/designs/{designId}/pages/{page}", { params: { designId: "d1", page: 2 } });

// The metadata of an importable contract include its types.
const inferred = client({ baseUrl: "https://shop.example", metadata: contractMetadata(shop) });
const page = await inferred.try("GET /v1/designs/{designId}/pages/{page}", { params: { designId: "d1", page: 2 } });
if (!page.ok) match(page.error, { GONE: () => 0, TOO_FAST: () => 0, _: () => 0 });

// An API without types needs only `_`.
const open = await client({ baseUrl: "https://other.example" }).try("GET /things/{id}", { params: { id: 1 } });
if (!open.ok) match(open.error, { _: ({ kind }) => kind });

// A contract whose codes are all lower case has conditions in lower case. One that declares a code itself keeps its details.
const lower = contract({
  name: "lower",
  version: "1.0.0",
  errors: {
    gone: { kind: "not_found", when: "It is gone.", message: "Gone." },
    not_acceptable: {
      kind: "not_acceptable",
      when: "No media type fits.",
      message: "No.",
      details: z.object({ own: z.string() }),
    },
  },
  operations: { "GET /things": ["gone", "not_acceptable"] },
});
const lowerResult = await client({ baseUrl: "https://lower.example", metadata: contractMetadata(lower) }).try(
  "GET /things",
);
if (!lowerResult.ok)
  match(lowerResult.error, {
    gone: () => "",
    not_acceptable: ({ details }) => details.own,
    uri_too_long: ({ details }) => details.maxBytes,
    _: () => "",
  });
