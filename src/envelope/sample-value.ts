import type { Json, JsonSchema } from "../contract/index.ts";

interface Sampling {
  readonly root: JsonSchema;
  readonly depth: number;
}

/** Deeper than this, optional members are left out, because a schema may refer to itself; three times as deep is the end. */
const maxDepth = 6;

/** Makes a value that fits a JSON Schema, for examples; the same one each time. A schema's own examples come first. */
export function sampleValue(schema: JsonSchema): Json {
  return sample(schema, { root: schema, depth: 0 }, "");
}

function sample(schema: JsonSchema, sampling: Sampling, name: string): Json {
  if (sampling.depth > 3 * maxDepth) return null;
  const [given] = Array.isArray(schema.examples) ? schema.examples : [];
  if (given !== undefined) return given;
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
  if (typeof schema.$ref === "string") return sample(resolve(schema.$ref, sampling.root), deeper(sampling), name);
  const all = Array.isArray(schema.allOf) ? (schema.allOf as readonly JsonSchema[]) : [];
  if (all.length > 0) return sample(mergeAll([{ ...schema, allOf: undefined }, ...all]), deeper(sampling), name);
  for (const choice of [schema.anyOf, schema.oneOf])
    if (Array.isArray(choice)) return sample((choice[0] ?? {}) as JsonSchema, deeper(sampling), name);
  return sampleType(Array.isArray(schema.type) ? schema.type[0] : schema.type, schema, sampling, name);
}

function sampleType(type: unknown, schema: JsonSchema, sampling: Sampling, name: string): Json {
  switch (type ?? (schema.properties === undefined ? undefined : "object")) {
    case "object":
      return sampleObject(schema, sampling);
    case "array":
      return sampleArray(schema, sampling, name);
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

function sampleObject({ properties = {}, required }: JsonSchema, sampling: Sampling): Json {
  const needed = new Set<unknown>(Array.isArray(required) ? required : []);
  const members = Object.entries(properties as Record<string, JsonSchema>)
    .filter(([key]) => sampling.depth < maxDepth || needed.has(key))
    .map(([key, member]) => [key, sample(member, deeper(sampling), key)] as const);
  return Object.fromEntries(members);
}

function sampleArray({ items, prefixItems, minItems }: JsonSchema, sampling: Sampling, name: string): Json {
  const first = (Array.isArray(prefixItems) ? (prefixItems as readonly JsonSchema[]) : []).map((item) =>
    sample(item, deeper(sampling), name),
  );
  const least = Math.min(typeof minItems === "number" ? minItems : sampling.depth < maxDepth ? 1 : 0, 100);
  if (first.length >= least || items === false) return first;
  const item = typeof items === "object" && items !== null ? sample(items as JsonSchema, deeper(sampling), name) : name;
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

/** A string is shown as its own name, which tells a reader more than "string" does. */
function sampleString(
  { format, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: JsonSchema,
  name: string,
): string {
  const known = typeof format === "string" ? samplesByFormat[format] : undefined;
  const text = known ?? (name === "" ? "text" : name);
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
  // Bounds narrower than a step have their middle between them; an integer has no such bounds.
  if (type !== "integer" && (value < least || value <= above))
    return (Math.max(least, above) + Math.min(most, below)) / 2;
  return value;
}

/** Follows a reference within the schema itself; anything else is left open. */
function resolve(reference: string, root: JsonSchema): JsonSchema {
  if (!reference.startsWith("#")) return {};
  let found: unknown = root;
  for (const step of reference.split("/").slice(1)) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return {};
    found = (found as Record<string, unknown>)[key];
  }
  return typeof found === "object" && found !== null ? (found as JsonSchema) : {};
}

function mergeAll(schemas: readonly JsonSchema[]): JsonSchema {
  const properties = Object.assign({}, ...schemas.map((schema) => schema.properties));
  const required = schemas.flatMap((schema) => (Array.isArray(schema.required) ? schema.required : []));
  return { ...(Object.assign({}, ...schemas) as JsonSchema), allOf: undefined, properties, required };
}

function deeper({ root, depth }: Sampling): Sampling {
  return { root, depth: depth + 1 };
}
