import type { Json } from "../contract/index.ts";

/** An OpenAPI document as plain data. */
export type OpenApiDocument = { readonly [member: string]: Json | undefined };

/** A document with the errors of a contract. */
export interface OpenApiResult {
  readonly document: OpenApiDocument;
  /** JSON Pointers to members of `into` that were kept although the contract has its own, such as a response written by hand. */
  readonly kept: readonly string[];
}
