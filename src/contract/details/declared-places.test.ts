import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { DetailsSchema } from "./details-schema.ts";
import { toJsonSchema } from "./details-schema.ts";
import { detailsProjector, type OmittedDetails } from "./project-details.ts";

function project(schema: unknown, details: unknown): [details: unknown, omitted: string[]] {
  const collected: OmittedDetails = { omitted: undefined };
  const projected = detailsProjector(toJsonSchema(schema as DetailsSchema))(details, collected);
  return [projected, (collected.omitted ?? []).map(({ path, reason }) => `${path} (${reason})`)];
}

const id = { type: "object", properties: { id: { type: "string" } } };
const person = z.object({ name: z.string() });
/** Valid only without the flag `u`. Not a literal, because the escape looks useless. */
const prefixed = String.raw`^x\-`;

it.each<[string, unknown]>([
  ["a record of Zod", z.record(z.string().regex(new RegExp(prefixed)), z.string())],
  ["a loose record of Zod", z.looseRecord(z.string().regex(new RegExp(prefixed)), z.string())],
  [
    "a record of Valibot",
    toStandardJsonSchema(v.record(v.pipe(v.string(), v.regex(new RegExp(prefixed))), v.string())),
  ],
  ["an index of ArkType", type({ "[/^x\\-/]": "string" })],
  ["patternProperties", { patternProperties: { [prefixed]: { type: "string" } } }],
  ["propertyNames", { type: "object", propertyNames: { pattern: prefixed }, additionalProperties: {} }],
])("a pattern that is valid only without the flag u declares no other names in %s", (_, schema) => {
  expect(() => new RegExp(prefixed, "u")).toThrow(SyntaxError);
  expect(project(schema, { "x-a": "1", password: "2" })).toEqual([{ "x-a": "1" }, ["password (undeclared)"]]);
});

describe("a string, a number or a boolean", () => {
  it.each<[string, unknown]>([
    ["an object", { properties: { a: id } }],
    ["an object of Zod", z.object({ a: person })],
    ["a list", z.object({ a: z.array(person) })],
    ["nothing", z.object({ a: z.never().optional() })],
    ["nothing, in JSON Schema", { properties: { a: false } }],
    ["an object or null", z.object({ a: person.nullable() })],
    ["one of several objects", z.object({ a: z.union([person, z.object({ b: z.string() })]) })],
    ["a record of objects", z.record(z.string(), person)],
    ["a referenced object", { properties: { a: { $ref: "#/$defs/id" } }, $defs: { id } }],
    ["an intersection of objects", { properties: { a: { allOf: [id, {}] } } }],
    [
      "types that only the parts of an intersection allow",
      { properties: { a: { allOf: [{ type: ["string", "object"] }, { type: ["object", "array"] }] } } },
    ],
    [
      "an optional branch of itself",
      { properties: { a: { anyOf: [{ $ref: "#" }, { type: "null" }] } }, type: "object" },
    ],
  ])("in the place of %s is left out", (_, schema) => {
    for (const value of ["secret", 5, true]) expect(project(schema, { a: value })).toEqual([{}, ["a (undeclared)"]]);
  });

  it("in the place of the whole details, or of an item, is left out", () => {
    expect(project(id, "secret")).toEqual([undefined, [" (undeclared)"]]);
    expect(project(false, "secret")).toEqual([undefined, [" (undeclared)"]]);
    expect(project(z.array(person), ["secret", { name: "A" }])).toEqual([[null, { name: "A" }], ["0 (undeclared)"]]);
  });

  it.each<[string, unknown, unknown]>([
    ["another of them", z.object({ a: z.number() }), "text"],
    ["an integer", { properties: { a: { type: "integer" } } }, 1],
    ["a value of a list", z.object({ a: z.enum(["b", "c"]) }), "d"],
    ["an object or a string", z.object({ a: z.union([person, z.email().min(99)]) }), "text"],
    ["anything", { properties: { a: {} } }, true],
    ["a schema outside", { properties: { a: { $ref: "https://example.com/other" } } }, "text"],
    ["an object, if it is null", z.object({ a: person }), null],
  ])("in the place of %s is kept", (_, schema, a) => {
    expect(project(schema, { a })).toEqual([{ a }, []]);
  });
});

it("an object or a list in the place of nothing is left out", () => {
  const nothing = z.object({ a: z.never().optional() });
  expect(project(nothing, { a: { secret: 1 } })).toEqual([{}, ["a (undeclared)"]]);
  expect(project(nothing, { a: ["secret"] })).toEqual([{}, ["a (undeclared)"]]);
  expect(project(false, { secret: 1 })[0]).toBeUndefined();
});

it("an invalid date and a toJSON that returns undefined are noted", () => {
  const details = {
    at: new Date("no"),
    gone: { toJSON: () => undefined },
    none: { toJSON: () => null },
    absent: undefined,
  };
  expect(project({}, details)).toEqual([{ none: null }, ["at (NaN)", "gone (undefined)"]]);
});
