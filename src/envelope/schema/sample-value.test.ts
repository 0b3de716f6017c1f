import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../../contract/index.ts";
import { sampleValue } from "./sample-value.ts";

const schemas: readonly JsonSchema[] = [
  {},
  { type: "string", minLength: 3, maxLength: 5 },
  { type: "string", format: "date-time" },
  { type: "integer", minimum: 10, multipleOf: 4 },
  { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 0.5 },
  { type: "integer", maximum: -3 },
  { type: "integer", exclusiveMinimum: -9007199254740991, maximum: 9007199254740991 },
  { type: ["null", "string"] },
  { enum: ["a", "b"] },
  { const: { a: 1 } },
  { type: "array", items: { type: "boolean" }, minItems: 3 },
  { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false },
  { anyOf: [{ type: "string" }, { type: "null" }] },
  {
    allOf: [
      { properties: { a: { type: "string" } }, required: ["a"] },
      { type: "object", required: ["b"], properties: { b: { const: 1 } } },
    ],
  },
  {
    $ref: "#/$defs/node",
    $defs: {
      node: {
        type: "object",
        properties: { name: { type: "string" }, next: { $ref: "#/$defs/node" } },
        required: ["name"],
      },
    },
  },
  {
    $ref: "#node",
    $defs: { node: { $anchor: "node", type: "object", properties: { name: { type: "string" } }, required: ["name"] } },
  },
  { $dynamicAnchor: "node", type: "object", properties: { of: { $dynamicRef: "#node" }, id: { type: "integer" } } },
  { $ref: "node", $defs: { node: { $id: "node", type: "integer", minimum: 7 } } },
  { $ref: "#/$defs/50%25", $defs: { "50%": { type: "boolean" } } },
  { type: "object", if: { required: ["a"] }, properties: { a: { type: "string" } } },
];

describe("sampleValue", () => {
  it.each(schemas.map((schema) => [JSON.stringify(schema), schema] as const))(
    "returns a value that fits %s",
    (_, schema) => {
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
      validate(sampleValue(schema));
      expect(validate.errors).toBeNull();
    },
  );

  it("returns the schema's own example or default", () => {
    expect(sampleValue({ type: "string", examples: ["cus_123"] })).toBe("cus_123");
    expect(sampleValue({ type: "object", properties: { id: { type: "string", default: "x" } } })).toEqual({ id: "x" });
  });

  it("terminates for a schema that requires itself", () => {
    const endless = { type: "object", properties: { next: { $ref: "#" } }, required: ["next"] };
    expect(() => JSON.stringify(sampleValue(endless))).not.toThrow();
    expect(sampleValue({ $ref: "#" })).toBeDefined();
  });
});
