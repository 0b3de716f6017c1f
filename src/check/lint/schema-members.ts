import type { Json, JsonSchema } from "../../contract/index.ts";

/** One member of a details schema. */
export interface SchemaMember {
  /** Name of the member, without the members that contain it. */
  readonly name: string;
  /** Names from the details to the member: `["lines", "sku"]`. */
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** Returns every member of a schema at every depth, up to 8 levels; those of lists and alternatives too. */
export function schemaMembers(schema: JsonSchema | undefined): readonly SchemaMember[] {
  const members: SchemaMember[] = [];
  if (schema !== undefined) collect(schema, schema, [], members);
  return members;
}

/** Returns the names of every member of a schema. */
export function memberNames(schema: JsonSchema | undefined): readonly string[] {
  return schemaMembers(schema).map(({ name }) => name);
}

const maxDepth = 8;

function collect(root: JsonSchema, schema: JsonSchema, path: readonly string[], members: SchemaMember[]): void {
  if (path.length > maxDepth || members.length > 1000) return;
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const [name, value] of Object.entries(isSchema(schema.properties) ? schema.properties : {})) {
    if (!isSchema(value)) continue;
    members.push({ name, path: [...path, name], schema: value, isRequired: required.includes(name) });
    collect(root, value, [...path, name], members);
  }
  for (const part of partsOf(root, schema)) collect(root, part, [...path, ""], members);
}

function partsOf(root: JsonSchema, { items, anyOf, oneOf, allOf, $ref }: JsonSchema): readonly JsonSchema[] {
  const lists = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : []));
  const target = typeof $ref === "string" && $ref.startsWith("#/") ? resolve(root, $ref) : undefined;
  return [items, target, ...lists].filter(isSchema);
}

function resolve(root: JsonSchema, reference: string): Json | undefined {
  let value: Json | undefined = root;
  for (const step of reference.slice(2).split("/")) value = isSchema(value) ? value[step] : undefined;
  return value;
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
