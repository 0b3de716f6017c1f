/** Parses a response's status, headers and body into an error; pure functions without I/O. */

export { type ErrorDetection, isErrorBody } from "./is-error-body.ts";
export { statusKinds } from "./kind-of-status.ts";
export { parseError, parseErrorFully } from "./parse-error.ts";
export { parseKnownFormats } from "./parse-known-formats.ts";
export { type ParseResponseOptions, parseResponse, rememberError } from "./parse-response.ts";
export { canPass, isExhausted, longestMs, rateLimitPolicies, retryHint } from "./retry-hint.ts";
export { getOwn, type HeaderSource, parseJson, readHeader, textOfBody } from "./untrusted-input.ts";
