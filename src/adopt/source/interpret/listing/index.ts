/** Reads the codes of the members of one list. */
export { type ListedCode, ListReader, ownerOf, withStatus } from "./list-reader.ts";
export { areKeyedByNumbers } from "./numbers.ts";
