/** Finds the codes of lists, and what the items within that of a code say about it. */
export { codesInItems, withItemTexts, withNumberedItems } from "./read-items.ts";
