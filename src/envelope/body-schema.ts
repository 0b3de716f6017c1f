import type { Entry, Json, JsonSchema } from "../contract/index.ts";
import type { Setting } from "./constants.ts";
import { constantsOf, hasDetails } from "./constants.ts";
import { detailsNeeded, embeddable, objectParts, subSchema } from "./details-schema.ts";
import type { PartSchema, SchemaContext } from "./slot-schema.ts";
import { absentSchema, embedOnce, isNever, isThere, orAbsent, slotSchema } from "./slot-schema.ts";
import type { EachNode, ObjectNode, Spread, TemplateNode } from "./template.ts";

/**
 * Derives the JSON Schema (2020-12) of a template's bodies. Objects stay open: clients ignore members that they do not know.
 *
 * @param entry gives the schema of one code's bodies, with the code as a constant; without it, of any code's
 */
export function bodySchema(root: ObjectNode, setting: Setting, entry?: Entry): JsonSchema {
  const context: SchemaContext = {
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
    ...objectSchema({ ...root, when: [] }, context)?.schema,
  };
}

function partSchema(node: TemplateNode, context: SchemaContext): PartSchema | undefined {
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
    case "message": {
      // What is within the text cannot be described, nor be what another part refers to.
      const body = partSchema(node.body, { ...context, embedded: new Set() });
      return body && { schema: { type: "string", contentEncoding: "base64" }, required: body.required };
    }
  }
}

function objectSchema(node: ObjectNode, surroundings: SchemaContext): PartSchema | undefined {
  // Of several facts, none by itself is sure to be there.
  const context = node.when.length === 1 ? { ...surroundings, present: node.when[0] } : surroundings;
  const properties: [string, Json][] = [];
  const required: string[] = [];
  let base: JsonSchema = {};
  for (const member of node.members) {
    if (member.type === "spread") {
      base = spreadSchema(member, node, context);
      continue;
    }
    const part = partSchema(member.node, context);
    if (part === undefined) continue;
    properties.push([member.key, part.schema]);
    if (part.required) required.push(member.key);
  }
  const spread = objectParts(base);
  const schema: JsonSchema = {
    type: "object",
    properties: { ...spread.properties, ...Object.fromEntries(properties) },
    required: [...new Set([...required, ...spread.required])],
  };
  if (node.when.length === 0) return { schema, required: true };
  if (node.when.every((slot) => isNever(slot, surroundings))) return undefined;
  return { schema, required: node.when.some((slot) => isThere(slot, surroundings)) };
}

/** Details that cannot be spread stand under the spread's own member. */
function spreadSchema({ fact, under }: Spread, node: ObjectNode, context: SchemaContext): JsonSchema {
  const schema = fact === "details" ? context.details : context.item;
  if (schema === undefined || context.entry === undefined) return {};
  const { properties, required } = objectParts(schema);
  const declared = new Set(node.members.flatMap((member) => (member.type === "member" ? [member.key] : [])));
  const isSpread =
    schema.type === "object" && !Object.keys(properties).some((key) => declared.has(key) || key === under);
  if (!isSpread)
    return under === undefined || schema.type === undefined
      ? {}
      : { properties: { [under]: embedOnce(schema, context) }, required: [] };
  const local = Object.fromEntries(Object.entries(properties).map(([key]) => [key, subSchema(schema, [key]) ?? {}]));
  return { properties: local, required: detailsNeeded(context.entry) ? required : [] };
}

function listSchema(items: readonly TemplateNode[], context: SchemaContext): JsonSchema {
  const parts = items.map((item) => partSchema(item, context)).filter((part) => part !== undefined);
  if (parts.every(({ required }) => required))
    return { type: "array", prefixItems: parts.map(({ schema }) => schema), minItems: parts.length };
  return { type: "array", items: { anyOf: parts.map(({ schema }) => schema) } };
}

function eachSchema({ source, item }: EachNode, context: SchemaContext): PartSchema | undefined {
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
