import { type MergedSchema, schemaMerger } from "../../contract/details/schema-shape.ts";
import type { Condition, JsonSchema } from "../../contract/index.ts";
import { conditions } from "../../contract/index.ts";

/** The problem of a field. A closed list, the same for every schema library. */
export type FieldErrorCode =
  | "required"
  | "unknown_field"
  | "invalid_type"
  | "invalid_format"
  | "not_allowed"
  | "too_small"
  | "too_large"
  | "invalid";

/** Part of the request that contains the field. */
export type FieldLocation = "body" | "query" | "path" | "header" | "cookie";

/** One invalid field. Never contains the value that was received. */
export interface FieldError {
  /** Path of the field, such as `items.0.name`; the location if the whole part is invalid. */
  readonly field: string;
  /** Absent if the boundary cannot know it. */
  readonly location?: FieldLocation;
  /** The rule that the value breaks. */
  readonly code: FieldErrorCode;
  /** One sentence for a developer. */
  readonly message: string;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Shapes field errors as a code declares its details: as a list, or as an object with one list. List items keep only the
 * members that their schema declares.
 *
 * @returns undefined if the details are neither
 */
export function fieldDetails(schema: JsonSchema | undefined, fields: readonly FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const { name, items } = listIn(schema) ?? {};
  if (items === undefined) return undefined;
  const list = itemsOf(items, fields);
  return name === undefined ? list : { [name]: list };
}

/** Returns whether details are a list of field errors or an object with one. A list of strings is not. */
export function isFieldList(schema: JsonSchema | undefined): boolean {
  return schema !== undefined && Object.hasOwn(listIn(schema)?.items.properties ?? {}, "message");
}

/** Field and code that represent a condition as a field error. A condition that is not listed is not about a field. */
const conditionFields: Readonly<Partial<Record<Condition, readonly [FieldLocation, FieldErrorCode, field?: string]>>> =
  {
    malformed_request: ["header", "invalid_format"],
    malformed_body: ["body", "invalid_format"],
    invalid_request: ["body", "invalid"],
    unknown_route: ["path", "invalid"],
    method_not_allowed: ["path", "not_allowed"],
    not_acceptable: ["header", "not_allowed", "accept"],
    length_required: ["header", "required", "content-length"],
    body_too_large: ["body", "too_large"],
    uri_too_long: ["path", "too_large"],
    unsupported_media: ["header", "not_allowed", "content-type"],
    headers_too_large: ["header", "too_large"],
    not_implemented: ["path", "not_allowed"],
  };

/** Represents a condition as one field error, for codes whose details are field errors. Never quotes the request. */
export function conditionField(condition: Condition, values: Values): FieldError {
  const [location, code, field = location] = conditionFields[condition] ?? ["body", "invalid"];
  const message = typeof values.problem === "string" ? values.problem : describeCondition(condition, values);
  return { field, location, code, message };
}

function describeCondition(condition: Condition, { maxBytes, allow, accepted }: Values): string {
  if (condition === "body_too_large" && maxBytes !== undefined) return `The body must not exceed ${maxBytes} bytes.`;
  if (condition === "uri_too_long" && maxBytes !== undefined) return `The URL must not exceed ${maxBytes} bytes.`;
  if (condition === "method_not_allowed" && Array.isArray(allow)) return `This path supports ${allow.join(", ")}.`;
  if (condition === "unsupported_media" && Array.isArray(accepted))
    return `The Content-Type must be ${accepted.join(" or ")}.`;
  if (condition === "not_acceptable" && Array.isArray(accepted)) return `Accept must allow ${accepted.join(" or ")}.`;
  return conditions[condition].message;
}

/** Returns the items of a list, or of the only list among the members of an object with the name of that member. */
function listIn(root: JsonSchema): { readonly name: string | undefined; readonly items: MergedSchema } | undefined {
  const merge = schemaMerger(root);
  const schema = merge(root);
  const members = Object.entries(schema.properties).map(([name, each]) => [name, merge(each)] as const);
  const lists =
    schema.type === "array" ? [[undefined, schema] as const] : members.filter(([, { type }]) => type === "array");
  const [list, ...others] = lists;
  return list === undefined || others.length > 0 ? undefined : { name: list[0], items: merge(list[1].items) };
}

function itemsOf({ type, properties }: MergedSchema, fields: readonly FieldError[]): readonly unknown[] {
  if (type === "string") return fields.map(({ field, message }) => `${field}: ${message}`);
  if (Object.keys(properties).length === 0) return fields;
  return fields.map((field) =>
    Object.fromEntries(Object.entries(field).filter(([key]) => Object.hasOwn(properties, key))),
  );
}
