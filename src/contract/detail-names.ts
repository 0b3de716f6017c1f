import type { Json, JsonSchema } from "./json.ts";

/** The keys that a JSON Schema gives to details. */
export interface DetailNames {
  readonly names: ReadonlySet<string>;
  /** Whether details may have other keys too. */
  readonly isOpen: boolean;
}

const combinators = ["allOf", "anyOf", "oneOf"] as const;
const branches = ["then", "else"] as const;

/** Collects the keys of details from a JSON Schema, through references within it and through every alternative. */
export function detailNames(schema: JsonSchema): DetailNames {
  const found: Found = { root: schema, names: new Set(), isOpen: false, seen: new Set() };
  collect(schema, found);
  return found;
}

interface Found {
  readonly root: JsonSchema;
  readonly names: Set<string>;
  readonly seen: Set<unknown>;
  isOpen: boolean;
}

function collect(schema: unknown, found: Found): void {
  if (found.seen.has(schema) || schema === false) return;
  found.seen.add(schema);
  if (!isObject(schema)) {
    found.isOpen = true;
    return;
  }
  if (!allowsObject(schema)) return;
  const { properties } = schema;
  if (isObject(properties)) for (const name of Object.keys(properties)) found.names.add(name);
  const parts = partsOf(schema, found.root);
  for (const part of parts) collect(part, found);
  if (isLoose(schema, isObject(properties) || parts.length > 0)) found.isOpen = true;
}

function partsOf(schema: JsonSchema, root: JsonSchema): readonly unknown[] {
  const parts: unknown[] = combinators.flatMap((keyword) => {
    const list = schema[keyword];
    return Array.isArray(list) ? list : [];
  });
  for (const keyword of branches) if (schema[keyword] !== undefined) parts.push(schema[keyword]);
  if (typeof schema.$ref === "string") parts.push(resolve(schema.$ref, root));
  return parts;
}

/** Keys that are not listed are typing errors, unless the schema says that it takes any. */
function isLoose(schema: JsonSchema, isDescribed: boolean): boolean {
  if (schema.patternProperties !== undefined) return true;
  const rest = schema.additionalProperties ?? schema.unevaluatedProperties;
  return rest === undefined ? !isDescribed : rest !== false;
}

function allowsObject({ type }: JsonSchema): boolean {
  return type === undefined || type === "object" || (Array.isArray(type) && type.includes("object"));
}

/** Follows a reference within the schema; one that leads elsewhere leaves the keys open. */
function resolve(reference: string, root: JsonSchema): unknown {
  if (!reference.startsWith("#")) return true;
  let place: Json | undefined = root;
  for (const step of reference.slice(1).split("/").slice(1)) {
    const key = decode(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isObject(place) || !Object.hasOwn(place, key)) return true;
    place = place[key];
  }
  return place;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
