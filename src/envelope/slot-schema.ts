import type { Entry, Json, JsonSchema } from "../contract/index.ts";
import type { Constants, Setting } from "./constants.ts";
import { isDynamic } from "./constants.ts";
import { detailsNeeded, objectParts, subSchema } from "./details-schema.ts";
import { connectNames, formatted } from "./format.ts";
import type { Slot } from "./template.ts";

/** The schema of a part, and whether each body has the part. */
export interface PartSchema {
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** What is known of the bodies that a schema describes. */
export interface SchemaContext {
  readonly setting: Setting;
  /** The code; undefined for the bodies of any code. */
  readonly entry: Entry | undefined;
  readonly constants: Constants | undefined;
  /** Schema of the details, or of one item within a repeated list; undefined where there are none. */
  readonly details: JsonSchema | undefined;
  readonly item: JsonSchema | undefined;
  /** Fact that is there within an object which is left out without it. */
  readonly present: Slot | undefined;
  /** Identifiers of the schemas that already stand in the result; each may stand there once. */
  readonly embedded: Set<string>;
}

/** Gives the schema of one place; undefined when no body has it. */
export function slotSchema(slot: Slot, context: SchemaContext): PartSchema | undefined {
  const { absent } = slot;
  if (isNever(slot, context))
    return absent === undefined ? undefined : { schema: absentSchema(absent), required: true };
  const schema = constantSchema(slot, context) ?? valueSchema(slot, context);
  if (isThere(slot, context)) return { schema, required: true };
  return absent === undefined ? { schema, required: false } : { schema: orAbsent(schema, absent), required: true };
}

/** Tells whether no body has the fact. */
export function isNever({ fact, path, format }: Slot, { constants, details, item }: SchemaContext): boolean {
  if (fact === "ignored") return true;
  if (!isDynamic(fact)) return constants !== undefined && constants[fact] === undefined;
  if (fact !== "details" && fact !== "item") return false;
  const schema = subSchema(fact === "details" ? details : item, path);
  if (schema === undefined) return true;
  return format === "string" && path.length === 0 && schema.type !== undefined && schema.type !== "object";
}

/** Tells whether every body has the fact, so that nothing stands in for it. */
export function isThere({ fact, path, format }: Slot, context: SchemaContext): boolean {
  const { entry, constants, details, item, present } = context;
  if (format === undefined && present?.fact === fact && present.path.join(".") === path.join(".")) return true;
  switch (fact) {
    case "requestId":
      return false;
    case "docsUrl":
    case "api":
      return constants?.[fact] !== undefined;
    case "details":
      if (format === "string" && path.length === 0 && details?.type !== "object") return false;
      return entry !== undefined && detailsNeeded(entry) && isRequired(details, path);
    case "item":
      return isRequired(item, path);
    default:
      return true;
  }
}

/** A schema with an identifier may stand only once in another; after that it is referred to. */
export function embedOnce(schema: JsonSchema, { embedded }: SchemaContext): JsonSchema {
  const id = schema.$id;
  if (typeof id !== "string") return schema;
  if (embedded.has(id)) return { $ref: id };
  embedded.add(id);
  return schema;
}

/** Allows, beside a value, what stands for its absence. */
export function orAbsent(known: JsonSchema, absent: Json): JsonSchema {
  return Object.keys(known).length === 0 ? known : { anyOf: [known, absentSchema(absent)] };
}

/** Describes what stands for an absence. Says "empty" in words: validators differ in how they compare a constant object with hostile data. */
export function absentSchema(absent: Json): JsonSchema {
  if (typeof absent !== "object" || absent === null || Object.keys(absent).length > 0) return { const: absent };
  return Array.isArray(absent) ? { type: "array", maxItems: 0 } : { type: "object", maxProperties: 0 };
}

function constantSchema({ fact, format }: Slot, { constants }: SchemaContext): JsonSchema | undefined {
  if (isDynamic(fact) || constants === undefined) return undefined;
  const value = constants[fact];
  return value === undefined ? undefined : { const: formatted(value, format) };
}

function valueSchema({ fact, path, format }: Slot, context: SchemaContext): JsonSchema {
  switch (fact) {
    case "status":
      return format === "string"
        ? { type: "string", pattern: "^[1-5][0-9]{2}$" }
        : { type: "integer", minimum: 100, maximum: 599 };
    case "kind":
      return { enum: context.setting.kinds.names };
    case "details":
    case "item":
      if (format === undefined)
        return embedOnce(subSchema(fact === "details" ? context.details : context.item, path) ?? {}, context);
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

function acceptsNull({ type, const: only, ...others }: JsonSchema): boolean {
  if (typeof type === "string") return type === "null";
  if (Array.isArray(type)) return type.includes("null");
  return only === undefined && !("properties" in others);
}
