import type { Kind } from "../contract/index.ts";
import type { CallError } from "./call-error.ts";
import { own } from "./own.ts";

/** One arm for each code that the error can have, and `_` for every code that this client does not know. */
export type Arms<Failure extends CallError> = {
  readonly [Code in KnownCode<Failure>]: (
    error: Extract<Failure, { readonly code: Code; readonly known: true }>,
  ) => unknown;
} & { readonly _: (error: Failure) => unknown };

type KnownCode<Failure extends CallError> = Failure extends {
  readonly known: true;
  readonly code: infer Code extends string;
}
  ? Code
  : never;

/** Refuses arms for codes that the error cannot have. */
type NoOthers<Given, Allowed> = { readonly [Code in Exclude<keyof Given, Allowed>]: never };

type ResultOf<Given> = {
  [Code in keyof Given]: Given[Code] extends (...error: never[]) => infer Result ? Result : never;
}[keyof Given];

/**
 * Runs the arm of an error's code: its own, else its parent's, else `_`. Leaving out a code of the operation, or `_`,
 * does not compile; servers may add codes, so `_` runs for those too.
 */
export function match<Failure extends CallError, const Given extends Arms<Failure>>(
  error: Failure,
  arms: Given & NoOthers<Given, KnownCode<Failure> | "_">,
): ResultOf<Given> {
  const arm = own(arms, error.known && error.code) ?? own(arms, error.parent) ?? arms._;
  return (arm as (error: Failure) => ResultOf<Given>)(error);
}

/** One arm for each kind; or for some, and `_` for the others. */
export type KindArms<Failure> =
  | { readonly [Name in Kind]: (error: Failure) => unknown }
  | ({ readonly [Name in Kind]?: (error: Failure) => unknown } & { readonly _: (error: Failure) => unknown });

/** Runs the arm of an error's kind, else `_`. The kinds are closed: arms for all of them need no `_`. */
export function matchKind<Failure extends CallError, const Given extends KindArms<Failure>>(
  error: Failure,
  arms: Given & NoOthers<Given, Kind | "_">,
): ResultOf<Given> {
  const arm = own(arms, error.kind) ?? (arms as { _?: unknown })._;
  return (arm as (error: Failure) => ResultOf<Given>)(error);
}
