import type { Entry, JsonSchema } from "../../contract/index.ts";

/** Returns the schema of a code's details in a form that can be embedded: with an `$id`, local references keep their root. */
export function embeddable({ code, details }: Entry): JsonSchema {
  if (details === undefined) return {};
  const { $schema: _, ...schema } = details;
  return usesReferences(schema) ? { $id: `urn:errata:details:${encodeURIComponent(code)}`, ...schema } : schema;
}

/** Returns the members that an object schema declares; empty for any other schema. */
export function objectParts(schema: JsonSchema | undefined): {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
} {
  const properties = schema?.properties;
  const required = schema?.required;
  return {
    properties: typeof properties === "object" && properties !== null ? (properties as Record<string, JsonSchema>) : {},
    required: Array.isArray(required) ? (required as readonly string[]) : [],
  };
}

/** Returns the schema of a member; undefined when the member cannot exist. A member with references becomes `{}`. */
export function subSchema(schema: JsonSchema | undefined, path: readonly string[]): JsonSchema | undefined {
  const [key, ...rest] = path;
  if (schema === undefined || key === undefined) return schema;
  const { properties } = objectParts(schema);
  if (!Object.hasOwn(properties, key))
    return schema.type === "object" && schema.additionalProperties === false ? undefined : {};
  const member = properties[key] ?? {};
  if (typeof member !== "object" || usesReferences(member)) return {};
  return subSchema(member, rest);
}

/** Checks whether every error of a code must have details, that is, whether its schema rejects undefined. */
export function requiresDetails({ schema, details }: Entry): boolean {
  if (details === undefined) return false;
  if (details.type === "object" && objectParts(details).required.length === 0) return false;
  if (schema === undefined || !("~standard" in schema)) return details.type !== undefined;
  const { validate } = schema["~standard"] as { validate(value: unknown): unknown };
  const result = validate(undefined);
  return typeof result === "object" && result !== null && "issues" in result && result.issues !== undefined;
}

const referenceKeywords: ReadonlySet<string> = new Set(["$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor"]);

/** Checks whether a schema refers to another part of its document, or can be referred to. */
function usesReferences(schema: unknown): boolean {
  if (typeof schema !== "object" || schema === null) return false;
  return Object.entries(schema).some(([key, value]) => referenceKeywords.has(key) || usesReferences(value));
}
