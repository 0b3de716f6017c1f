import { expectTypeOf } from "vitest";
import { z } from "zod";
import { type Contract, contract, type unify } from "../contract/index.ts";
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

// Conditions have the codes that the contract sends for them, with their details. The defaults that they replace are never sent.
type CodesFor<Of> = ApiOf<Of> extends { readonly conditions: infer Conditions } ? keyof Conditions : never;
const base = { name: "mapped", version: "1.0.0" } as const;
const errors = {
  NOT_FOUND: { kind: "not_found", when: "It is gone.", message: "Gone." },
  FAILED: { kind: "internal", when: "A bug.", message: "Failed." },
  TOO_BIG: {
    kind: "payload_too_large",
    when: "The body is too large.",
    message: "Too big.",
    details: z.object({ maxBytes: z.number().optional() }),
  },
  OTHER: { kind: "conflict", when: "It changed.", message: "Changed." },
} as const;
const mapped = contract({
  ...base,
  errors,
  operations: { "GET /a": [], "POST /a": { errors: ["NOT_FOUND"], idempotencyKey: true } },
  conditions: { unknown_route: "NOT_FOUND", method_not_allowed: "NOT_FOUND", body_too_large: "TOO_BIG" },
});
type Mapped = CodesFor<typeof mapped>;
expectTypeOf<"NOT_FOUND" | "FAILED" | "TOO_BIG" | "URI_TOO_LONG">().toExtend<Mapped>();
expectTypeOf<
  Extract<Mapped, "ROUTE_NOT_FOUND" | "METHOD_NOT_ALLOWED" | "BODY_TOO_LARGE" | "INTERNAL_ERROR" | "OTHER">
>().toEqualTypeOf<never>();
expectTypeOf(mapped.conditions.unknown_route).toEqualTypeOf<"NOT_FOUND">();
expectTypeOf(mapped.conditions.timeout).toEqualTypeOf<string>();

const mappedApi = client({ baseUrl: "https://mapped.example", metadata: contractMetadata(mapped) });
const read = await mappedApi.try("GET /a");
if (!read.ok) {
  match(read.error, { _: () => 0 });
  match(read.error, {
    NOT_FOUND: ({ code }) => code,
    FAILED: ({ details }) => details satisfies undefined,
    TOO_BIG: ({ details }) => details.maxBytes,
    URI_TOO_LONG: ({ details }) => details.maxBytes,
    _: () => 0,
  });
  // @ts-expect-error NOT_FOUND replaces it
  match(read.error, { ROUTE_NOT_FOUND: () => 1, _: () => 0 });
  // @ts-expect-error the only internal code replaces it
  match(read.error, { INTERNAL_ERROR: () => 1, _: () => 0 });
  // @ts-expect-error neither a code of the operation nor of a condition
  match(read.error, { OTHER: () => 1, _: () => 0 });
}
// A code of the operation that a condition has too keeps its required arm.
const written = await mappedApi.try("POST /a");
if (!written.ok) {
  match(written.error, { NOT_FOUND: () => 1, _: () => 0 });
  // @ts-expect-error the code of the operation is missing
  match(written.error, { FAILED: () => 1, _: () => 0 });
}

// One envelope for every code does not change the codes.
const unified = contract({ ...base, unified: "problem+json", errors, conditions: { timeout: "OTHER" } });
expectTypeOf<CodesFor<typeof unified>>().toEqualTypeOf<CodesFor<ReturnType<typeof unify<typeof unified>>>>();
expectTypeOf<"OTHER" | "ROUTE_NOT_FOUND">().toExtend<CodesFor<typeof unified>>();
expectTypeOf<Extract<CodesFor<typeof unified>, "OPERATION_TIMEOUT">>().toEqualTypeOf<never>();
const copy = { ...mapped, note: "extended" };
expectTypeOf<CodesFor<typeof copy>>().toEqualTypeOf<Mapped>();

// Without a mapping, only the conditions that use the only code of a kind have another code than the default.
const unmapped = contract({ ...base, errors });
expectTypeOf<"FAILED" | "INVALID_REQUEST" | "ROUTE_NOT_FOUND">().toExtend<CodesFor<typeof unmapped>>();
expectTypeOf<Extract<CodesFor<typeof unmapped>, "INTERNAL_ERROR" | "NOT_FOUND">>().toEqualTypeOf<never>();
const ambiguous = contract({ ...base, errors: { ...errors, INTERNAL_ERROR: errors.FAILED } });
expectTypeOf<Extract<CodesFor<typeof ambiguous>, "INTERNAL_ERROR" | "FAILED">>().toEqualTypeOf<"INTERNAL_ERROR">();

// A helper of a service returns contracts that keep their mapping.
function versionOf<const Version extends "1.0.0" | "2.0.0">(version: Version) {
  return contract({ ...base, version, errors, conditions: { unavailable: "OTHER" } });
}
expectTypeOf<"OTHER">().toExtend<CodesFor<ReturnType<typeof versionOf>>>();
expectTypeOf<Extract<CodesFor<ReturnType<typeof versionOf>>, "SERVICE_UNAVAILABLE">>().toEqualTypeOf<never>();

// A mapping that is decided at run time has both codes, and an annotation that leaves it out has the default.
declare const mapping: { readonly unknown_route?: "NOT_FOUND" };
const decided = contract({ ...base, errors, conditions: mapping });
expectTypeOf<"NOT_FOUND" | "ROUTE_NOT_FOUND">().toExtend<CodesFor<typeof decided>>();
const annotated: Contract<typeof errors> = mapped;
expectTypeOf<"ROUTE_NOT_FOUND" | "FAILED">().toExtend<CodesFor<typeof annotated>>();
expectTypeOf<CodesFor<Contract>>().toEqualTypeOf<never>();
