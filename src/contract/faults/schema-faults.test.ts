import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { Ajv2020 } from "ajv/dist/2020.js";
import { scope, type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ContractError, contract, type JsonSchema } from "../index.ts";
import { parseContract } from "../load/index.ts";

const definition = (details: unknown) => ({
  name: "trees",
  version: "1.0.0",
  errors: { CHANGED: { kind: "conflict", when: "The tree changed.", message: "The tree changed.", details } },
});
const load = (details: JsonSchema) => parseContract(JSON.stringify(definition(details)), { format: "json" });

function problemsOf(details: JsonSchema): readonly string[] {
  try {
    load(details);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.faults.map(({ rule, received }) => `${rule} ${received}`);
    throw error;
  }
}

interface Tree {
  name: string;
  children?: Tree[] | undefined;
}
const tree: z.ZodType<Tree> = z.object({
  name: z.string(),
  get children() {
    return z.array(tree).optional();
  },
});
const named: z.ZodType<Tree> = z
  .object({
    name: z.string(),
    get children() {
      return z.array(named).optional();
    },
  })
  .meta({ id: "tree" });
/** A node of a linked list, whose reference to itself is still missing. */
const node = (next: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
  ...more,
  type: "object",
  properties: { name: { type: "string" }, next },
});

/** Recursive schemas, with the member that contains the inner value. */
const recursive: readonly (readonly [title: string, details: unknown, member: "children" | "next"])[] = [
  ["Zod", tree, "children"],
  ["Zod with an identifier", named, "children"],
  ["ArkType", scope({ tree: { name: "string", "children?": "tree[]" } }).export().tree, "children"],
  ["a reference to the root", node({ $ref: "#" }), "next"],
  ["a definition", { $ref: "#/$defs/node", $defs: { node: node({ $ref: "#/$defs/node" }) } }, "next"],
  ["an identifier", node({ $ref: "node" }, { $id: "node" }), "next"],
  ["an anchor at the root", node({ $ref: "#node" }, { $anchor: "node" }), "next"],
  ["an anchor in a definition", { $ref: "#node", $defs: { n: node({ $ref: "#node" }, { $anchor: "node" }) } }, "next"],
  ["a dynamic anchor", node({ $dynamicRef: "#node" }, { $dynamicAnchor: "node" }), "next"],
  ["a static reference to a dynamic anchor", node({ $ref: "#node" }, { $dynamicAnchor: "node" }), "next"],
  ["an alternative", node({ anyOf: [{ $ref: "#" }, { type: "null" }] }), "next"],
];

describe.each(recursive)("a recursive details schema of %s", (_, details, member) => {
  const exported = JSON.stringify(contract(definition(details) as never));

  it("survives export, load and export", () => {
    const loaded = parseContract(exported, { format: "json" });
    expect(JSON.stringify(loaded)).toBe(exported);
    expect(JSON.stringify(parseContract(JSON.stringify(loaded)))).toBe(exported);
    expect(JSON.stringify(contract(JSON.parse(exported)))).toBe(exported);
  });

  it("validates inner values after it is loaded", () => {
    const { error } = parseContract(exported, { format: "json" });
    const create = error.CHANGED as unknown as (details: unknown) => { readonly details: unknown };
    const withInner = (inner: unknown) => ({ name: "root", [member]: member === "children" ? [inner] : inner });
    const valid = withInner(withInner({ name: "leaf" }));
    expect(create(valid).details).toEqual(valid);
    expect(() => create(withInner(withInner({ name: 1 })))).toThrow(/ERRATA_DETAILS_INVALID/);
  });
});

const needsV = String.raw`^[\p{L}--[a-z]]$`;

describe("a contract with details of a schema library", () => {
  it.each<[string, unknown]>([
    ["a pattern that is valid only without the flag u", z.object({ sku: z.string().regex(/^[\w-.]+-\d+$/) })],
    ["such a pattern of Valibot", toStandardJsonSchema(v.pipe(v.string(), v.regex(/^a-b$/)))],
    ["such a pattern of ArkType", type({ a: "/^a\\-b$/" })],
    [
      "annotations of its own",
      z.object({ a: z.string().meta({ foo: "bar", nullable: true, "x-a": 1, nested: { a: [1] } }) }),
    ],
    [
      "annotations of a definition",
      z.array(z.object({ properties: z.string().meta({ unit: "s" }) }).meta({ id: "Row" })),
    ],
  ])("survives export, load and export: %s", (_, details) => {
    const exported = JSON.stringify(contract(definition(details) as never));
    expect(JSON.stringify(parseContract(exported, { format: "json" }))).toBe(exported);
  });

  it.each<[string, unknown, string]>([
    ["an annotation of a wrong type", z.object({ a: z.string().meta({ examples: "b" as never }) }), "DETAILS_INVALID"],
    ["an annotation that may be a misspelt keyword", z.string().meta({ titel: "A" }), "DETAILS_INVALID"],
    ["a pattern that needs the flag v", z.string().regex(new RegExp(needsV, "v")), "DETAILS_INVALID"],
  ])("is rejected if it could not be loaded again: %s", (_, details, rule) => {
    expect(() => contract(definition(details) as never)).toThrow(`ERRATA_CONTRACT_${rule} CHANGED`);
  });
});

