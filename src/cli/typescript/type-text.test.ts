import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contract, type JsonSchema } from "../../contract/index.ts";
import { compile, newFolder } from "../testing/index.ts";
import { detailsTypes } from "./details-types.ts";
import { literal } from "./literal.ts";
import { typedValue } from "./testing/typed-value.ts";
import { typeNames } from "./type-names.ts";
import { typeText } from "./type-text.ts";

const text = (schema: unknown): string => typeText(schema, () => undefined).text;

function declarationsOf(details: JsonSchema, code = "TREE"): string {
  const error = { kind: "conflict", when: "It changed.", message: "Changed.", details: {} } as const;
  const entry = contract({ name: "shop", version: "1.0.0", errors: { [code]: error } }).entries.get(code)!;
  // Not through the contract, which rejects references without a target.
  return detailsTypes({ ...entry, details }, typeNames([]))!.declarations.join("\n");
}

describe("typeText", () => {
  it.each<[unknown, string]>([
    [{ type: "string", format: "uuid" }, "string"],
    [{ type: "integer", minimum: 1 }, "number"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ anyOf: [{ type: "number" }, { type: "null" }] }, "number | null"],
    [{ oneOf: [{ type: "number" }, { type: "integer" }] }, "number"],
    [{ enum: ["a", 2, null, "*/"] }, '"a" | 2 | null | "*/"'],
    [{ const: { size: [1] } }, "{ size: [1] }"],
    [{ type: "array", items: { enum: ["a", "b"] } }, '("a" | "b")[]'],
    [{ type: "array", items: { type: "array", items: { type: "string" } } }, "string[][]"],
    [{ type: "array" }, "unknown[]"],
    [
      { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], minItems: 1, items: false },
      "[string, number?]",
    ],
    [{ type: "array", prefixItems: [{ type: "string" }] }, "[string?, ...unknown[]]"],
    [{ type: "object" }, "Record<string, unknown>"],
    [{ type: "object", additionalProperties: false }, "Record<string, never>"],
    [{ type: "object", additionalProperties: { type: "number" } }, "Record<string, number>"],
    [{ type: "object", patternProperties: { "^x-": { type: "string" } } }, "Record<string, string>"],
    [
      { properties: { a: true }, additionalProperties: { type: "string" } },
      "{\n  a?: unknown;\n  [member: string]: unknown;\n}",
    ],
    [{ required: ["a"] }, "{\n  a: unknown;\n}"],
    [{ allOf: [{ required: ["a"] }, { required: ["b"] }] }, "{\n  a: unknown;\n} & {\n  b: unknown;\n}"],
    [{ type: "object", properties: { a: { anyOf: [{}, { type: "string" }] } } }, "{\n  a?: unknown;\n}"],
    [{ allOf: [{ type: "string" }, false] }, "never"],
    [{}, "unknown"],
    [true, "unknown"],
    [{ not: {} }, "unknown"],
    [{ type: "geo" }, "unknown"],
    [{ $ref: "https://example.com/other.json" }, "unknown"],
  ])("converts %j to %s", (schema, expected) => {
    expect(text(schema)).toBe(expected);
  });

  it("quotes names, marks optional members, and writes descriptions as comments that their text cannot end", () => {
    const properties = {
      id: { type: "string", description: "Number of the customer." },
      "a-b": { type: "number", description: "One */ export const x = 1; /* two\nthree" },
      __proto__x: { type: "boolean", deprecated: true },
    };
    expect(text({ type: "object", properties, required: ["id"] })).toBe(`{
  /** Number of the customer. */
  id: string;
  /**
   * One *\\/ export const x = 1; /* two
   * three
   */
  "a-b"?: number;
  /** @deprecated */
  __proto__x?: boolean;
}`);
  });

  it("ends a schema that nests 10,000 levels with unknown", () => {
    let schema: unknown = { type: "string" };
    for (let depth = 0; depth < 10_000; depth++) schema = { type: "array", items: schema };
    expect(text(schema)).toMatch(/^unknown(\[\])+$/);
  });
});

describe("detailsTypes", () => {
  it("names the targets of references, including recursive ones", () => {
    const node = {
      type: "object",
      properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/node" } } },
      required: ["name"],
    };
    expect(
      declarationsOf({ type: "object", properties: { root: { $ref: "#/$defs/node" } }, $defs: { node } }),
    ).toBe(`/** Details of TREE. */
export type TreeDetails = {
  root?: TreeNode;
};

export type TreeNode = {
  name: string;
  children?: TreeNode[];
};
`);
  });

  it("returns unknown for a type that consists of itself, and for a reference outside the schema", () => {
    const $defs = { a: { anyOf: [{ $ref: "#/$defs/b" }, { type: "null" }] }, b: { allOf: [{ $ref: "#/$defs/a" }] } };
    const types = declarationsOf({ type: "array", items: { $ref: "#/$defs/a" }, $defs });
    expect(types).toContain("export type TreeA = unknown;");
    expect(declarationsOf({ anyOf: [{ $ref: "#" }, { type: "null" }] })).toContain("TreeDetails = unknown;");
    expect(declarationsOf({ $ref: "#/$defs/gone%ZZ" })).toContain("TreeDetails = unknown;");
  });

  it("assigns distinct names to similar codes and definitions", () => {
    const names = typeNames(["Api"]);
    const assigned = ["A_B Details", "a.b Details", "A-B Details", "api", "API", "invalid Details"].map((words) =>
      names.assign(words),
    );
    expect(assigned).toEqual(["ABDetails", "ABDetails2", "ABDetails3", "Api2", "Api3", "InvalidDetails"]);
  });
});

describe("the TypeScript compiler", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await newFolder();
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("accepts a value that matches a schema as a value of the schema's type", async () => {
    const samples = fc.sample(typedValue, { numRuns: 400, seed: 7 });
    const lines = samples.map(
      ({ schema, value }, index) => `export const v${index}: ${text(schema)} = ${literal(value)};`,
    );
    await writeFile(join(folder, "values.ts"), lines.join("\n"));
    expect(await compile(folder, ["values.ts"])).toBe("");
  }, 120_000);

  it("accepts types that refer to themselves", async () => {
    const tree = declarationsOf({ type: "object", properties: { children: { type: "array", items: { $ref: "#" } } } });
    const endless = declarationsOf({ anyOf: [{ $ref: "#" }, { type: "null" }] }, "OTHER");
    await writeFile(
      join(folder, "trees.ts"),
      `${tree}\n${endless}\nexport const tree: TreeDetails = { children: [{ children: [] }] };\n`,
    );
    expect(await compile(folder, ["trees.ts"])).toBe("");
  }, 120_000);
});
