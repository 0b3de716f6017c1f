import type { ApiError, ApiErrorOptions } from "./api-error.ts";
import type { Condition } from "./condition.ts";
import { conditions } from "./condition.ts";
import { ContractError } from "./contract-fault.ts";
import type { DetailsOf } from "./details.ts";
import type { Entry, ErrorDefinition } from "./entry.ts";
import { resolveEntry } from "./entry.ts";
import type { AnyFactory, Definitions, Factories } from "./factory.ts";
import { makeFactory } from "./factory.ts";
import { findFaults } from "./find-faults.ts";
import type { Json } from "./json.ts";
import type { FormatMessage, MessageFormatter, Placeholders } from "./message.ts";
import { compileMessage } from "./message.ts";
import type { CodesOf, Operation, OperationDefinition } from "./operation.ts";
import { resolveOperation } from "./operation.ts";
import type { ContractJson } from "./to-json.ts";
import { contractToJson } from "./to-json.ts";

/** A contract as it is written: data, in TypeScript, YAML or JSON alike. */
export interface ContractDefinition<
  Errors extends Definitions = Definitions,
  Operations = Readonly<Record<string, OperationDefinition>>,
  Always extends string = string,
  Limits = Readonly<Record<string, number>>,
> {
  /** Name of the API. */
  readonly name: string;
  /** Version of the contract, in semantic versioning. */
  readonly version: string;
  /** BCP 47 tag of the messages below. @default "en" */
  readonly language?: string;
  /** Prefix of every code's page; the code is appended. */
  readonly docsUrl?: string;
  /** Name of an envelope (built in, or one of `envelopes`), or the template itself. @default "problem+json" */
  readonly envelope?: Json;
  /** Envelopes of an API whose layers answer in different shapes, by the name that a code's `envelope` uses. */
  readonly envelopes?: Readonly<Record<string, Json>>;
  /** Numbers that the guards enforce and the reference prints. */
  readonly limits?: Limits;
  readonly errors: Errors;
  /** Every `METHOD /path` with the codes that it may answer beside `always`. */
  readonly operations?: Operations;
  /** Codes that any operation may answer. */
  readonly always?: readonly Always[];
  /** The contract's own codes for what the boundary itself finds wrong. @default the codes of the table `conditions` */
  readonly conditions?: Readonly<Partial<Record<Condition, keyof Errors & string>>>;
  /** Messages in other languages: BCP 47 tag, then code. */
  readonly locales?: Readonly<Record<string, Readonly<Partial<Record<keyof Errors & string, string>>>>>;
}

/** What every contract offers, whatever its codes: what envelopes, boundaries and tools work with. */
export interface AnyContract {
  readonly name: string;
  readonly version: string;
  /** BCP 47 tag of the contract's own messages. */
  readonly language: string;
  /** Every language that messages exist in, the contract's own first. */
  readonly languages: readonly string[];
  readonly envelope: Json;
  readonly envelopes: Readonly<Record<string, Json>>;
  readonly limits: Readonly<Record<string, number>>;
  /** The contract's own codes, in the order of their declaration. */
  readonly codes: readonly string[];
  /** Every code that can leave: the contract's own, then those of unmapped conditions. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly always: readonly string[];
  /** The code that answers each condition. */
  readonly conditions: Readonly<Record<Condition, string>>;
  /** Makes the error that answers a condition. */
  raise(condition: Condition, details?: unknown, options?: ApiErrorOptions): ApiError;
  /** Gives a code's message writer in a language; the contract's own language where that one is missing. */
  formatOf(entry: Entry, language: string, formatter?: MessageFormatter): FormatMessage;
  /** Gives the language-neutral form, which `contract()` and `errata/load` read back to the same contract. */
  toJSON(): ContractJson;
}

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

/**
 * Makes a contract of its definition.
 *
 * @throws ContractError with every fault of the definition at once
 */
export function contract<
  const Errors extends Definitions,
  const Operations extends Readonly<Record<string, OperationDefinition<keyof Errors & string>>> = Record<never, never>,
  const Always extends keyof Errors & string = never,
  const Limits extends Readonly<Record<string, number>> = Record<never, never>,
>(
  definition: ContractDefinition<Errors, Operations, Always, Limits> & { readonly errors: Checked<Errors> },
): Contract<Errors, Operations, Always, Limits> {
  const faults = findFaults(definition as ContractDefinition);
  if (faults.length > 0) throw new ContractError(String(definition.name), faults);
  return assemble(definition as ContractDefinition) as unknown as Contract<Errors, Operations, Always, Limits>;
}

