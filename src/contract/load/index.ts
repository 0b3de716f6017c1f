/** Loads contracts from YAML, JSON or modules, and reports the file and line of every fault. */
export { type LoadOptions, loadContract } from "./load-contract.ts";
export { type ParseOptions, parseContract } from "./parse-contract.ts";
export type { ContractFormat } from "./read-text.ts";
export { type MemberPath, memberLocator } from "./read-text.ts";
