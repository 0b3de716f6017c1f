/** Translates between the errors of a contract and those of oRPC 1. */
export { fromORPCError } from "./from-orpc-error.ts";
export { type CallOptions, type ErrorInterceptor, orpcErrorInterceptor, toORPCError } from "./to-orpc-error.ts";
