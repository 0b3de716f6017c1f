import type { Entry, Json, JsonSchema } from "../contract/index.ts";
import type { Constants, Setting } from "./constants.ts";
import { constantsOf, hasDetails, isDynamic } from "./constants.ts";
import { detailsNeeded, embeddable, objectParts, subSchema } from "./details-schema.ts";
import type { EachNode, ObjectNode, Slot, Spread, TemplateNode } from "./template.ts";

/** The schema of a part, and whether each body has the part; undefined for what no body has. */
interface PartSchema {
  readonly schema: JsonSchema;
  readonly required: boolean;
}

interface Context {
  readonly setting: Setting;
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

/**
 * Derives the JSON Schema (2020-12) of a template's bodies. Objects stay open: clients ignore members that they do not know.
 *
 * @param entry gives the schema of one code's bodies, with the code as a constant; without it, of any code's
 */
export function bodySchema(root: ObjectNode, setting: Setting, entry?: Entry): JsonSchema {
  const context: Context = {
    setting,
    entry,
    constants: entry === undefined ? undefined : constantsOf(entry, setting),
    details: entry === undefined ? {} : hasDetails(entry) ? embeddable(entry) : undefined,
    item: undefined,
    present: undefined,
    embedded: new Set(),
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...objectSchema({ ...root, when: undefined }, context)?.schema,
  };
}

function partSchema(node: TemplateNode, context: Context): PartSchema | undefined {
  switch (node.type) {
    case "fixed":
      return { schema: { const: node.value }, required: true };
    case "slot":
      return slotSchema(node, context);
    case "object":
      return objectSchema(node, context);
    case "list":
      return { schema: listSchema(node.items, context), required: true };
    case "each":
      return eachSchema(node, context);
  }
}

function slotSchema(slot: Slot, context: Context): PartSchema | undefined {
  const { fact, absent } = slot;
  if (fact === "ignored") return absent === undefined ? undefined : { schema: { type: "string" }, required: true };
  if (!isDynamic(fact) && context.constants !== undefined) {
    const value = context.constants[fact];
    if (value !== undefined) return { schema: { const: slot.asText ? String(value) : value }, required: true };
    return absent === undefined ? undefined : { schema: absentSchema(absent), required: true };
  }
  const known = valueSchema(slot, context);
  if (known === undefined) return absent === undefined ? undefined : { schema: absentSchema(absent), required: true };
  if (isThere(slot, context)) return { schema: known, required: true };
  if (absent === undefined) return { schema: known, required: false };
  return { schema: orAbsent(known, absent), required: true };
}

/** Tells whether no body of the code has the fact. */
function isNever({ fact, path }: Slot, { constants, details, item }: Context): boolean {
  if (!isDynamic(fact)) return constants !== undefined && constants[fact] === undefined;
  if (fact !== "details" && fact !== "item") return false;
  return subSchema(fact === "details" ? details : item, path) === undefined;
}

function orAbsent(known: JsonSchema, absent: Json): JsonSchema {
  return Object.keys(known).length === 0 ? known : { anyOf: [known, absentSchema(absent)] };
}

/** Says "empty" in words: validators differ in how they compare a constant object with hostile data. */
function absentSchema(absent: Json): JsonSchema {
  if (typeof absent !== "object" || absent === null || Object.keys(absent).length > 0) return { const: absent };
  return Array.isArray(absent) ? { type: "array", maxItems: 0 } : { type: "object", maxProperties: 0 };
}

/** Tells whether every body has the fact, so that nothing stands in for it. */
function isThere({ fact, path, asText }: Slot, { entry, constants, details, item, present }: Context): boolean {
  if (present?.fact === fact && present.path.join(".") === path.join(".")) return true;
  switch (fact) {
    case "requestId":
      return false;
    case "docsUrl":
    case "api":
      return constants?.[fact] !== undefined;
    case "details":
      if (asText && path.length === 0 && details?.type !== "object") return false;
      return entry !== undefined && detailsNeeded(entry) && isRequired(details, path);
    case "item":
      return isRequired(item, path);
    default:
      return true;
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

function valueSchema({ fact, path, asText }: Slot, context: Context): JsonSchema | undefined {
  const { setting, details, item } = context;
  switch (fact) {
    case "status":
      return asText ? { type: "string", pattern: "^[1-5][0-9]{2}$" } : { type: "integer", minimum: 100, maximum: 599 };
    case "kind":
      return { enum: setting.kinds.names };
    case "details":
    case "item": {
      const schema = subSchema(fact === "details" ? details : item, path);
      if (schema === undefined || !asText) return once(schema, context);
      if (path.length > 0) return { type: "string" };
      const isObject = schema.type === undefined || schema.type === "object";
      return isObject ? { type: "object", additionalProperties: { type: "string" } } : undefined;
    }
    default:
      return { type: "string" };
  }
}

/** A schema with an identifier may stand only once in another; after that it is referred to. */
function once(schema: JsonSchema | undefined, { embedded }: Context): JsonSchema | undefined {
  const id = schema?.$id;
  if (typeof id !== "string") return schema;
  if (embedded.has(id)) return { $ref: id };
  embedded.add(id);
  return schema;
}

function objectSchema(node: ObjectNode, surroundings: Context): PartSchema | undefined {
  const context = node.when === undefined ? surroundings : { ...surroundings, present: node.when };
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  let base: JsonSchema = {};
  for (const member of node.members) {
    if (member.type === "spread") {
      base = spreadSchema(member, node, context);
      continue;
    }
    const part = partSchema(member.node, context);
    if (part === undefined) continue;
    properties[member.key] = part.schema;
    if (part.required) required.push(member.key);
  }
  const spread = objectParts(base);
  const schema: JsonSchema = {
    type: "object",
    properties: { ...spread.properties, ...properties },
    required: [...new Set([...required, ...spread.required])],
  };
  if (node.when === undefined) return { schema, required: true };
  if (isNever(node.when, surroundings)) return undefined;
  return { schema, required: isThere(node.when, surroundings) };
}

/** Details that cannot be spread stand under the spread's own member. */
function spreadSchema({ fact, under }: Spread, node: ObjectNode, context: Context): JsonSchema {
  const schema = fact === "details" ? context.details : context.item;
  if (schema === undefined || context.entry === undefined) return {};
  const { properties, required } = objectParts(schema);
  const declared = new Set(node.members.flatMap((member) => (member.type === "member" ? [member.key] : [])));
  const isSpread =
    schema.type === "object" && !Object.keys(properties).some((key) => declared.has(key) || key === under);
  if (!isSpread)
    return under === undefined || schema.type === undefined
      ? {}
      : { properties: { [under]: once(schema, context) ?? {} }, required: [] };
  const local = Object.fromEntries(Object.entries(properties).map(([key]) => [key, subSchema(schema, [key]) ?? {}]));
  return { properties: local, required: detailsNeeded(context.entry) ? required : [] };
}

function listSchema(items: readonly TemplateNode[], context: Context): JsonSchema {
  const parts = items.map((item) => partSchema(item, context)).filter((part) => part !== undefined);
  if (parts.every(({ required }) => required))
    return { type: "array", prefixItems: parts.map(({ schema }) => schema), minItems: parts.length };
  return { type: "array", items: { anyOf: parts.map(({ schema }) => schema) } };
}

function eachSchema({ source, item }: EachNode, context: Context): PartSchema | undefined {
  const list = subSchema(context.details, source.path);
  if (list === undefined) {
    const { absent } = source;
    return absent === undefined ? undefined : { schema: absentSchema(absent), required: true };
  }
  const element = typeof list.items === "object" && list.items !== null ? (list.items as JsonSchema) : {};
  const items = partSchema(item, { ...context, item: subSchema(element, []) ?? {} })?.schema ?? {};
  const schema: JsonSchema = { type: "array", items };
  if (list.type === "array" && isThere(source, context)) return { schema, required: true };
  if (source.absent === undefined) return { schema, required: false };
  return { schema: orAbsent(schema, source.absent), required: true };
}
