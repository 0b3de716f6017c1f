import type { Json } from "../contract/index.ts";

/** An OpenAPI document as plain data. */
export type OpenApiDocument = { readonly [member: string]: Json | undefined };

/** Methods for which an OpenAPI path item has a member. */
const knownMethods = new Set(["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"]);

/**
 * Member of a path item with the operations of other methods, such as PURGE, by method. OpenAPI 3.2 calls it
 * `additionalOperations`; 3.1 only allows extensions.
 */
export const additionalOperations = "x-additionalOperations";

/** Returns the path of an operation's object within its path item. */
export function operationKeys(method: string): readonly string[] {
  return knownMethods.has(method) ? [method.toLowerCase()] : [additionalOperations, method];
}

/** A document with the errors of a contract. */
export interface OpenApiResult {
  /** The complete document. */
  readonly document: OpenApiDocument;
  /** JSON Pointers to members of `into` that were kept although the contract has its own, such as a response written by hand. */
  readonly kept: readonly string[];
}
