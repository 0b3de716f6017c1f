/** Changes of a contract, one for every rule of the comparison. */
export { codeMutations } from "./code-mutations.ts";
export { contractMutations } from "./contract-mutations.ts";
export { add, base, type Case, details, invalid, type Mutable, order } from "./mutation.ts";
