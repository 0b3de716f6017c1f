import type { Condition } from "./condition.ts";
import type { ApiError, ApiErrorOptions, Entry, Operation, RetiredCode } from "./entry/index.ts";
import { argumentError } from "./faults/arguments.ts";
import type { ContractJson, Json } from "./json.ts";
import { isPlainObject } from "./json.ts";
import type { FormatMessage, MessageFormatter } from "./message/index.ts";

/** The part of a contract that does not depend on its codes, which is what envelopes, boundaries and tools use. */
export interface AnyContract {
  /** Name of the API. */
  readonly name: string;
  /** Semantic version of the contract. */
  readonly version: string;
  /** BCP 47 tag of the contract's own messages. */
  readonly language: string;
  /** Every language that messages exist in, starting with the contract's own. */
  readonly languages: readonly string[];
  /** Name or template of the default envelope. */
  readonly envelope: Json;
  /** Additional envelopes, by name. */
  readonly envelopes: Readonly<Record<string, Json>>;
  /** The one envelope of every code; undefined when each code uses its own. */
  readonly unified: Json | undefined;
  /** Numbers that guards enforce, by name. */
  readonly limits: Readonly<Record<string, number>>;
  /** The contract's own codes, in the order of their declaration. */
  readonly codes: readonly string[];
  /** Every code that can be sent: the contract's own, then the default codes of unmapped conditions. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Codes that the API no longer returns; their names stay reserved. Empty when there are none. */
  readonly retired: Readonly<Record<string, RetiredCode>>;
  /** Every operation, by `METHOD /path`. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** Codes that any operation may return. */
  readonly always: readonly string[];
  /** Every own code in the order that decides between overlapping conditions; empty when none is declared. */
  readonly precedence: readonly string[];
  /** The code of each condition. */
  readonly conditions: Readonly<Record<Condition, string>>;
  /**
   * Returns the entry of an error that a library raises with an HTTP status, if no code of the contract stands for it: `HTTP_409`.
   * It is not one of `entries`.
   *
   * @param status 400 to 599
   */
  entryOfStatus(status: number): Entry;
  /** Creates the error of a condition. */
  raise(condition: Condition, details?: unknown, options?: ApiErrorOptions): ApiError;
  /** Returns the function that formats a code's message in a language, or in the contract's own if that one is missing. */
  formatOf(entry: Entry, language: string, formatter?: MessageFormatter): FormatMessage;
  /**
   * Turns the checks of details on or off: whether creating an error throws when its details do not match their schema.
   * @default on, unless NODE_ENV is `production`
   */
  checkDetails(enabled: boolean): void;
  /**
   * Turns stacks of errors below status 500 on or off. They show where an error was created, and cost about 6 µs each.
   * @default on, unless NODE_ENV is `production`
   */
  captureStacks(enabled: boolean): void;
  /** Returns the language-neutral form, which `contract()` and `errata/load` read back into the same contract. */
  toJSON(): ContractJson;
}

/**
 * Returns the same contract with one envelope for every code, like `unified` in a definition. Both contracts share their
 * errors, so a service can serve both while its callers migrate.
 *
 * @param envelope name of an envelope, or a template
 * @example
 * ```ts
 * import { contract, unify } from "errata";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const modern = unify(shop, "problem+json");
 * ```
 */
export function unify<Of extends AnyContract>(contract: Of, envelope: Json): Of {
  if (!isPlainObject(contract)) throw argumentError("the contract", "an object", contract);
  return { ...contract, unified: envelope, toJSON: () => ({ ...contract.toJSON(), unified: envelope }) };
}
