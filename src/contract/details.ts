import type { JsonSchema } from "./json.ts";

/** One finding of a schema library. @see https://standardschema.dev */
interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

interface SchemaResult {
  readonly issues?: readonly SchemaIssue[] | undefined;
}

/** The part of Standard Schema v1 that details need; written out so that the core's types have no dependency. */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly jsonSchema?: {
      readonly output: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
    };
  };
}

/** Schema of one code's details: a Standard Schema that can give JSON Schema (Zod 4, ArkType, Valibot with its converter), or JSON Schema itself. */
export type DetailsSchema = StandardSchema | JsonSchema;

/** The type of the details that a schema describes; JSON Schema stays open because it is data. */
export type DetailsOf<Schema> = Schema extends { readonly "~standard": { readonly types?: infer Types } }
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : Schema extends JsonSchema
    ? Readonly<Record<string, unknown>>
    : undefined;

/** Tells a schema library's schema from plain JSON Schema. ArkType's schemas are functions. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  if ((typeof schema !== "object" && typeof schema !== "function") || schema === null) return false;
  if (!("~standard" in schema)) return false;
  const standard: unknown = schema["~standard"];
  return typeof standard === "object" && standard !== null && "validate" in standard;
}

/**
 * Gives the JSON Schema of details. The short forms `true` (anything) and `false` (nothing) become objects.
 *
 * @returns undefined where the library cannot give one
 */
export function toJsonSchema(schema: DetailsSchema | boolean): JsonSchema | undefined {
  if (typeof schema === "boolean") return schema ? {} : { not: {} };
  if (!isStandardSchema(schema)) return schema;
  const known = converted.get(schema);
  if (known !== undefined) return known;
  const result = schema["~standard"].jsonSchema?.output({ target: "draft-2020-12" }) as JsonSchema | undefined;
  if (result !== undefined) converted.set(schema, result);
  return result;
}

/** Converting is slow, and both the checks and the entry need the result. */
const converted = new WeakMap<StandardSchema, JsonSchema>();

/** Lists what is wrong with details, one sentence each; empty when they fit or when the check is asynchronous. */
export function detailsIssues(schema: DetailsSchema, details: unknown): readonly string[] {
  if (!isStandardSchema(schema)) return [];
  const result = schema["~standard"].validate(details);
  if (result instanceof Promise) {
    // Nobody waits for the outcome, so a rejection must not end the process.
    result.catch(() => undefined);
    return [];
  }
  return (result.issues ?? []).map((issue) => {
    const path = (issue.path ?? []).map((step) => String(typeof step === "object" ? step.key : step)).join(".");
    return path === "" ? issue.message : `${path}: ${issue.message}`;
  });
}
