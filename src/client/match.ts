import type { Kind } from "../contract/index.ts";
import type { CallError } from "./call-error.ts";
import { own } from "./own.ts";

/** One arm for each code that the error can have, and `_` for every code that this client does not know. */
export type Arms<Failure extends CallError, Results> = {
  readonly [Code in keyof Results]: (error: ArmError<Failure, Code>) => Results[Code];
};

type ArmError<Failure, Code> = Code extends "_"
  ? Failure
  : Extract<Failure, { readonly known: true; readonly code: Code }>;

type KnownCode<Failure> = Failure extends { readonly known: true; readonly code: infer Code extends string }
  ? Code
  : never;

/** What arms must give: something for each that is asked for, and nothing else. */
type Exactly<Results, Asked extends PropertyKey> = Readonly<Record<Asked, unknown>> & NothingBeside<Results, Asked>;

type NothingBeside<Results, Asked> = { readonly [Other in Exclude<keyof Results, Asked>]: never };

/**
 * Runs the arm of an error's code: its own, else its parent's, else `_`. Leaving out a code of the operation, or `_`,
 * does not compile; servers may add codes, so `_` runs for those too.
 */
export function match<Failure extends CallError, Results extends Exactly<Results, KnownCode<Failure> | "_">>(
  error: Failure,
  arms: Arms<Failure, Results>,
): Results[keyof Results] {
  const arm = own(arms, error.known && error.code) ?? own(arms, error.parent) ?? own(arms, "_");
  return (arm as (error: Failure) => Results[keyof Results])(error);
}

/** One arm for each kind; or for some, and `_` for the others. */
export type KindArms<Failure, Results> = { readonly [Name in keyof Results]: (error: Failure) => Results[Name] };

/** Runs the arm of an error's kind, else `_`. The kinds are closed: arms for all of them need no `_`. */
export function matchKind<
  Failure extends CallError,
  Results extends (Readonly<Record<Kind, unknown>> | { readonly _: unknown }) & NothingBeside<Results, Kind | "_">,
>(error: Failure, arms: KindArms<Failure, Results>): Results[keyof Results] {
  const arm = own(arms, error.kind) ?? own(arms, "_");
  return (arm as (error: Failure) => Results[keyof Results])(error);
}
