import type { AnyContract } from "./any-contract.ts";
import { assemble } from "./assemble.ts";
import type { ContractDefinition } from "./contract-definition.ts";
import { ContractError } from "./contract-fault.ts";
import type { DetailsOf } from "./details.ts";
import type { ErrorDefinition } from "./entry.ts";
import type { Definitions, Factories } from "./factory.ts";
import { findFaults } from "./faults/index.ts";
import type { Placeholders } from "./message.ts";
import type { CodesOf, OperationDefinition } from "./operation.ts";
import { isPlainObject, snapshot } from "./snapshot.ts";

/** A contract in use: every code with its facts, and the typed factories that make its errors. */
export interface Contract<
  Errors extends Definitions = Definitions,
  Operations = Readonly<Record<string, OperationDefinition>>,
  Always extends string = string,
  Limits = Readonly<Record<string, number>>,
> extends AnyContract {
  readonly limits: Limits & AnyContract["limits"];
  readonly codes: readonly (keyof Errors & string)[];
  /** Makes errors: `throw imaging.error.CUSTOMER_NOT_FOUND()`. */
  readonly error: Factories<Errors>;
  /** Gives the factories of one operation's codes: throwing any other does not compile. */
  operation<Name extends keyof Operations & string>(
    name: Name,
  ): Pick<Factories<Errors>, (CodesOf<Operations[Name]> | Always) & keyof Errors & string>;
}

/** Refuses, at compile time, a message that names a detail which the code does not declare. */
type Checked<Errors extends Definitions> = {
  readonly [Code in keyof Errors]: [Unfilled<Errors[Code]>] extends [never]
    ? unknown
    : { readonly "placeholder without a detail": Unfilled<Errors[Code]> };
};

/** The placeholders of a definition's message that are no key of its details. */
type Unfilled<Definition extends ErrorDefinition> = Exclude<
  Placeholders<Definition["message"]>,
  Definition extends { readonly details: infer Schema } ? keyof DetailsOf<Schema> : never
>;

/** The operations of a definition without any; where not even the codes are known when compiling, any name may be one. */
type NoOperations<Errors> = string extends keyof Errors
  ? Readonly<Record<string, readonly (keyof Errors & string)[]>>
  : Record<never, never>;

/**
 * Makes a contract of its definition. The definition is read once and copied: changing it later changes nothing.
 *
 * @throws ContractError with every fault of the definition at once
 */
export function contract<
  const Errors extends Definitions,
  const Operations extends Readonly<Record<string, OperationDefinition<keyof Errors & string>>> = NoOperations<Errors>,
  const Always extends keyof Errors & string = never,
  const Limits extends Readonly<Record<string, number>> = Record<never, never>,
>(
  definition: ContractDefinition<Errors, Operations, Always, Limits> & { readonly errors: Checked<Errors> },
): Contract<Errors, Operations, Always, Limits> {
  const data = snapshot(definition);
  const faults = findFaults(data);
  if (faults.length > 0) throw new ContractError(nameOf(data), faults);
  return assemble(data as ContractDefinition) as unknown as Contract<Errors, Operations, Always, Limits>;
}

function nameOf(data: unknown): string {
  const name = isPlainObject(data) ? data.name : undefined;
  return typeof name === "string" && name !== "" ? name.slice(0, 80) : "(without a name)";
}
