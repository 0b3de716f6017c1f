import { describe, expect, it } from "vitest";
import { detailNames } from "./detail-names.ts";
import type { JsonSchema } from "./json.ts";

const read = (schema: JsonSchema): [string[], boolean] => {
  const { names, isOpen } = detailNames(schema);
  return [[...names], isOpen];
};
const a = { properties: { a: {} } };
const b = { properties: { b: {} } };

describe("the keys of details", () => {
  it.each<[string, JsonSchema, string[], boolean]>([
    ["come from properties", { type: "object", ...a }, ["a"], false],
    ["come from every alternative", { oneOf: [a, { anyOf: [b] }] }, ["a", "b"], false],
    ["come from conditions", { ...a, if: {}, else: b }, ["a", "b"], false],
    ["come from references", { $ref: "#/$defs/x~1y", $defs: { "x/y": a } }, ["a"], false],
    ["end at references that form a circle", { ...a, allOf: [{ $ref: "#" }] }, ["a"], false],
    ["are open where nothing is said", {}, [], true],
    ["are open where more are allowed", { ...a, additionalProperties: {} }, ["a"], true],
    ["are open by pattern", { ...a, patternProperties: { "^x": {} } }, ["a"], true],
    ["are open where a reference leads elsewhere", { $ref: "https://example.com/x" }, [], true],
    ["are open where a reference leads nowhere", { $ref: "#/$defs/constructor", $defs: {} }, [], true],
    ["are closed where nothing is allowed", { additionalProperties: false }, [], false],
    ["are none where details are no object", { type: "string" }, [], false],
    ["may be called __proto__", JSON.parse('{"properties":{"__proto__":{}}}'), ["__proto__"], false],
  ])("%s", (_, schema, names, isOpen) => {
    expect(read(schema)).toEqual([names, isOpen]);
  });
});
