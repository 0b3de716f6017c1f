import type { JsonSchema } from "../../contract/index.ts";
import { isSchema, resolveReference, schemasIn } from "./resolve-reference.ts";

/** One member of a details schema. */
export interface SchemaMember {
  /** Name of the member, without the members that contain it. */
  readonly name: string;
  /** Names from the details to the member: `["lines", "sku"]`. */
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/**
 * Returns up to 1,000 members of a schema at every depth up to 8 levels; those of lists and alternatives too. A schema
 * that contains itself is entered once on each path.
 */
export function schemaMembers(schema: JsonSchema | undefined): readonly SchemaMember[] {
  const members: SchemaMember[] = [];
  if (schema !== undefined) collect({ root: schema, members, visits: 0 }, schema, [], []);
  return members;
}

/** Returns the names of every member of a schema. */
export function memberNames(schema: JsonSchema | undefined): readonly string[] {
  return schemaMembers(schema).map(({ name }) => name);
}

interface Search {
  readonly root: JsonSchema;
  readonly members: SchemaMember[];
  visits: number;
}

const maxDepth = 8;
const maxMembers = 1000;
// Alternatives without members would be entered without end otherwise.
const maxVisits = 20_000;

function collect(search: Search, schema: JsonSchema, path: readonly string[], containing: readonly JsonSchema[]): void {
  const { root, members } = search;
  search.visits += 1;
  if (path.length > maxDepth || members.length > maxMembers || search.visits > maxVisits || containing.includes(schema))
    return;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const within = [...containing, schema];
  for (const [name, value] of Object.entries(isSchema(schema.properties) ? schema.properties : {})) {
    if (!isSchema(value)) continue;
    members.push({ name, path: [...path, name], schema: value, isRequired: required.includes(name) });
    collect(search, value, [...path, name], within);
  }
  for (const part of partsOf(root, schema)) collect(search, part, [...path, ""], within);
}

function partsOf(root: JsonSchema, schema: JsonSchema): readonly JsonSchema[] {
  const { items, anyOf, oneOf, allOf, $ref } = schema;
  const target = typeof $ref === "string" ? resolveReference(root, schema) : undefined;
  return [items, target, ...[anyOf, oneOf, allOf].flatMap(schemasIn)].filter(isSchema);
}
