import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.ts";
import { detailNames } from "./detail-names.ts";

const read = (schema: JsonSchema): [string[], boolean] => {
  const { names, isOpen } = detailNames(schema);
  return [[...names], isOpen];
};
const a = { properties: { a: {} } };
const b = { properties: { b: {} } };

describe("the names of details", () => {
  it.each<[string, JsonSchema, string[], boolean]>([
    ["come from properties", { type: "object", ...a }, ["a"], false],
    ["come from every alternative", { oneOf: [a, { anyOf: [b] }] }, ["a", "b"], false],
    ["come from conditions", { ...a, if: {}, else: b }, ["a", "b"], false],
    ["come from the condition itself", { ...a, if: b, else: {} }, ["a", "b"], true],
    ["come from dependent schemas", { ...a, dependentSchemas: { a: b } }, ["a", "b"], false],
    ["come from dynamic references", { $dynamicRef: "#x", $defs: { x: { $dynamicAnchor: "x", ...a } } }, ["a"], false],
    [
      "stay closed if a condition lists none",
      { ...a, if: { required: ["a"] }, dependentSchemas: { a: {} } },
      ["a"],
      false,
    ],
    ["are not those that are only required, because these are not declared", { ...a, required: ["b"] }, ["a"], false],
    ["come from references", { $ref: "#/$defs/x~1y", $defs: { "x/y": a } }, ["a"], false],
    ["end at references that form a cycle", { ...a, allOf: [{ $ref: "#" }] }, ["a"], false],
    ["are open if the schema lists none", {}, [], true],
    ["are open if additionalProperties allows more", { ...a, additionalProperties: {} }, ["a"], true],
    ["are open if patternProperties allows more", { ...a, patternProperties: { "^x": {} } }, ["a"], true],
    ["are open if a reference leads outside the schema", { $ref: "https://example.com/x" }, [], true],
    ["are open if a reference has no target", { $ref: "#/$defs/constructor", $defs: {} }, [], true],
    ["are closed if additionalProperties allows none", { additionalProperties: false }, [], false],
    ["are none if details are not an object", { type: "string" }, [], false],
    ["can be __proto__", JSON.parse('{"properties":{"__proto__":{}}}'), ["__proto__"], false],
  ])("%s", (_, schema, names, isOpen) => {
    expect(read(schema)).toEqual([names, isOpen]);
  });
});
