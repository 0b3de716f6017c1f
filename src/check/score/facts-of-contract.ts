import { requireContract } from "../../contract/faults/arguments.ts";
import type { AnyContract, Entry } from "../../contract/index.ts";
import { type Envelopes, envelopesOf } from "../../envelope/index.ts";
import type { DocumentedError, ErrorFacts } from "./error-facts.ts";

/**
 * Reads the facts of a contract. A contract without operations counts as one operation with credentials that returns every
 * code.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { factsOfContract } from "errata/check";
 *
 * const errors = { GONE: { kind: "not_found", when: "No order has the id.", message: "Gone." } } as const;
 * factsOfContract(contract({ name: "shop", version: "1.0.0", errors })).operations.length; // 1
 * ```
 */
export function factsOfContract(contract: AnyContract): ErrorFacts {
  requireContract("factsOfContract", contract);
  const envelopes = envelopesOf(contract);
  const isSecured = [...contract.entries.values()].some(({ kind }) => kind === "unauthenticated");
  const operations = [...contract.operations.values()].map(({ name, method, codes }) => ({
    name,
    hasBody: ["POST", "PUT", "PATCH"].includes(method),
    isSecured,
    // The default codes of conditions can occur at every operation.
    errors: withConditions(contract, codes).map((entry) => errorOf(entry, envelopes)),
  }));
  const all = [...contract.entries.values()].map((entry) => errorOf(entry, envelopes));
  const whole = { name: contract.name, hasBody: true, isSecured: true, errors: all };
  return { name: contract.name, operations: operations.length === 0 ? [whole] : operations };
}

function withConditions({ entries, conditions }: AnyContract, codes: readonly string[]): readonly Entry[] {
  return [...new Set([...codes, ...Object.values(conditions)])].flatMap((code) => entries.get(code) ?? []);
}

function errorOf(entry: Entry, envelopes: Envelopes): DocumentedError {
  const { properties } = envelopes.of(entry).schema(entry);
  return {
    status: entry.status,
    code: envelopes.of(entry).fields.code ? entry.code : undefined,
    condition: entry.when,
    action: "data",
    saysRetry: true,
    shape: Object.keys((properties ?? {}) as object)
      .filter((name) => !/^(details|errors|request_?id)$/i.test(name))
      .sort()
      .join(),
    hasExample: true,
  };
}
