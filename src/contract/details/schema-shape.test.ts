import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.ts";
import { schemaMerger } from "./schema-shape.ts";

const list = { type: "array", items: { $ref: "#/$defs/field" } };
const $defs = { field: { type: "object", properties: { field: { type: "string" } } }, list };
const membersOf = (schema: JsonSchema): object => schema.properties as object;

describe("the members of a schema", () => {
  it.each<[string, JsonSchema]>([
    ["properties", { type: "object", properties: { fields: list }, $defs }],
    ["a reference", { $ref: "#/$defs/o", $defs: { ...$defs, o: { properties: { fields: list } } } }],
    ["an anchor", { $ref: "#o", $defs: { ...$defs, o: { $anchor: "o", properties: { fields: list } } } }],
    [
      "allOf",
      { allOf: [{ properties: { other: true } }, { properties: { fields: { $ref: "#/$defs/list" } } }], $defs },
    ],
  ])("are those of %s", (_, schema) => {
    const merge = schemaMerger(schema);
    const { fields } = membersOf(merge(schema)) as { fields: unknown };
    expect(merge(fields).type).toBe("array");
    expect(Object.keys(membersOf(merge(merge(fields).items)))).toEqual(["field"]);
  });

  it("are none for alternatives, and end at references that form a cycle", () => {
    const either = { anyOf: [{ properties: { a: true } }, { properties: { b: true } }] };
    expect(membersOf(schemaMerger(either)(either))).toEqual({});
    const own = { properties: { next: { $ref: "#" } }, allOf: [{ $ref: "#" }] };
    const merge = schemaMerger(own);
    expect(Object.keys(membersOf(merge(own.properties.next)))).toEqual(["next"]);
  });
});
