/** Loads a contract from YAML, JSON or a module, and says of every fault in which line it is. */
export { type LoadOptions, loadContract } from "./load-contract.ts";
export { type ParseOptions, parseContract } from "./parse-contract.ts";
export type { ContractFormat } from "./read-text.ts";
