/** Finds codes, statuses and texts in documents. */

export { isIdentifier, styleOf } from "../evidence/index.ts";
export { rejectionOf } from "./cell-codes.ts";
export { readDocument } from "./read-document.ts";
export { type Role, roleOf, textFieldOf } from "./roles.ts";
export { isRegistered, statusesIn } from "./statuses.ts";
