/** Judges names and texts by how they are written: whether they may be codes, and whether they describe failures. */
export { describesFailure, mostlyFailures } from "./failure-words.ts";
export { isHeaderName, isIdentifier, placeholderReason, styleOf } from "./names.ts";
export { phrases, synonyms } from "./phrases.ts";
