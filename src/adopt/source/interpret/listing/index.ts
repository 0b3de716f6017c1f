/** Reads the codes of the members of one list. */

export { readErrorParts } from "./error-parts.ts";
export { type ListedCode, ListReader, ownerOf, withStatus } from "./list-reader.ts";
export { areKeyedByNumbers } from "./numbers.ts";
