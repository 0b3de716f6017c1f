import type { AnyContract } from "./any-contract.ts";
import { assemble } from "./assemble.ts";
import type { Condition } from "./condition.ts";
import { ContractError } from "./contract-error.ts";
import type { ContractDefinition } from "./definition/index.ts";
import { snapshot } from "./definition/index.ts";
import type { DetailsOf } from "./details/index.ts";
import type { CodesOf, Definitions, ErrorDefinition, Factories, OperationDefinition } from "./entry/index.ts";
import { findFaults } from "./faults/index.ts";
import { isPlainObject } from "./json.ts";
import type { Placeholders } from "./message/index.ts";

/** A contract ready for use: the entry of every code, and the typed factories that create its errors. */
export interface Contract<
  Errors extends Definitions = Definitions,
  Operations = Readonly<Record<string, OperationDefinition>>,
  Always extends string = string,
  Limits = Readonly<Record<string, number>>,
  Conditions = Readonly<Partial<Record<Condition, string>>>,
> extends AnyContract {
  /** Numbers that guards enforce, by name. */
  readonly limits: Limits & AnyContract["limits"];
  /** The code of each condition. */
  readonly conditions: Conditions & AnyContract["conditions"];
  /** The contract's own codes, in the order of their declaration. */
  readonly codes: readonly (keyof Errors & string)[];
  /** Creates errors: `throw imaging.error.CUSTOMER_NOT_FOUND()`. */
  readonly error: Factories<Errors>;
  /**
   * Returns the factories of one operation's codes. Throwing any other code does not compile.
   *
   * @throws RangeError when the contract has no such operation
   * @example
   * ```ts
   * import { contract } from "errata";
   *
   * const shop = contract({
   *   name: "shop",
   *   version: "1.0.0",
   *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
   *   operations: { "POST /orders": ["SOLD_OUT"] },
   * });
   * const refuse = shop.operation("POST /orders");
   * function order(stock: number): void {
   *   if (stock === 0) throw refuse.SOLD_OUT();
   * }
   * ```
   */
  operation<Name extends keyof Operations & string>(
    name: Name,
  ): Pick<Factories<Errors>, (CodesOf<Operations[Name]> | Always) & keyof Errors & string>;
}

/** Rejects, at compile time, a message with a placeholder that is not one of the code's details. */
type CheckedErrors<Errors extends Definitions> = {
  readonly [Code in keyof Errors]: [UndeclaredPlaceholders<Errors[Code]>] extends [never]
    ? unknown
    : { readonly "placeholder without a detail": UndeclaredPlaceholders<Errors[Code]> };
};

type UndeclaredPlaceholders<Definition extends ErrorDefinition> = Exclude<
  Placeholders<Definition["message"]>,
  Definition extends { readonly details: infer Schema } ? keyof DetailsOf<Schema> : never
>;

/** Rejects, at compile time, a name that is not a condition. */
type CheckedConditions<Conditions> = {
  readonly [Name in Exclude<keyof Conditions, Condition>]: { readonly "not a condition": Name };
};

/** The operations of a definition that declares none. If not even the codes are known at compile time, any name may be one. */
type NoOperations<Errors> = string extends keyof Errors
  ? Readonly<Record<string, readonly (keyof Errors & string)[]>>
  : Record<never, never>;

/**
 * Creates a contract from its definition. The definition is copied, so later changes to it have no effect.
 *
 * @throws ContractError with every fault of the definition
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { z } from "zod";
 *
 * export const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: {
 *     SOLD_OUT: {
 *       kind: "conflict",
 *       when: "Fewer units are in stock than the order asks for.",
 *       message: "Only {left} left.",
 *       details: z.object({ left: z.number() }),
 *     },
 *   },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * export const error = shop.error.SOLD_OUT({ left: 2 }); // message "Only 2 left.", status 409
 * ```
 */
export function contract<
  const Errors extends Definitions,
  const Operations extends Readonly<Record<string, OperationDefinition<keyof Errors & string>>> = NoOperations<Errors>,
  const Always extends keyof Errors & string = never,
  const Limits extends Readonly<Record<string, number>> = Record<never, never>,
  const Conditions extends Readonly<Partial<Record<Condition, keyof Errors & string>>> = Record<never, never>,
>(
  definition: ContractDefinition<Errors, Operations, Always, Limits, Conditions> & {
    /** The errors by code. A placeholder of a message that the details do not have does not compile. */
    readonly errors: CheckedErrors<Errors>;
    /** The contract's own codes for failures that the boundary detects itself. */
    readonly conditions?: CheckedConditions<Conditions>;
  },
): Contract<Errors, Operations, Always, Limits, Conditions> {
  const data = snapshot(definition);
  const faults = findFaults(data);
  if (faults.length > 0) throw new ContractError(nameOf(data), faults);
  return assemble(data as ContractDefinition) as unknown as Contract<Errors, Operations, Always, Limits, Conditions>;
}

function nameOf(data: unknown): string {
  const name = isPlainObject(data) ? data.name : undefined;
  return typeof name === "string" && name !== "" ? name.slice(0, 80) : "(without a name)";
}
