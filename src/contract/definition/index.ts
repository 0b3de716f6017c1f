/** Describes a contract's definition: its type, its JSON Schema, and the copy that is checked and used. */
export type { ContractDefinition } from "./contract-definition.ts";
export { contractSchema } from "./contract-schema.ts";
export { snapshot } from "./snapshot.ts";
