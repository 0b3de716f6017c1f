import type { Entry, Json, JsonSchema } from "../../contract/index.ts";
import type { EachNode, ObjectNode, Spread, TemplateContext, TemplateNode } from "../template/index.ts";
import { codeValues, hasDetails } from "../template/index.ts";
import { embeddable, objectParts, requiresDetails, subSchema } from "./details-schema.ts";
import type { PartSchema, SchemaContext } from "./variable-schema.ts";
import {
  embedOnce,
  fallbackSchema,
  isAlwaysPresent,
  isNeverPresent,
  orFallback,
  variableSchema,
} from "./variable-schema.ts";

/**
 * Derives the JSON Schema (2020-12) of a template's bodies. Objects accept additional members, so that adding one is not a
 * breaking change.
 *
 * @param entry describes the bodies of this code, with the code as a constant. @default the bodies of any code
 */
export function bodySchema(root: ObjectNode, templateContext: TemplateContext, entry?: Entry): JsonSchema {
  const context: SchemaContext = {
    ...templateContext,
    entry,
    codeValues: entry && codeValues(entry, templateContext),
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
    case "constant":
      return { schema: { const: node.value }, required: true };
    case "variable":
      return variableSchema(node, context);
    case "object":
      return objectSchema(node, context);
    case "list":
      return { schema: listSchema(node.items, context), required: true };
    case "each":
      return eachSchema(node, context);
    case "protobuf": {
      // The encoded message is opaque to JSON Schema, so nothing inside it may be the target of a reference.
      const body = partSchema(node.body, { ...context, embedded: new Set() });
      return body && { schema: { type: "string", contentEncoding: "base64" }, required: body.required };
    }
  }
}

function objectSchema(node: ObjectNode, outer: SchemaContext): PartSchema | undefined {
  // If `$when` lists several values, any single one may still be absent.
  const context = node.when.length === 1 ? { ...outer, present: node.when[0] } : outer;
  const properties: [string, Json][] = [];
  const required: string[] = [];
  let spread = objectParts(undefined);
  for (const member of node.members) {
    if (member.type === "spread") {
      spread = spreadParts(member, node, context);
      continue;
    }
    const part = partSchema(member.node, context);
    if (part === undefined) continue;
    properties.push([member.key, part.schema]);
    if (part.required) required.push(member.key);
  }
  const schema: JsonSchema = {
    type: "object",
    properties: { ...spread.properties, ...Object.fromEntries(properties) },
    required: [...new Set([...required, ...spread.required])],
  };
  if (node.when.length === 0) return { schema, required: true };
  if (node.when.every((source) => isNeverPresent(source, outer))) return undefined;
  return { schema, required: node.when.some((source) => isAlwaysPresent(source, outer)) };
}

/** Returns the members that a spread adds; details that cannot be spread are one member under the fallback key. */
function spreadParts(
  { source, fallbackKey }: Spread,
  node: ObjectNode,
  context: SchemaContext,
): ReturnType<typeof objectParts> {
  const schema = source === "details" ? context.details : context.item;
  if (schema === undefined || context.entry === undefined) return objectParts(undefined);
  const { properties, required } = objectParts(schema);
  const declared = new Set(node.members.flatMap((member) => (member.type === "member" ? [member.key] : [])));
  const canSpread =
    schema.type === "object" && !Object.keys(properties).some((key) => declared.has(key) || key === fallbackKey);
  if (!canSpread) {
    const isWhole = fallbackKey !== undefined && schema.type !== undefined;
    return { properties: isWhole ? { [fallbackKey]: embedOnce(schema, context) } : {}, required: [] };
  }
  const members = Object.keys(properties).map((key) => [key, subSchema(schema, [key]) ?? {}] as const);
  return { properties: Object.fromEntries(members), required: requiresDetails(context.entry) ? required : [] };
}

function listSchema(items: readonly TemplateNode[], context: SchemaContext): JsonSchema {
  const parts = items.map((item) => partSchema(item, context)).filter((part) => part !== undefined);
  const schemas = parts.map(({ schema }) => schema);
  if (parts.every(({ required }) => required)) return { type: "array", prefixItems: schemas, minItems: parts.length };
  return { type: "array", items: { anyOf: schemas } };
}

function eachSchema({ source, item }: EachNode, context: SchemaContext): PartSchema | undefined {
  const { fallback } = source;
  const list = subSchema(context.details, source.path);
  if (list === undefined)
    return fallback === undefined ? undefined : { schema: fallbackSchema(fallback), required: true };
  const element = typeof list.items === "object" && list.items !== null ? (list.items as JsonSchema) : {};
  const items = partSchema(item, { ...context, item: element })?.schema ?? {};
  const schema: JsonSchema = { type: "array", items };
  if (list.type === "array" && isAlwaysPresent(source, context)) return { schema, required: true };
  if (fallback === undefined) return { schema, required: false };
  return { schema: orFallback(schema, fallback), required: true };
}
