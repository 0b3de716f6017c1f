/** Definitions for tests: one with every member, generated ones, and broken ones. */
export { arbitraryDefinition } from "./arbitrary-definition.ts";
export { soundDefinition } from "./sound-definition.ts";
