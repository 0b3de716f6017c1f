/** Finds codes, statuses and texts in documents. */
export { codeOfProblem, isErrorBody, statusOfBody } from "./bodies.ts";
export { rejectionOf } from "./cell-codes.ts";
export { readDocument } from "./read-document.ts";
export { type Role, roleOf, textFieldOf } from "./roles.ts";
export { preferSlots } from "./slots/index.ts";
export { isRegistered, statusesIn, statusOfPhrase } from "./statuses.ts";
