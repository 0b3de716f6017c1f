import type { Json, JsonSchema } from "../../contract/index.ts";

interface Position {
  readonly root: JsonSchema;
  readonly depth: number;
}

/** Below this depth optional members are omitted, because a schema may refer to itself. Sampling stops at three times it. */
const maxDepth = 6;

/** Returns a value that fits a JSON Schema, always the same one. The schema's own examples and defaults come first. */
export function sampleValue(schema: JsonSchema): Json {
  return sample(schema, { root: schema, depth: 0 }, "");
}

function sample(schema: JsonSchema, position: Position, name: string): Json {
  if (position.depth > 3 * maxDepth) return null;
  const [example] = Array.isArray(schema.examples) ? schema.examples : [];
  if (example !== undefined) return example;
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  const reference = schema.$ref ?? schema.$dynamicRef;
  if (typeof reference === "string") return sample(resolve(reference, position.root), deeper(position), name);
  const all = Array.isArray(schema.allOf) ? (schema.allOf as readonly JsonSchema[]) : [];
  if (all.length > 0) return sample(mergeAll([{ ...schema, allOf: undefined }, ...all]), deeper(position), name);
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return sample((choices[0] ?? {}) as JsonSchema, deeper(position), name);
  return sampleType(Array.isArray(schema.type) ? schema.type[0] : schema.type, schema, position, name);
}

function sampleType(type: unknown, schema: JsonSchema, position: Position, name: string): Json {
  switch (type ?? (schema.properties === undefined ? undefined : "object")) {
    case "object":
      return sampleObject(schema, position);
    case "array":
      return sampleArray(schema, position, name);
    case "string":
      return sampleString(schema, name);
    case "integer":
    case "number":
      return sampleNumber(schema);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return name === "" ? {} : name;
  }
}

function sampleObject({ properties = {}, required }: JsonSchema, position: Position): Json {
  const requiredKeys = new Set<unknown>(Array.isArray(required) ? required : []);
  const members = Object.entries(properties as Record<string, JsonSchema>)
    .filter(([key]) => position.depth < maxDepth || requiredKeys.has(key))
    .map(([key, member]) => [key, sample(member, deeper(position), key)] as const);
  return Object.fromEntries(members);
}

function sampleArray({ items, prefixItems, minItems }: JsonSchema, position: Position, name: string): Json {
  const first = (Array.isArray(prefixItems) ? (prefixItems as readonly JsonSchema[]) : []).map((item) =>
    sample(item, deeper(position), name),
  );
  const least = Math.min(typeof minItems === "number" ? minItems : position.depth < maxDepth ? 1 : 0, 100);
  if (first.length >= least || items === false) return first;
  const item = typeof items === "object" && items !== null ? sample(items as JsonSchema, deeper(position), name) : name;
  return [...first, ...Array.from({ length: least - first.length }, () => item)];
}

const samplesByFormat: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T12:00:00Z",
  date: "2026-01-31",
  time: "12:00:00Z",
  duration: "PT1M",
  email: "ada@example.com",
  hostname: "api.example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uri: "https://example.com/",
  url: "https://example.com/",
  "uri-reference": "/example",
  uuid: "550e8400-e29b-41d4-a716-446655440000",
};

/** Uses the name of the member as its value, which is more helpful in documentation than "string". */
function sampleString(
  { format, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: JsonSchema,
  name: string,
): string {
  const byFormat = typeof format === "string" ? samplesByFormat[format] : undefined;
  const text = byFormat ?? (name === "" ? "text" : name);
  return text.padEnd(Number(minLength), "x").slice(0, Number(maxLength));
}

function sampleNumber({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf, type }: JsonSchema): number {
  const step = typeof multipleOf === "number" ? multipleOf : 1;
  const least = typeof minimum === "number" ? minimum : Number.NEGATIVE_INFINITY;
  const above = typeof exclusiveMinimum === "number" ? exclusiveMinimum : Number.NEGATIVE_INFINITY;
  const most = typeof maximum === "number" ? maximum : Number.POSITIVE_INFINITY;
  const below = typeof exclusiveMaximum === "number" ? exclusiveMaximum : Number.POSITIVE_INFINITY;
  let value = step;
  if (value < least) value = Math.ceil(least / step) * step;
  if (value <= above) value = (Math.floor(above / step) + 1) * step;
  if (value > most) value = Math.floor(most / step) * step;
  if (value >= below) value = (Math.ceil(below / step) - 1) * step;
  // If no multiple of the step lies within the bounds, use their middle. An integer cannot have such bounds.
  if (type !== "integer" && (value < least || value <= above))
    return (Math.max(least, above) + Math.min(most, below)) / 2;
  return value;
}

/** Resolves a reference within the schema. Any other reference becomes `{}`. */
function resolve(reference: string, root: JsonSchema): JsonSchema {
  let target: unknown = root;
  if (!/^#(\/|$)/.test(reference)) return identifiedBy(reference, root) ?? {};
  for (const step of reference.split("/").slice(1)) {
    const key = decode(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof target !== "object" || target === null || !Object.hasOwn(target, key)) return {};
    target = (target as Record<string, unknown>)[key];
  }
  return typeof target === "object" && target !== null ? (target as JsonSchema) : {};
}

/** Finds the schema with an `$id`, or with the `$anchor` of a reference such as `#node`. */
function identifiedBy(reference: string, schema: unknown): JsonSchema | undefined {
  if (typeof schema !== "object" || schema === null) return undefined;
  const { $id, $anchor, $dynamicAnchor } = schema as JsonSchema;
  if ([$id, `#${$anchor}`, `#${$dynamicAnchor}`].includes(reference)) return schema as JsonSchema;
  for (const part of Object.values(schema)) {
    const found = identifiedBy(reference, part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function mergeAll(schemas: readonly JsonSchema[]): JsonSchema {
  const properties = Object.assign({}, ...schemas.map((schema) => schema.properties));
  const required = schemas.flatMap((schema) => (Array.isArray(schema.required) ? schema.required : []));
  return { ...(Object.assign({}, ...schemas) as JsonSchema), allOf: undefined, properties, required };
}

function deeper({ root, depth }: Position): Position {
  return { root, depth: depth + 1 };
}
