/** Parses a response's status, headers and body into an error; pure functions without I/O. */

export { type ErrorDetection, isErrorBody } from "./is-error-body.ts";
export { statusKinds } from "./kind-of-status.ts";
export { parseError, parseErrorFully } from "./parse-error.ts";
export { parseJson } from "./parse-json.ts";
export { parseKnownFormats } from "./parse-known-formats.ts";
export { type ParseResponseOptions, parseResponse, rememberError } from "./parse-response.ts";
export { isExhausted, rateLimitPolicies } from "./rate-limit-policies.ts";
export { longestMs, retryHint } from "./retry-hint.ts";
export { getOwn, type HeaderSource, readHeader } from "./untrusted-input.ts";
