/** Runs the work of a request once per Idempotency-Key, and returns its response to every repeat. */

export { keyCodes, keyErrors } from "./key-errors.ts";
export { type Finish, type Once, onlyOnce } from "./only-once.ts";
export { type Idempotency, openIdempotency } from "./open-idempotency.ts";
export { digestOf, readDigest } from "./upload-digest.ts";