function assemble(definition: ContractDefinition): AssembledContract {
  const language = definition.language ?? "en";
  const answers = answersOf(definition);
  const entries = entriesOf(definition, language, answers);
  const factories = Object.fromEntries([...entries].map(([code, entry]) => [code, makeFactory(entry)]));
  const always = definition.always ?? [];
  const operations = new Map(
    Object.entries(definition.operations ?? {}).map(([name, operation]) => [
      name,
      resolveOperation(name, operation, always),
    ]),
  );
  const own = Object.keys(definition.errors);
  const error = pick(factories, own);
  const byOperation = new Map([...operations].map(([name, operation]) => [name, pick(factories, operation.codes)]));
  const self: AssembledContract = {
    name: definition.name,
    version: definition.version,
    language,
    languages: [language, ...Object.keys(definition.locales ?? {})],
    envelope: definition.envelope ?? "problem+json",
    envelopes: definition.envelopes ?? {},
    limits: definition.limits ?? {},
    codes: own,
    entries,
    operations,
    always,
    conditions: answers,
    error,
    operation(name) {
      const found = byOperation.get(name);
      if (found === undefined) throw new RangeError(unknownOperation(name, self));
      return found;
    },
    raise: (condition, details, options) => (factories[answers[condition]] as AnyFactory)(details, options),
    formatOf: (entry, wanted, formatter) => formatOf(entry, wanted, language, formatter),
    toJSON: () => contractToJson(self, definition),
  };
  return self;
}

/** A contract before its types are known: what the definition alone says. */
interface AssembledContract extends AnyContract {
  readonly error: Readonly<Record<string, AnyFactory>>;
  operation(name: string): Readonly<Record<string, AnyFactory>>;
}

/** Default codes are written as the contract writes its own: `route_not_found` beside `resource_not_found`. */
function answersOf(definition: ContractDefinition): Record<Condition, string> {
  const own = Object.entries(definition.errors);
  const lower = own.length > 0 && own.every(([code]) => code === code.toLowerCase());
  const soleOf = (kind: string): string | undefined => {
    const codes = own.filter(([, entry]) => entry.kind === kind).map(([code]) => code);
    return codes.length === 1 ? codes[0] : undefined;
  };
  const byKind: Partial<Record<Condition, string | undefined>> = {
    internal: soleOf("internal"),
    invalid_request: soleOf("validation_failed"),
  };
  return Object.fromEntries(
    (Object.keys(conditions) as Condition[]).map((condition) => {
      const fallback = conditions[condition].code;
      return [
        condition,
        definition.conditions?.[condition] ?? byKind[condition] ?? (lower ? fallback.toLowerCase() : fallback),
      ];
    }),
  ) as Record<Condition, string>;
}

function entriesOf(
  definition: ContractDefinition,
  language: string,
  answers: Record<Condition, string>,
): Map<string, Entry> {
  const { docsUrl } = definition;
  const entries = new Map<string, Entry>();
  for (const [code, entry] of Object.entries(definition.errors)) {
    entries.set(code, resolveEntry(code, entry, { language, messages: messagesOf(definition, code), docsUrl }));
  }
  for (const [condition, code] of Object.entries(answers) as [Condition, string][]) {
    if (entries.has(code)) continue;
    entries.set(code, resolveEntry(code, conditions[condition], { language, messages: {}, docsUrl, condition }));
  }
  return entries;
}

function messagesOf({ locales = {} }: ContractDefinition, code: string): Record<string, string> {
  const found = Object.entries(locales).flatMap(([language, messages]) => {
    const message = messages[code];
    return message === undefined ? [] : [[language, message] as const];
  });
  return Object.fromEntries(found);
}

function formatOf(entry: Entry, wanted: string, own: string, formatter?: MessageFormatter): FormatMessage {
  const translated = Object.hasOwn(entry.messages, wanted) ? entry.messages[wanted] : undefined;
  if (translated === undefined)
    return formatter === undefined ? entry.format : compileMessage(entry.message, own, formatter);
  return compileMessage(translated, wanted, formatter);
}

function pick<Value>(from: Record<string, Value>, keys: readonly string[]): Record<string, Value> {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])));
}

function unknownOperation(name: string, { name: contractName, operations }: AnyContract): string {
  return `ERRATA_OPERATION_UNKNOWN: contract "${contractName}" has no operation "${name.slice(0, 80)}". Declare it, or use one of: ${[...operations.keys()].join(", ").slice(0, 400)}`;
}
