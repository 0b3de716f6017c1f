/** Finds codes, statuses and texts in documents. */
export { readDocument } from "./read-document.ts";
