import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.ts";
import { schemaValidator } from "./validate-schema.ts";

const problemsOf = (schema: JsonSchema, value: unknown): string[] =>
  schemaValidator(schema)(value).map(({ path, message }) => [...path, message].join(": "));

const ajv = new Ajv2020({ strict: false, validateFormats: false, addUsedSchema: false, logger: false });
function isValidForAjv(schema: JsonSchema, value: unknown): boolean {
  try {
    return ajv.validate(schema, value);
  } finally {
    ajv.removeSchema(schema);
  }
}

const name = fc.constantFrom("a", "b", "c");
const names = fc.uniqueArray(name, { maxLength: 2 });
const count = fc.nat({ max: 3 });
const types = fc.constantFrom("object", "array", "string", "number", "integer", "null", "boolean", ["object", "array"]);
const { schema: arbitrarySchema, value: arbitraryValue } = fc.letrec<{ schema: any; value: any }>((tie) => {
  const byName = fc.dictionary(name, tie("schema"), { maxKeys: 2, noNullPrototype: true });
  const some = fc.array(tie("schema"), { minLength: 1, maxLength: 2 });
  const keyword = (keyword: string, value: fc.Arbitrary<any>): fc.Arbitrary<object> =>
    value.map((each) => ({ [keyword]: each }));
  const keywords = [
    ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems"],
    ...["minProperties", "maxProperties"],
  ].map((each) => keyword(each, count));
  const applicators = [...["items", "additionalProperties", "not", "if", "then", "else"]].map((each) =>
    keyword(each, tie("schema")),
  );
  return {
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, false, "", "a", "ab", "aba", "\u{1f600}", 0, 1, 2, 3.5, -1),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ),
    schema: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(true, false, {}, { $ref: "#/$defs/leaf" }, { $ref: "#leaf" }),
      fc
        .array(
          fc.oneof(
            keyword("type", types),
            keyword("const", tie("value")),
            keyword("enum", fc.array(tie("value"), { minLength: 1, maxLength: 3 })),
            keyword("multipleOf", fc.constantFrom(1, 2, 0.5)),
            keyword("pattern", fc.constantFrom("^a", "b$", "a.a")),
            keyword("uniqueItems", fc.boolean()),
            keyword("required", names),
            keyword("dependentRequired", fc.dictionary(name, names, { noNullPrototype: true })),
            keyword("propertyNames", fc.constantFrom(true, { pattern: "^[ab]" }, { enum: ["a", "c"] })),
            keyword("properties", byName),
            keyword("dependentSchemas", byName),
            keyword(
              "patternProperties",
              fc.dictionary(fc.constantFrom("^a", "[bc]"), tie("schema"), { noNullPrototype: true }),
            ),
            ...["prefixItems", "allOf", "anyOf", "oneOf"].map((each) => keyword(each, some)),
            ...keywords,
            ...applicators,
          ),
          { minLength: 1, maxLength: 3 },
        )
        .map((parts) => Object.assign({}, ...parts)),
    ),
  };
});
const rootSchema = arbitrarySchema.map(
  (schema): JsonSchema => ({ allOf: [schema], $defs: { leaf: { $anchor: "leaf", type: ["string", "object"] } } }),
);

describe("the validator of JSON Schema", () => {
  it("agrees with Ajv about random schemas and values", () => {
    let valid = 0;
    fc.assert(
      fc.property(rootSchema, arbitraryValue, (schema, value) => {
        const expected = isValidForAjv(schema, value);
        if (expected) valid += 1;
        expect(problemsOf(schema, value).length === 0, JSON.stringify({ schema, value })).toBe(expected);
      }),
      { numRuns: 300 },
    );
    expect(valid).toBeGreaterThan(30);
  }, 30_000);

  it.each<[JsonSchema, unknown, string[]]>([
    [{ type: "string" }, 7, ["must be string"]],
    [{ type: ["string", "null"] }, 7, ["must be string,null"]],
    [{ required: ["id"] }, {}, ["must have required property 'id'"]],
    [{ properties: { id: { type: "string" } } }, { id: 7 }, ["id: must be string"]],
    [{ additionalProperties: false }, { a: 1 }, ["must NOT have additional properties: a"]],
    [{ items: { minimum: 5 } }, [6, 4], ["1: must be >= 5"]],
    [{ enum: ["a", { b: [1] }] }, { b: [1] }, []],
    [{ enum: ["a"] }, "b", ["must be equal to one of the allowed values"]],
    [{ pattern: "^a" }, "ba", ['must match pattern "^a"']],
    [{ maxLength: 1 }, "\u{1f600}", []],
    [{ format: "date" }, "not a date", []],
    [{ $ref: "https://example.com/other" }, 5, []],
    [{ allOf: [{ $ref: "#" }], type: "string" }, 5, ["must be string", "must be string"]],
    [
      { $id: "https://example.com/a", $defs: { b: { $id: "b", type: "null" } }, $ref: "https://example.com/b" },
      5,
      ["must be null"],
    ],
    [{ properties: { id: false } }, { id: 1 }, ["id: is not allowed"]],
    // Ajv deviates from the specification for contains and the unevaluated keywords.
    [{ contains: true, prefixItems: [{}] }, [], ["must contain at least 1 valid item(s)"]],
    [
      { contains: { type: "null" }, minContains: 0, maxContains: 1 },
      [null, null],
      ["must contain no more than 1 valid item(s)"],
    ],
    [{ oneOf: [{ unevaluatedProperties: false }, true], patternProperties: { b: true } }, { b: 1 }, []],
    [
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: { type: "null" } },
      { a: 1, b: null, c: 1 },
      ["c: must be null"],
    ],
    [
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      { if: { required: ["a"] }, then: { properties: { a: true } }, unevaluatedProperties: false },
      { a: 1, b: 1 },
      ["must NOT have unevaluated properties: b"],
    ],
    [{ prefixItems: [{}], anyOf: [{ prefixItems: [{}, {}] }, { type: "null" }], unevaluatedItems: false }, [1, 2], []],
    [{ contains: { type: "null" }, unevaluatedItems: false }, [null], []],
    [{ contains: { type: "null" }, unevaluatedItems: false }, [null, 1], ["must NOT have unevaluated properties: 1"]],
  ])("%j reports for %j: %j", (schema, value, problems) => {
    expect(problemsOf(schema, value)).toEqual(problems);
  });
});
