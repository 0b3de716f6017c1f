import type { Json } from "../contract/index.ts";
import type { Recording } from "./recording.ts";

/**
 * Returns the recorded body of each code, as far as it is JSON: the examples for `errata/openapi`.
 *
 * @example
 * ```ts
 * import type { AnyContract } from "errata";
 * import { openapi } from "errata/openapi";
 * import { type Recording, recordedBodies } from "errata/reference";
 *
 * export function describe(contract: AnyContract, recordings: readonly Recording[]): string {
 *   return JSON.stringify(openapi(contract, { examples: recordedBodies(recordings) }).document);
 * }
 * ```
 */
export function recordedBodies(recordings: Iterable<Recording>): Readonly<Record<string, Json>> {
  const pairs = [...recordings].flatMap(({ code, exchanges }): [string, Json][] => {
    const text = exchanges.at(-1)?.response.text;
    try {
      return text === undefined ? [] : [[code, JSON.parse(text) as Json]];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(pairs);
}
