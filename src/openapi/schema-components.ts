import type { Json, JsonSchema } from "../contract/index.ts";
import type { DescribedSchema } from "./api-description.ts";

/** Collects schemas as components of a document. */
export interface SchemaComponents {
  /**
   * Adds a schema and returns the reference to it. Equal schemas share a component.
   *
   * @param name used unless the schema has a title
   * @throws TypeError if the schema cannot be written as JSON Schema
   */
  add(schema: JsonSchema, name: string): JsonSchema;
  /** The components, by name. */
  readonly schemas: Readonly<Record<string, Json>>;
}

/** @param reserved schemas that exist already */
export function schemaComponents(reserved: Readonly<Record<string, Json>>): SchemaComponents {
  const schemas: Record<string, Json> = {};
  const isFree = (name: string, text: string): boolean =>
    reserved[name] === undefined && (schemas[name] === undefined || JSON.stringify(schemas[name]) === text);
  return {
    schemas,
    add(schema, fallback) {
      const title = typeof schema.title === "string" ? schema.title.replaceAll(/[^A-Za-z0-9._-]/g, "") : "";
      for (const name of [title, fallback, `${fallback}Schema`]) {
        const component = withLocalReferences(schema, `#/components/schemas/${name}`);
        if (name === "" || !isFree(name, JSON.stringify(component))) continue;
        schemas[name] = component;
        return { $ref: `#/components/schemas/${name}` };
      }
      throw new RangeError(`Expected a free name for the schema of ${fallback}. Give the schema a title of its own.`);
    },
  };
}

/**
 * Returns the JSON Schema of an input or an output.
 *
 * @param where names the schema in messages: `body of POST /orders`
 * @throws TypeError if the schema library cannot write it as JSON Schema
 */
export function toJsonSchema(schema: DescribedSchema, side: "input" | "output", where: string): JsonSchema {
  const standard = "~standard" in schema ? (schema["~standard"] as Standard) : undefined;
  if (standard === undefined) return schema as JsonSchema;
  try {
    const converted = standard.jsonSchema?.[side]({ target: "draft-2020-12" });
    if (converted !== undefined) return withoutOwn(converted as JsonSchema, ["$schema"]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`The schema of the ${where} cannot be written as JSON Schema: ${reason}`, { cause });
  }
  throw new TypeError(
    `Expected a schema with \`~standard.jsonSchema\` for the ${where}. Use Zod 4.2 or later, ArkType, or JSON Schema.`,
  );
}

type Standard = Exclude<DescribedSchema, JsonSchema>["~standard"];

/** Returns an object without some of its members. */
export function withoutOwn(schema: JsonSchema, names: readonly string[]): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !names.includes(name)));
}

/** References within a schema start at its own root, which is no longer the root of the document. */
export function withLocalReferences(schema: JsonSchema, root: string): JsonSchema {
  return move(schema, root) as JsonSchema;
}

function move(value: Json | undefined, root: string): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => move(item, root) ?? null);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonSchema).map(([key, member]) => [
      key,
      key === "$ref" && typeof member === "string" && member.startsWith("#")
        ? root + member.slice(1)
        : move(member, root),
    ]),
  );
}
