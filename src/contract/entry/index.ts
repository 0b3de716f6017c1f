/** Resolves the entry of each code, and creates its errors. */
export { ApiError, type ApiErrorOptions, type PublicError } from "./api-error.ts";
export type { Cause, Definitions, Entry, ErrorDefinition, RetiredCode } from "./entry.ts";
export { resolveEntry } from "./entry.ts";
export type { AnyFactory, BareFactory, Factories, Factory, Refusal } from "./factory.ts";
export { createFactory, detailsChecks, raise } from "./factory.ts";
export type { CodesOf, Operation, OperationDefinition } from "./operation.ts";
export { resolveOperation, splitOperationName } from "./operation.ts";
export { ownedHeaders, patterns } from "./patterns.ts";
export { statusEntries } from "./status-entry.ts";
