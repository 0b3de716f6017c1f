import type { JsonSchema } from "../contract/index.ts";

/** What is wrong with a field, in words that no schema library changes: a closed list. */
export type FieldErrorCode =
  | "required"
  | "unknown_field"
  | "invalid_type"
  | "invalid_format"
  | "not_allowed"
  | "too_small"
  | "too_large"
  | "invalid";

/** Where the field stands in the request. */
export type FieldLocation = "body" | "query" | "path" | "header" | "cookie";

/** One field that does not fit, without the value that was received. */
export interface FieldError {
  /** Path with dots: `items.0.name`; the location, or "body", when the whole of it is wrong. */
  readonly field: string;
  readonly location?: FieldLocation;
  readonly code: FieldErrorCode;
  /** One sentence for a person. */
  readonly message: string;
}

/**
 * Shapes field errors as a code declares its details: a list, or an object with one list; nothing where the code
 * declares neither. Items keep only the members that the schema knows.
 */
export function detailsOfFields(schema: JsonSchema | undefined, fields: readonly FieldError[]): unknown {
  if (schema === undefined) return undefined;
  if (schema.type === "array") return itemsOf(schema.items, fields);
  const list = onlyListOf(schema);
  return list === undefined ? undefined : { [list[0]]: itemsOf(objectOf(list[1]).items, fields) };
}

/** Tells whether details are a list of field errors, or an object with one; lists of plain text are taken for something else. */
export function isFieldList(schema: JsonSchema | undefined): boolean {
  if (schema === undefined) return false;
  const { items } = objectOf(schema.type === "array" ? schema : onlyListOf(schema)?.[1]);
  return Object.hasOwn(objectOf(objectOf(items).properties), "message");
}

function onlyListOf(schema: JsonSchema): readonly [name: string, schema: unknown] | undefined {
  const lists = Object.entries(objectOf(schema.properties)).filter(
    ([, property]) => objectOf(property).type === "array",
  );
  return lists.length === 1 ? lists[0] : undefined;
}

function itemsOf(schema: unknown, fields: readonly FieldError[]): readonly unknown[] {
  const { type, properties } = objectOf(schema);
  if (type === "string") return fields.map(({ field, message }) => `${field}: ${message}`);
  if (typeof properties !== "object" || properties === null) return fields;
  return fields.map((field) =>
    Object.fromEntries(Object.entries(field).filter(([key]) => Object.hasOwn(properties, key))),
  );
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
