import type { AnyContract, ContractDefinition } from "./contract.ts";
import type { Entry } from "./entry.ts";
import type { Json } from "./json.ts";

/** The language-neutral form of a contract: what `errata.json` holds. */
export type ContractJson = { readonly [key: string]: Json | undefined };

/** Writes a contract as data. Every fact is explicit, so that a reader needs no table of defaults; details are JSON Schema. */
export function contractToJson(contract: AnyContract, definition: ContractDefinition): ContractJson {
  const { name, version, language, envelope, envelopes, limits, always, conditions } = contract;
  const entries = [...contract.entries.values()];
  const own = entries.filter((entry) => entry.condition === undefined);
  return {
    errata: 1,
    name,
    version,
    language,
    ...(definition.docsUrl === undefined ? {} : { docsUrl: definition.docsUrl }),
    envelope,
    envelopes,
    limits,
    errors: Object.fromEntries(own.map((entry) => [entry.code, entryToJson(entry)])),
    /** Codes of the boundary's own conditions; derived, so a reader of this form may skip them. */
    boundary: Object.fromEntries(
      entries.filter((entry) => entry.condition !== undefined).map((entry) => [entry.code, entryToJson(entry)]),
    ),
    operations: (definition.operations ?? {}) as Json,
    always,
    conditions: Object.fromEntries(
      Object.entries(conditions).filter(([, code]) => own.some((entry) => entry.code === code)),
    ),
    ...(definition.locales === undefined ? {} : { locales: definition.locales as Json }),
  };
}

function entryToJson({ code: _, schema, format, messages, condition, causes, masks, headers, ...facts }: Entry): Json {
  return JSON.parse(
    JSON.stringify({
      ...facts,
      ...(causes.length === 0 ? {} : { causes }),
      ...(masks.length === 0 ? {} : { masks }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
    }),
  );
}
