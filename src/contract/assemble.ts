import type { AnyContract } from "./any-contract.ts";
import type { Condition } from "./condition.ts";
import { codesByCondition, conditions } from "./condition.ts";
import { quote } from "./contract-error.ts";
import type { ContractDefinition } from "./definition/index.ts";
import type { AnyFactory, Entry } from "./entry/index.ts";
import { createFactory, detailsChecks, resolveEntry, resolveOperation, statusEntries } from "./entry/index.ts";
import type { ContractJson } from "./json.ts";
import { getOwn } from "./json.ts";
import type { FormatMessage, MessageFormatter } from "./message/index.ts";
import { compileMessage } from "./message/index.ts";

/** A contract before its types are known. */
export interface AssembledContract extends AnyContract {
  readonly error: Readonly<Record<string, AnyFactory>>;
  operation(name: string): Readonly<Record<string, AnyFactory>>;
}

/** Creates a contract from a definition that has no faults. */
export function assemble(definition: ContractDefinition): AssembledContract {
  const language = definition.language ?? "en";
  const conditionCodes = codesByCondition(definition);
  const entries = entriesOf(definition, language, conditionCodes);
  const checks = detailsChecks();
  const factories = Object.fromEntries([...entries].map(([code, entry]) => [code, createFactory(entry, checks)]));
  const always = definition.always ?? [];
  const operations = new Map(
    Object.entries(definition.operations ?? {}).map(([name, operation]) => [
      name,
      resolveOperation(name, operation, always),
    ]),
  );
  const codes = Object.keys(definition.errors);
  const factoriesByOperation = new Map(
    [...operations].map(([name, operation]) => [name, pick(factories, operation.codes)]),
  );
  const contract: AssembledContract = {
    name: definition.name,
    version: definition.version,
    language,
    languages: [language, ...Object.keys(definition.locales ?? {})],
    envelope: definition.envelope ?? "problem+json",
    envelopes: definition.envelopes ?? {},
    unified: definition.unified,
    limits: definition.limits ?? {},
    codes,
    entries,
    retired: definition.retired ?? {},
    operations,
    always,
    precedence: definition.precedence ?? [],
    conditions: conditionCodes,
    error: pick(factories, codes),
    operation(name) {
      const operationFactories = factoriesByOperation.get(name);
      if (operationFactories === undefined) throw new RangeError(unknownOperation(name, contract));
      return operationFactories;
    },
    entryOfStatus: statusEntries(
      idOf(definition),
      language,
      codes.length > 0 && codes.every((code) => code === code.toLowerCase()),
    ),
    raise: (condition, details, options) => (factories[conditionCodes[condition]] as AnyFactory)(details, options),
    formatOf: (entry, wanted, formatter) => formatOf(entry, wanted, language, formatter),
    checkDetails(enabled) {
      checks.enabled = enabled;
    },
    captureStacks(enabled) {
      checks.captureStacks = enabled;
    },
    toJSON: () => contractToJson(contract, definition),
  };
  return contract;
}

function entriesOf(
  definition: ContractDefinition,
  language: string,
  conditionCodes: Record<Condition, string>,
): Map<string, Entry> {
  const { docsUrl } = definition;
  const contract = idOf(definition);
  const entries = new Map<string, Entry>();
  for (const [code, entry] of Object.entries(definition.errors))
    entries.set(
      code,
      resolveEntry(code, entry, { contract, language, messages: messagesOf(definition, code), docsUrl }),
    );
  for (const [condition, code] of Object.entries(conditionCodes) as [Condition, string][]) {
    if (entries.has(code)) continue;
    const messages = messagesOf(definition, code);
    entries.set(code, resolveEntry(code, conditions[condition], { contract, language, messages, docsUrl, condition }));
  }
  return entries;
}

function idOf({ name, version }: ContractDefinition): string {
  return `${name}@${version}`;
}

function messagesOf({ locales = {} }: ContractDefinition, code: string): Record<string, string> {
  const translations = Object.entries(locales).flatMap(([language, messages]) => {
    const message = getOwn(messages, code) as string | undefined;
    return message === undefined ? [] : [[language, message] as const];
  });
  return Object.fromEntries(translations);
}

function formatOf(entry: Entry, wanted: string, language: string, formatter?: MessageFormatter): FormatMessage {
  const translated = getOwn(entry.messages, wanted) as string | undefined;
  if (translated !== undefined) return compileMessage(translated, wanted, formatter);
  return formatter === undefined ? entry.format : compileMessage(entry.message, language, formatter);
}

function pick<Value>(from: Readonly<Record<string, Value>>, keys: readonly string[]): Record<string, Value> {
  const picked = keys.flatMap((key) => {
    const value = getOwn(from, key) as Value | undefined;
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(picked);
}

function unknownOperation(name: string, { name: contractName, operations }: AnyContract): string {
  const known = [...operations.keys()].join(", ").slice(0, 400);
  return `ERRATA_OPERATION_UNKNOWN: contract "${contractName}" has no operation ${quote(name)}. Declare it, or use one of: ${known}`;
}

/**
 * Converts a contract to data. Every default is written out, so that readers need no table, and details are JSON Schema.
 * `boundary` has the default codes of unmapped conditions, because clients in other languages receive these too.
 */
function contractToJson(contract: AnyContract, definition: ContractDefinition): ContractJson {
  const { name, version, language, envelope, envelopes, unified, limits, always, conditions: mapped } = contract;
  const entries = [...contract.entries.values()];
  const data = {
    errata: 1,
    name,
    version,
    language,
    docsUrl: definition.docsUrl,
    envelope,
    envelopes,
    unified,
    limits,
    errors: entriesToJson(entries.filter((entry) => entry.condition === undefined)),
    retired: definition.retired,
    operations: definition.operations ?? {},
    always,
    precedence: definition.precedence,
    conditions: mapped,
    locales: definition.locales,
    boundary: entriesToJson(entries.filter((entry) => entry.condition !== undefined)),
  };
  // Drops undefined members, and shares nothing with the contract.
  return JSON.parse(JSON.stringify(data)) as ContractJson;
}

function entriesToJson(entries: readonly Entry[]): Record<string, unknown> {
  return Object.fromEntries(entries.map((entry) => [entry.code, entryToJson(entry)]));
}

function entryToJson(entry: Entry): object {
  const { code, contract, messages, condition, causes, masks, headers, private: names, ...members } = entry;
  return {
    ...members,
    private: names.length === 0 ? undefined : names,
    causes: causes.length === 0 ? undefined : causes,
    masks: masks.length === 0 ? undefined : masks,
    headers: Object.keys(headers).length === 0 ? undefined : headers,
  };
}
