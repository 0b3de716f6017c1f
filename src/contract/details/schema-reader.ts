import type { JsonSchema } from "../json.ts";
import { isPlainObject } from "../json.ts";

/** Follows a `$ref` from the schema that contains it. @returns undefined when the reference leads outside the root schema */
export type ResolveReference = (reference: string, from: JsonSchema) => unknown;

/** Indexes a schema's `$id`, `$anchor` and `$dynamicAnchor`, and returns a function that follows references within it. */
export function referenceResolver(root: JsonSchema): ResolveReference {
  const resources = new Map<string, unknown>([[rootUri, root]]);
  const bases = new Map<unknown, string>();
  const index = (value: unknown, base: string): void => {
    if (typeof value !== "object" || value === null || bases.has(value)) return;
    const { $id, $anchor, $dynamicAnchor } = value as JsonSchema;
    const uri = typeof $id === "string" ? resolveUri($id, base) : base;
    bases.set(value, uri);
    if (uri !== base) resources.set(uri, value);
    for (const anchor of [$anchor, $dynamicAnchor])
      if (typeof anchor === "string") resources.set(`${uri}#${anchor}`, value);
    for (const member of Object.values(value)) index(member, uri);
  };
  index(root, rootUri);
  return (reference, from) => {
    const [path = "", fragment = ""] = reference.split("#", 2);
    const base = bases.get(from) ?? rootUri;
    const uri = path === "" ? base : resolveUri(path, base);
    if (fragment === "") return resources.get(uri);
    const decoded = decodeFragment(fragment);
    return decoded.startsWith("/") ? atPointer(resources.get(uri), decoded) : resources.get(`${uri}#${decoded}`);
  };
}

/** Checks whether a value is a JSON Schema in object form, as opposed to `true` and `false`. */
export function isSchemaObject(schema: unknown): schema is JsonSchema {
  return isPlainObject(schema);
}

/** Checks whether a schema allows no value at all. */
export function isNever(schema: unknown): boolean {
  return schema === false || (isSchemaObject(schema) && ["{}", "true"].includes(JSON.stringify(schema.not)));
}

/** Returns the value of a keyword that is a list of schemas; empty when it is absent. */
export function schemaList(schema: JsonSchema, keyword: string): readonly unknown[] {
  const list = schema[keyword];
  return Array.isArray(list) ? list : [];
}

/** Returns the value of a keyword that maps names to schemas; empty when it is absent. */
export function schemaMap(schema: JsonSchema, keyword: string): readonly (readonly [string, unknown])[] {
  const map = schema[keyword];
  return isPlainObject(map) ? Object.entries(map) : [];
}

/** Returns the types that a schema allows; undefined when it allows every type. */
export function allowedTypes({ type }: JsonSchema): readonly unknown[] | undefined {
  if (type === undefined) return undefined;
  return Array.isArray(type) ? type : [type];
}

/** Checks a text against a pattern, which may match anywhere in it. A pattern that cannot be compiled matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!compiled.has(pattern)) compiled.set(pattern, compilePattern(pattern));
  return compiled.get(pattern)?.test(text) ?? false;
}

/**
 * Compiles a pattern of JSON Schema: with the flag `u`, as the draft recommends, or without it if the pattern is valid only
 * then, such as `\-` or `[\w-.]`.
 *
 * @returns undefined if the pattern is not a regular expression
 */
export function compilePattern(pattern: string): RegExp | undefined {
  for (const flags of ["u", ""])
    try {
      return new RegExp(pattern, flags);
    } catch {
      // Tried without the flag.
    }
  return undefined;
}

const compiled = new Map<string, RegExp | undefined>();
const rootUri = "errata:///";

function resolveUri(uri: string, base: string): string {
  try {
    return new URL(uri, base).href.replace(/#$/, "");
  } catch {
    return uri;
  }
}

function atPointer(root: unknown, pointer: string): unknown {
  let value = root;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
