/** Decides who may see the console. */
export { createAccess } from "./access.ts";
export { operatorToken, type StoredToken } from "./operator-token.ts";
