import type { JsonSchema } from "../json.ts";
import { isPlainObject } from "../json.ts";
import type { ResolveReference } from "./schema-reader.ts";
import { allowedTypes, isSchemaObject, referenceResolver, schemaList, schemaMap } from "./schema-reader.ts";
import { referencesOf } from "./schema-shape.ts";

/** The names that a JSON Schema declares for details. */
export interface DetailNames {
  readonly names: ReadonlySet<string>;
  /** Whether details may have other names too. */
  readonly isOpen: boolean;
}

/** Collects the names of details from a JSON Schema, through references within it and through every alternative. */
export function detailNames(schema: JsonSchema): DetailNames {
  const draft: Draft = { resolve: referenceResolver(schema), names: new Set(), isOpen: false, seen: new Set() };
  collect(schema, draft);
  return draft;
}

/** Names while they are being collected. */
interface Draft {
  readonly resolve: ResolveReference;
  readonly names: Set<string>;
  readonly seen: Set<unknown>;
  isOpen: boolean;
}

/** @param isCondition whether the schema applies to some details only, so that one without names does not allow others */
function collect(schema: unknown, draft: Draft, isCondition = false): void {
  if (draft.seen.has(schema) || schema === false) return;
  draft.seen.add(schema);
  if (!isSchemaObject(schema)) {
    draft.isOpen ||= !isCondition;
    return;
  }
  if (allowedTypes(schema)?.includes("object") === false) return;
  for (const [name] of schemaMap(schema, "properties")) draft.names.add(name);
  const parts = [
    ...["allOf", "anyOf", "oneOf"].flatMap((keyword) => schemaList(schema, keyword)),
    ...[schema.then, schema.else].filter((part) => part !== undefined),
    // A reference outside the schema can add any name.
    ...referencesOf(schema, draft).map((target) => target ?? true),
  ];
  for (const part of parts) collect(part, draft, isCondition);
  for (const part of [...Object.values(schema.dependentSchemas ?? {}), schema.if ?? false]) collect(part, draft, true);
  if (isLoose(schema, isCondition || isPlainObject(schema.properties) || parts.length > 0)) draft.isOpen = true;
}

/** A name that is not listed is probably misspelt, unless the schema explicitly allows other names or lists none. */
function isLoose(schema: JsonSchema, listsNames: boolean): boolean {
  if (schema.patternProperties !== undefined) return true;
  const rest = schema.additionalProperties ?? schema.unevaluatedProperties;
  return rest === undefined ? !listsNames : rest !== false;
}
