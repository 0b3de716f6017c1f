import type { Kind } from "../contract/index.ts";
import type { CallError } from "./call-error.ts";
import { checkArm, checkError, checkObject } from "./options/index.ts";
import { getOwn } from "./parse/index.ts";

/** One arm for each code that the operation can return, optional ones for conditions, and `_` for every code that this client does not know. */
export type Arms<Failure extends CallError, Results> = {
  readonly [Code in keyof Results]: (error: ArmError<Failure, Code>) => Results[Code];
};

type ArmError<Failure, Code> = Code extends "_"
  ? Failure
  : Extract<Failure, { readonly known: true; readonly code: Code }>;

type KnownCode<Failure> = Failure extends { readonly known: true; readonly code: infer Code extends string }
  ? Code
  : never;

/** Codes of the operation itself. The others are those of conditions, which `_` usually handles. */
type OwnCode<Failure> = Failure extends CallError
  ? "ofCondition" extends keyof Failure
    ? never
    : KnownCode<Failure>
  : never;

/** Requires exactly the given arms: each required one, and no others than the allowed ones. */
type Exactly<Results, Required extends PropertyKey, Allowed extends PropertyKey> = Readonly<Record<Required, unknown>> &
  NoOthers<Results, Required | Allowed>;

type NoOthers<Results, Allowed> = { readonly [Other in Exclude<keyof Results, Allowed>]: never };

/**
 * Runs the arm of an error's code: its own, otherwise its parent's, otherwise `_`. A missing code of the operation or a
 * missing `_` does not compile. Arms for conditions, such as `ROUTE_NOT_FOUND`, are optional. Servers may add codes, and `_`
 * handles those too.
 *
 * @returns the result of the arm
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { client, contractMetadata, match } from "errata/client";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const api = client({ baseUrl: "https://shop.example", metadata: contractMetadata(shop) });
 * const result = await api.try("GET /orders/{orderId}", { params: { orderId: "7" } });
 * if (!result.ok) console.log(match(result.error, { ORDER_NOT_FOUND: () => "no such order", _: (error) => error.message }));
 * ```
 */
export function match<
  Failure extends CallError,
  Results extends Exactly<Results, OwnCode<Failure> | "_", KnownCode<Failure>>,
>(error: Failure, arms: Arms<Failure, Results>): Results[keyof Results] {
  checkError(error);
  checkObject("the arms", arms);
  const arm = (error.known && getOwn(arms, error.code)) || getOwn(arms, error.parent ?? "_") || getOwn(arms, "_");
  checkArm(arm, error);
  return (arm as (error: Failure) => Results[keyof Results])(error);
}

/** One arm for each kind, or arms for some kinds and `_` for the others. */
export type KindArms<Failure, Results> = { readonly [Name in keyof Results]: (error: Failure) => Results[Name] };

/**
 * Runs the arm of an error's kind, otherwise `_`. The set of kinds is closed, so arms for all of them need no `_`.
 *
 * @returns the result of the arm
 * @example
 * ```ts
 * import { client, matchKind } from "errata/client";
 *
 * const result = await client({ baseUrl: "https://api.example.com" }).try("GET /v1/orders");
 * if (!result.ok)
 *   matchKind(result.error, {
 *     unauthenticated: () => console.log("Sign in first."),
 *     rate_limited: ({ retryAfterMs }) => console.log(`Try again in ${retryAfterMs} ms.`),
 *     _: (error) => console.error(String(error)),
 *   });
 * ```
 */
export function matchKind<
  Failure extends CallError,
  Results extends (Readonly<Record<Kind, unknown>> | { readonly _: unknown }) & NoOthers<Results, Kind | "_">,
>(error: Failure, arms: KindArms<Failure, Results>): Results[keyof Results] {
  checkError(error);
  checkObject("the arms", arms);
  const arm = getOwn(arms, error.kind) ?? getOwn(arms, "_");
  checkArm(arm, error);
  return (arm as (error: Failure) => Results[keyof Results])(error);
}
