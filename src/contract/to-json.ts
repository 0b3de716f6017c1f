import type { AnyContract } from "./any-contract.ts";
import type { ContractDefinition } from "./contract-definition.ts";
import type { Entry } from "./entry.ts";
import type { ContractJson } from "./json.ts";

/**
 * Writes a contract as data. Every fact is explicit, so that a reader needs no table of defaults; details are JSON Schema.
 * `boundary` holds the codes that answer unmapped conditions: a client in another language meets them too.
 */
export function contractToJson(contract: AnyContract, definition: ContractDefinition): ContractJson {
  const { name, version, language, envelope, envelopes, unified, limits, always, conditions } = contract;
  const entries = [...contract.entries.values()];
  return plain({
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
    operations: definition.operations ?? {},
    always,
    precedence: definition.precedence,
    conditions,
    locales: definition.locales,
    boundary: entriesToJson(entries.filter((entry) => entry.condition !== undefined)),
  });
}

function entriesToJson(entries: readonly Entry[]): Record<string, unknown> {
  return Object.fromEntries(entries.map((entry) => [entry.code, entryFacts(entry)]));
}

function entryFacts({ code, schema, format, messages, condition, causes, masks, headers, ...facts }: Entry): object {
  return {
    ...facts,
    causes: causes.length === 0 ? undefined : causes,
    masks: masks.length === 0 ? undefined : masks,
    headers: Object.keys(headers).length === 0 ? undefined : headers,
  };
}

/** Leaves out what is undefined, and shares nothing with the contract. */
function plain(value: object): ContractJson {
  return JSON.parse(JSON.stringify(value)) as ContractJson;
}
