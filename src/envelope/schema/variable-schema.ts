import type { Entry, Json, JsonSchema } from "../../contract/index.ts";
import type { CodeValues, TemplateContext, VariableNode } from "../template/index.ts";
import { connectNames, formatConstant, varies } from "../template/index.ts";
import { objectParts, requiresDetails, subSchema } from "./details-schema.ts";

/** The schema of one part of a body. */
export interface PartSchema {
  readonly schema: JsonSchema;
  /** Whether every body has the part. */
  readonly required: boolean;
}

/** The values known about the bodies that a schema describes. */
export interface SchemaContext extends TemplateContext {
  /** Undefined for a schema of any code's bodies. */
  readonly entry: Entry | undefined;
  readonly codeValues: CodeValues | undefined;
  /** Undefined for a code without details. */
  readonly details: JsonSchema | undefined;
  /** Schema of one element inside `$each`. */
  readonly item: JsonSchema | undefined;
  /** The value in the `$when` of the enclosing object, which is therefore present. */
  readonly present: VariableNode | undefined;
  /** Identifiers of the schemas embedded so far. A schema with an `$id` may occur only once. */
  readonly embedded: Set<string>;
}

/** Returns the schema of one value; undefined when no body has it. */
export function variableSchema(node: VariableNode, context: SchemaContext): PartSchema | undefined {
  const { fallback } = node;
  if (isNeverPresent(node, context))
    return fallback === undefined ? undefined : { schema: fallbackSchema(fallback), required: true };
  const schema = constantSchema(node, context) ?? valueSchema(node, context);
  if (isAlwaysPresent(node, context)) return { schema, required: true };
  return fallback === undefined
    ? { schema, required: false }
    : { schema: orFallback(schema, fallback), required: true };
}

/** Checks whether no body has the value. */
export function isNeverPresent({ name, path, format }: VariableNode, context: SchemaContext): boolean {
  const { codeValues, details, item } = context;
  if (name === "ignored") return true;
  if (!varies(name)) return codeValues !== undefined && codeValues[name] === undefined;
  if (name !== "details" && name !== "item") return false;
  const schema = subSchema(name === "details" ? details : item, path);
  if (schema === undefined) return true;
  return format === "string" && path.length === 0 && schema.type !== undefined && schema.type !== "object";
}

/** Checks whether every body has the value, so that its fallback is never sent. */
export function isAlwaysPresent({ name, path, format }: VariableNode, context: SchemaContext): boolean {
  const { entry, codeValues, details, item, present } = context;
  if (format === undefined && present?.name === name && present.path.join(".") === path.join(".")) return true;
  switch (name) {
    case "requestId":
      return false;
    case "docsUrl":
    case "api":
      return codeValues?.[name] !== undefined;
    case "details":
      if (format === "string" && path.length === 0 && details?.type !== "object") return false;
      return entry !== undefined && requiresDetails(entry) && isRequired(details, path);
    case "item":
      return isRequired(item, path);
    default:
      return true;
  }
}

/** Embeds a schema with an identifier once, and refers to it after that. */
export function embedOnce(schema: JsonSchema, { embedded }: SchemaContext): JsonSchema {
  const id = schema.$id;
  if (typeof id !== "string") return schema;
  if (embedded.has(id)) return { $ref: id };
  embedded.add(id);
  return schema;
}

/** Accepts the fallback beside a schema. */
export function orFallback(schema: JsonSchema, fallback: Json): JsonSchema {
  return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, fallbackSchema(fallback)] };
}

/** Describes a fallback. `{}` and `[]` avoid `const`, because validators disagree on members such as `__proto__`. */
export function fallbackSchema(fallback: Json): JsonSchema {
  if (typeof fallback !== "object" || fallback === null || Object.keys(fallback).length > 0) return { const: fallback };
  return Array.isArray(fallback) ? { type: "array", maxItems: 0 } : { type: "object", maxProperties: 0 };
}

function constantSchema({ name, format }: VariableNode, { codeValues }: SchemaContext): JsonSchema | undefined {
  if (varies(name) || codeValues === undefined) return undefined;
  const value = codeValues[name];
  return value === undefined ? undefined : { const: formatConstant(value, format) };
}

function valueSchema({ name, path, format }: VariableNode, context: SchemaContext): JsonSchema {
  switch (name) {
    case "status":
      return format === "string"
        ? { type: "string", pattern: "^[1-5][0-9]{2}$" }
        : { type: "integer", minimum: 100, maximum: 599 };
    case "kind":
      return { enum: context.kinds.names };
    case "details":
    case "item":
      if (format === undefined)
        return embedOnce(subSchema(name === "details" ? context.details : context.item, path) ?? {}, context);
      return path.length > 0 ? { type: "string" } : { type: "object", additionalProperties: { type: "string" } };
    case "grpc":
      return format === "connect" ? { enum: connectNames } : { type: "string" };
    default:
      return { type: "string" };
  }
}

function isRequired(schema: JsonSchema | undefined, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return schema !== undefined && !acceptsNull(schema);
  const { required, properties } = objectParts(schema);
  return required.includes(key) && isRequired(properties[key], rest);
}

function acceptsNull({ type, const: constant, ...others }: JsonSchema): boolean {
  if (typeof type === "string") return type === "null";
  if (Array.isArray(type)) return type.includes("null");
  return constant === undefined && !("properties" in others);
}
