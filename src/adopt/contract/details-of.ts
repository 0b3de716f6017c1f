import type { Json } from "../../contract/index.ts";

/** Returns the JSON Schema of details, by examples of them; undefined if there are none. */
export function detailsOf(examples: readonly Json[]): Json | undefined {
  const merged = examples.map((example) => schemaOf(example, 0)).reduce<Json | undefined>(merge, undefined);
  return merged === undefined || Object.keys(merged as object).length === 0 ? undefined : merged;
}

/** Types of members whose name has a unit or counts something; other types are left open. */
const numeric =
  /(?:bytes|[kmgt]i?b|sec|secs|seconds|ms|minutes|hours|days|count|limit|required|current|remaining|total|cost|amount|size|max|min|used|quota)$/i;

/** A member whose type is not known is `null` in an example. */
function schemaOf(value: Json, depth: number, name = ""): Json {
  if (value === null) return numeric.test(name) ? { type: "number" } : {};
  if (Array.isArray(value))
    return value.length === 0 ? { type: "array" } : { type: "array", items: schemaOf(value[0] as Json, depth + 1) };
  if (typeof value !== "object") return { type: typeof value };
  if (depth > 6) return { type: "object" };
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, schemaOf(member as Json, depth + 1, key)]),
    ),
  };
}

function merge(one: Json | undefined, other: Json): Json {
  const [first, second] = [propertiesOf(one), propertiesOf(other)];
  if (first === undefined || second === undefined) return second === undefined && one !== undefined ? one : other;
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  const properties = names.map((name) => [name, isEmpty(first[name]) ? (second[name] ?? {}) : first[name]]);
  return { type: "object", properties: Object.fromEntries(properties) };
}

function propertiesOf(schema: Json | undefined): Readonly<Record<string, Json>> | undefined {
  return (schema as { readonly properties?: Readonly<Record<string, Json>> } | undefined)?.properties;
}

function isEmpty(schema: Json | undefined): boolean {
  return schema === undefined || Object.keys(schema as object).length === 0;
}
