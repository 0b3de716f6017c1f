import type { AnyContract } from "../../contract/index.ts";

/**
 * Finds the code of a contract in a pasted body, header or log line: the longest one that is a word of the text.
 *
 * @returns undefined if the text has none
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { findCode } from "errata/reference";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * findCode(shop, '{"error":{"code":"SOLD_OUT"}}'); // "SOLD_OUT"
 * ```
 */
export function findCode(contract: AnyContract, text: string): string | undefined {
  let found: string | undefined;
  for (const code of contract.entries.keys())
    if (code.length > (found?.length ?? 0) && hasWord(text, code)) found = code;
  return found;
}

/** Returns whether a text contains a code as a whole word. The script of the reference's pages does the same. */
function hasWord(text: string, code: string): boolean {
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1))
    if (!/[\w.-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + code.length))) return true;
  return false;
}