describe("details in JSON Schema", () => {
  const meta = "https://json-schema.org/draft/2020-12/schema";
  it.each<[string, JsonSchema]>([
    ["$anchor", { $anchor: "root", type: "object" }],
    ["$anchor and a reference", { $ref: "#a", $defs: { a: { $anchor: "a", type: "object" } } }],
    ["if without then", { type: "object", if: { required: ["a"] } }],
    ["else without if", { type: "object", else: { required: ["a"] } }],
    ["else without then", { if: { required: ["a"] }, else: { required: ["b"] } }],
    ["minContains without contains", { type: "array", minContains: 1 }],
    ["contains with minContains 0", { type: "array", contains: {}, minContains: 0 }],
    ["a property that matches a pattern", { properties: { foo: {} }, patternProperties: { "^f": {} } }],
    ["an unknown format", { type: "string", format: "sku" }],
    ["items false after prefixItems", { type: "array", prefixItems: [{}], items: false }],
    ["unevaluatedProperties", { type: "object", properties: { a: {} }, unevaluatedProperties: false }],
    ["dependentRequired and dependentSchemas", { dependentRequired: { a: ["b"] }, dependentSchemas: { a: {} } }],
    ["content keywords", { contentEncoding: "base64", contentMediaType: "text/plain", contentSchema: {} }],
    ["annotations", { title: "a", description: "b", default: 1, deprecated: true, readOnly: true, examples: [1] }],
    ["$comment and $vocabulary", { $comment: "why", $vocabulary: {} }],
    ["$schema", { $schema: meta, type: "object" }],
    ["the meta-schema", { $ref: meta }],
    ["a reference to a property", { properties: { a: {}, b: { $ref: "#/properties/a" } } }],
    ["a nested identifier", { $ref: "item", $defs: { item: { $id: "item", properties: { next: { $ref: "#" } } } } }],
    ["an absolute identifier", { $id: "https://example.com/a", properties: { b: { $ref: "https://example.com/a" } } }],
    ["definitions", { $ref: "#/definitions/a", definitions: { a: {} } }],
    ["required names without properties", { type: "object", required: ["a"] }],
    ["several types", { type: ["string", "number", "null"] }],
    ["a pattern that is valid only without the flag u", { pattern: String.raw`^[\w-.]+\-$` }],
    ["annotations of its own", { type: "string", nullable: true, "x-a": 1, foo: { bar: ["baz"] } }],
    ["a keyword of its own with a dot", { "x-unit.name": "s" }],
  ])("are accepted like by Ajv: %s", (_, schema) => {
    expect(() =>
      new Ajv2020({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema),
    ).not.toThrow();
    expect(problemsOf(schema)).toEqual([]);
    expect(() => contract(definition(schema) as never)).not.toThrow();
  });

  it.each<[string, JsonSchema, string]>([
    ["a misspelt keyword", { type: "object", propertys: {} }, "propertys"],
    ["a misspelt keyword in a member", { properties: { a: { typ: "string" } } }, "typ"],
    ["an unknown type", { type: "objekt" }, "objekt"],
    ["a reference to nothing", { $ref: "#/$defs/none" }, "#/$defs/none"],
    ["a reference to an unknown anchor", { $ref: "#none" }, "#none"],
    ["a pattern that is not a regular expression", { pattern: "[" }, "["],
    ["a name pattern that is not a regular expression", { patternProperties: { "(": {} } }, "("],
  ])("are rejected for %s", (_, schema, received) => {
    expect(problemsOf(schema)).toEqual([`ERRATA_CONTRACT_DETAILS_INVALID ${JSON.stringify(received)}`]);
  });

  it("can have the same identifiers and anchors in two codes and two contracts", () => {
    const schema = (kind: string) => ({
      $id: "same",
      $anchor: "root",
      properties: { a: { $id: "inner", $anchor: "leaf", type: kind }, b: { $ref: "inner" }, c: { $ref: "#root" } },
    });
    const { errors, ...others } = definition(schema("string"));
    const both = { ...others, errors: { ...errors, OTHER: { ...errors.CHANGED, details: schema("number") } } };
    for (let time = 0; time < 2; time++) {
      const { error } = parseContract(JSON.stringify(both), { format: "json" });
      const raise = error as unknown as Record<string, (details: unknown) => unknown>;
      expect(() => raise.CHANGED?.({ a: "x", b: "y" })).not.toThrow();
      expect(() => raise.OTHER?.({ a: 1, b: 2 })).not.toThrow();
    }
  });
});
