/** Finds codes, statuses and texts in documents. */
export { rejectionOf } from "./cell-codes.ts";
export { isIdentifier, styleOf } from "./names.ts";
export { readDocument } from "./read-document.ts";
export { type Role, roleOf, textFieldOf } from "./roles.ts";
export { statusesIn } from "./statuses.ts";
