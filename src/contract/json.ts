/** Any value that JSON can carry. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: Json | undefined };

/** The language-neutral form of a contract: what `errata.json` holds. */
export type ContractJson = { readonly [key: string]: Json | undefined };
