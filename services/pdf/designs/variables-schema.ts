import { invalidInput } from "../errors/translate.ts";
import { pathsOf } from "../render/template.ts";
import { blocksOf } from "./blocks-of.ts";
import type { Block, PageDescription } from "./page-description.ts";
import { templatesOf } from "./templates-of.ts";

/** The JSON Schema of a design's variables, which are an object. */
export type VariablesSchema = Readonly<Record<string, unknown>>;

/**
 * Keywords that a schema may use. `pattern` and references are missing, because their cost does not depend on the size
 * of the value alone.
 */
const keywords = new Set([
  ..."$schema title description default examples type enum const format".split(" "),
  ..."properties required additionalProperties items minItems maxItems minProperties maxProperties".split(" "),
  ..."minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(" "),
]);
const maxDepth = 8;
const maxCharacters = 64 * 1024;
/** Properties of all objects together. The code that a schema is compiled to nests with each, up to the size of the stack. */
const maxProperties = 1_000;

/** Checks everything about a schema that needs no compiler. @throws INVALID_INPUT */
export function requireSchema(schema: VariablesSchema): void {
  if (JSON.stringify(schema).length > maxCharacters)
    throw invalidInput("variables", `Must have at most ${maxCharacters} characters.`);
  requireKeywords(schema, "variables", 0);
  if (countProperties(schema) > maxProperties)
    throw invalidInput("variables", `Must not declare more than ${maxProperties} properties.`);
  if (schema.type !== "object") throw invalidInput("variables.type", 'Must be "object".');
}

/** Requires that the schema declares every variable in the page description, because a mistyped name would stay empty. @throws INVALID_INPUT */
export function requireDeclared(page: PageDescription, schema: VariablesSchema): void {
  const declared = asSchema(schema.properties);
  for (const { block, field } of Object.values(blocksOf(page)).flat()) {
    const rowMembers = block.type === "table" ? rowMembersOf(block, schema) : {};
    for (const { member, names } of namesIn(block)) {
      const undeclared = names.find((name) => !Object.hasOwn(declared, name) && !Object.hasOwn(rowMembers, name));
      if (undeclared === undefined) continue;
      const problem = `Uses the variable ${undeclared}, which the schema does not declare.`;
      throw invalidInput(`${field}.${member}`, problem);
    }
  }
}

function requireKeywords(schema: unknown, field: string, depth: number): void {
  if (typeof schema === "boolean") return;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    throw invalidInput(field, "Must be a schema.");
  if (depth > maxDepth) throw invalidInput(field, `Must not be nested more than ${maxDepth} deep.`);
  if (Object.keys(schema).some((keyword) => !keywords.has(keyword)))
    throw invalidInput(field, `Must use only these keywords: ${[...keywords].join(", ")}.`);
  const { properties, items, additionalProperties, enum: allowed } = schema as VariablesSchema;
  if (Array.isArray(allowed) && allowed.length === 0) throw invalidInput(`${field}.enum`, "Must have a value.");
  for (const [name, member] of Object.entries(asSchema(properties)))
    requireKeywords(member, `${field}.properties.${name.slice(0, 40)}`, depth + 1);
  if (items !== undefined) requireKeywords(items, `${field}.items`, depth + 1);
  if (additionalProperties !== undefined)
    requireKeywords(additionalProperties, `${field}.additionalProperties`, depth + 1);
}

function countProperties(schema: unknown): number {
  const { properties, items, additionalProperties } = asSchema(schema);
  const members = Object.values(asSchema(properties));
  return [...members, items, additionalProperties].reduce<number>(
    (count, member) => count + (member === undefined ? 0 : countProperties(member)),
    members.length,
  );
}

/** Returns the first step of each path in a block, by the member that contains it. */
function namesIn(block: Block): { readonly member: string; readonly names: readonly string[] }[] {
  const rows = block.type === "table" ? [{ member: "rows", names: [firstStep(block.rows)] }] : [];
  return [...rows, ...templatesOf(block).map(({ member, text }) => ({ member, names: pathsOf(text).map(firstStep) }))];
}

function firstStep(path: string): string {
  return path.split(".", 1)[0] ?? "";
}

/** Returns the members that the schema declares for the rows of a table. */
function rowMembersOf({ rows }: Block<"table">, schema: VariablesSchema): VariablesSchema {
  const list = rows.split(".").reduce((parent, step) => asSchema(asSchema(parent.properties)[step]), schema);
  return asSchema(asSchema(list.items).properties);
}

function asSchema(value: unknown): VariablesSchema {
  return typeof value === "object" && value !== null ? (value as VariablesSchema) : {};
}
