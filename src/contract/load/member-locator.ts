import { type ContractFormat, readText } from "./read-text.ts";

/** Path of a member within a definition: `["errors", "RATE_LIMITED", "status"]`. */
export type MemberPath = readonly (string | number)[];

/**
 * Returns a function that finds the members of a contract's text, for messages about them.
 *
 * @param text a contract in YAML or JSON
 * @param file name of the file in the positions
 * @returns the position as `file:line:column`: of the value if it is text or a number, of the key of anything larger, and of
 *   the nearest existing parent of something that is missing
 * @example
 * ```ts
 * import { memberLocator } from "errata/load";
 *
 * const locate = memberLocator("name: shop\nversion: 1.0.0\n", "shop.yaml");
 * locate(["version"]); // "shop.yaml:2:10"
 * ```
 */
export function memberLocator(
  text: string,
  file: string,
  format: ContractFormat = "yaml",
): (path: MemberPath) => string {
  const { locate } = readText(text, format, file);
  return (path) => locate({ rule: "", path, expected: "", received: "", fix: "" });
}
