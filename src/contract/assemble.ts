import { answersOf } from "./answers.ts";
import type { AnyContract } from "./any-contract.ts";
import type { Condition } from "./condition.ts";
import { conditions } from "./condition.ts";
import type { ContractDefinition } from "./contract-definition.ts";
import type { Entry } from "./entry.ts";
import { resolveEntry } from "./entry.ts";
import type { AnyFactory } from "./factory.ts";
import { makeFactory } from "./factory.ts";
import type { FormatMessage, MessageFormatter } from "./message.ts";
import { compileMessage } from "./message.ts";
import { resolveOperation } from "./operation.ts";
import { contractToJson } from "./to-json.ts";

/** A contract before its types are known: what the definition alone says. */
export interface AssembledContract extends AnyContract {
  readonly error: Readonly<Record<string, AnyFactory>>;
  operation(name: string): Readonly<Record<string, AnyFactory>>;
}

/** Makes a contract of a definition without faults. */
export function assemble(definition: ContractDefinition): AssembledContract {
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
    unified: definition.unified,
    limits: definition.limits ?? {},
    codes: own,
    entries,
    operations,
    always,
    precedence: definition.precedence ?? [],
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
    entries.set(
      code,
      resolveEntry(code, conditions[condition], {
        language,
        messages: messagesOf(definition, code),
        docsUrl,
        condition,
      }),
    );
  }
  return entries;
}

function messagesOf({ locales = {} }: ContractDefinition, code: string): Record<string, string> {
  const found = Object.entries(locales).flatMap(([language, messages]) => {
    const message = Object.hasOwn(messages, code) ? messages[code] : undefined;
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

function pick<Value>(from: Readonly<Record<string, Value>>, keys: readonly string[]): Record<string, Value> {
  const picked = keys.flatMap((key) => {
    const value = Object.hasOwn(from, key) ? from[key] : undefined;
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(picked);
}

function unknownOperation(name: string, { name: contractName, operations }: AnyContract): string {
  return `ERRATA_OPERATION_UNKNOWN: contract "${contractName}" has no operation "${name.slice(0, 80)}". Declare it, or use one of: ${[...operations.keys()].join(", ").slice(0, 400)}`;
}
