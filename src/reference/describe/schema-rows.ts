import type { JsonSchema } from "../../contract/index.ts";

/** One member of a schema. */
export interface SchemaRow {
  /** Path within the value: `breakdown.total`, `[].field`. */
  readonly name: string;
  /** Type with its bounds: "integer, 1 or more". */
  readonly type: string;
  readonly isOptional: boolean;
  readonly description: string | undefined;
}

/** Nested members below this depth are not listed; codes.json and openapi.json have them. */
const maxDepth = 4;

/**
 * Returns a row for each member of a schema, nested members after their parent.
 *
 * @param root the document that references start from
 */
export function schemaRows(root: JsonSchema, schema: JsonSchema, prefix = "", depth = 0): readonly SchemaRow[] {
  if (depth > maxDepth) return [];
  const resolved = resolve(root, schema);
  const items = resolved.items;
  if (isSchema(items)) return schemaRows(root, items, `${prefix}[]`, depth + 1);
  const required = Array.isArray(resolved.required) ? resolved.required : [];
  return Object.entries(isSchema(resolved.properties) ? resolved.properties : {}).flatMap(([key, member]) => {
    if (!isSchema(member)) return [];
    const target = resolve(root, member);
    const name = prefix === "" ? key : `${prefix}.${key}`;
    const description = member.description ?? target.description;
    const byDefault = "default" in member ? `, default ${JSON.stringify(member.default)}` : "";
    const row: SchemaRow = {
      name,
      type: typeText(root, target) + byDefault,
      isOptional: !required.includes(key),
      description: typeof description === "string" ? description : undefined,
    };
    return [row, ...schemaRows(root, target, name, depth + 1)];
  });
}

/** Returns the type of a schema in words: "list of string, 1 to 40 characters". */
export function typeText(root: JsonSchema, referring: JsonSchema): string {
  const schema = resolve(root, referring);
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives))
    return [...new Set(alternatives.map((each) => (isSchema(each) ? typeText(root, each) : "any")))].join(" | ");
  if (schema.type === "array") {
    const items = isSchema(schema.items) ? typeText(root, schema.items) : "any";
    return `list of ${items}${bounds({ minimum: schema.minItems, maximum: schema.maxItems })}`;
  }
  if (isSchema(schema.additionalProperties) && schema.properties === undefined)
    return `object of ${typeText(root, schema.additionalProperties)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(" | ") : String(schema.type ?? "any");
  const format = typeof schema.format === "string" ? `, ${schema.format}` : "";
  return `${type}${format}${bounds(schema)}`;
}

function bounds({ minimum, maximum, minLength, maxLength }: JsonSchema): string {
  const low = minimum ?? minLength;
  const high = maximum ?? maxLength;
  const unit = minLength !== undefined || maxLength !== undefined ? " characters" : "";
  // Schemas of plain integers state the range of safe integers, which tells readers nothing.
  const isLow = typeof low === "number" && low > Number.MIN_SAFE_INTEGER;
  const isHigh = typeof high === "number" && high < Number.MAX_SAFE_INTEGER;
  if (isLow && isHigh) return `, ${low} to ${high}${unit}`;
  if (isLow) return `, ${low}${unit} or more`;
  return isHigh ? `, at most ${high}${unit}` : "";
}

/** Returns the schema that a reference points to; a schema without a reference unchanged. */
export function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const { $ref: reference } = schema;
  if (typeof reference !== "string" || !reference.startsWith("#/")) return schema;
  let target: unknown = root;
  for (const key of reference.slice(2).split("/"))
    target = isSchema(target) ? target[key.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
  return isSchema(target) ? target : schema;
}

/** Checks whether a value is a schema in its object form. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
