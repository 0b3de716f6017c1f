import type { JsonSchema } from "../../contract/index.ts";
import { docComment, indent, literal, memberName } from "./literal.ts";

/** The text of a type, and whether it needs parentheses within another type. */
export interface TypeText {
  readonly text: string;
  readonly form: "single" | "union" | "intersection";
  /** The alternatives of a union. */
  readonly choices?: readonly string[];
}

/** Returns the name of a reference's type; undefined if the reference has no known target. */
export type NameReference = (reference: string) => string | undefined;

/** Deeper parts of a schema become `unknown`. No published schema nests as deep. */
const maxDepth = 64;

/** Converts a JSON Schema (2020-12) to a TypeScript type. Constraints that a type cannot express, such as a length, are ignored. */
export function typeText(schema: unknown, nameOf: NameReference, depth = 0): TypeText {
  if (schema === false) return never;
  if (!isSchema(schema) || depth > maxDepth) return unknown;
  const inner = (member: unknown): TypeText => typeText(member, nameOf, depth + 1);
  const referenceName = typeof schema.$ref === "string" ? nameOf(schema.$ref) : undefined;
  return intersection([
    typeOfKeywords(schema, inner),
    ...(referenceName === undefined ? [] : [single(referenceName)]),
    ...listOf(schema.allOf).map(inner),
    ...[schema.anyOf, schema.oneOf].filter(Array.isArray).map((choices) => union(choices.map(inner))),
  ]);
}

type Inner = (schema: unknown) => TypeText;

const unknown = single("unknown");
const never = single("never");
const scalars: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

function typeOfKeywords(schema: JsonSchema, inner: Inner): TypeText {
  if ("const" in schema) return valueType(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map(valueType));
  const types = schema.type ?? impliedType(schema);
  if (types === undefined) return unknown;
  return union(listOf(Array.isArray(types) ? types : [types]).map((type) => namedType(type, schema, inner)));
}

function impliedType(schema: JsonSchema): string | undefined {
  if (["properties", "required", "additionalProperties", "patternProperties"].some((key) => key in schema))
    return "object";
  return "items" in schema || "prefixItems" in schema ? "array" : undefined;
}

function namedType(type: unknown, schema: JsonSchema, inner: Inner): TypeText {
  if (type === "object") return objectType(schema, inner);
  if (type === "array") return arrayType(schema, inner);
  const scalar = typeof type === "string" && Object.hasOwn(scalars, type) ? scalars[type] : undefined;
  return scalar === undefined ? unknown : single(scalar);
}

function arrayType({ prefixItems, items, minItems = 0 }: JsonSchema, inner: Inner): TypeText {
  const rest = items === false ? undefined : `${grouped(inner(items ?? true))}[]`;
  const first = listOf(prefixItems);
  if (first.length === 0) return single(rest ?? "[]");
  const parts = first.map((item, index) => (index < Number(minItems) ? inner(item).text : `${grouped(inner(item))}?`));
  return single(`[${[...parts, ...(rest === undefined ? [] : [`...${rest}`])].join(", ")}]`);
}

function objectType(schema: JsonSchema, inner: Inner): TypeText {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = new Set(listOf(schema.required).filter((name) => typeof name === "string"));
  const members = Object.entries(properties).map(([name, member]) =>
    memberText(name, member, required.has(name), inner),
  );
  for (const name of required) if (!Object.hasOwn(properties, name)) members.push(`${memberName(name)}: unknown;`);
  const others = unlistedMembers(schema, inner);
  if (members.length === 0)
    return single(`Record<string, ${(others ?? (schema.additionalProperties === false ? never : unknown)).text}>`);
  // An index signature also covers the listed members, so it has to accept all of their types.
  if (others !== undefined) members.push("[member: string]: unknown;");
  return single(`{\n${members.map((member) => `${indent(member)}\n`).join("")}}`);
}

function memberText(name: string, schema: unknown, isRequired: boolean, inner: Inner): string {
  const { description, deprecated } = isSchema(schema) ? schema : {};
  const comment = docComment(
    typeof description === "string" ? description : undefined,
    deprecated === true ? "@deprecated" : undefined,
  );
  return `${comment}${memberName(name)}${isRequired ? "" : "?"}:${afterSign(inner(schema).text)};`;
}

/** Returns the type of members that are not listed; undefined if the schema declares none. */
function unlistedMembers({ additionalProperties, patternProperties }: JsonSchema, inner: Inner): TypeText | undefined {
  const types = isSchema(patternProperties) ? Object.values(patternProperties).map(inner) : [];
  if (additionalProperties !== undefined && additionalProperties !== false) types.push(inner(additionalProperties));
  return types.length === 0 ? undefined : union(types);
}

function valueType(value: unknown): TypeText {
  if (Array.isArray(value)) return single(`[${value.map((item) => valueType(item).text).join(", ")}]`);
  if (typeof value !== "object" || value === null) return single(literal(value));
  const members = Object.entries(value).map(([name, member]) => `${memberName(name)}: ${valueType(member).text}`);
  return single(members.length === 0 ? "Record<string, never>" : `{ ${members.join("; ")} }`);
}

function single(text: string): TypeText {
  return { text, form: "single" };
}

/** Joins alternatives into one flat union without duplicates. */
function union(types: readonly TypeText[]): TypeText {
  const texts = types.flatMap((type) => type.choices ?? [type.form === "intersection" ? grouped(type) : type.text]);
  const choices = [...new Set(texts)].filter((text) => text !== "never");
  const [only, second] = choices;
  if (choices.includes("unknown")) return unknown;
  if (only === undefined) return never;
  if (second === undefined) return single(only);
  const inline = choices.join(" | ");
  const isShort = inline.length <= 100 && !inline.includes("\n");
  return {
    text: isShort ? inline : choices.map((text) => `\n${indent(`| ${text}`)}`).join(""),
    form: "union",
    choices,
  };
}

/** Writes a type after `:` or `=`: on the same line, unless it is a union with one alternative per line. */
export function afterSign(text: string): string {
  return text.startsWith("\n") ? text : ` ${text}`;
}

function intersection(types: readonly TypeText[]): TypeText {
  const known = types.filter(({ text }) => text !== "unknown");
  if (known.some(({ text }) => text === "never")) return never;
  const [only = unknown, second] = known;
  if (second === undefined) return only;
  return {
    text: [...new Set(known.map((type) => (type.form === "union" ? grouped(type) : type.text)))].join(" & "),
    form: "intersection",
  };
}

function grouped({ text, form }: TypeText): string {
  return form === "single" ? text : `(${text})`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
