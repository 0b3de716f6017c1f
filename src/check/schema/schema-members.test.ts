import { describe, expect, it } from "vitest";
import { memberNames, schemaMembers } from "./schema-members.ts";

describe("the members of a schema", () => {
  it("are found through references, lists and alternatives, and a schema that contains itself is entered once", () => {
    const node = { type: "object", properties: { next: { $ref: "#/$defs/a~1b%20c" }, size: { type: "integer" } } };
    const schema = { $defs: { "a/b c": node }, anyOf: [{ $ref: "#/$defs/a~1b%20c" }, { items: node }] };
    expect(new Set(memberNames(schema))).toEqual(new Set(["next", "size"]));
  });

  it("are found in time in 12 schemas that all contain each other", () => {
    const names = Array.from({ length: 12 }, (_, index) => `T${index}`);
    const anyOf = names.map((name) => ({ $ref: `#/$defs/${name}` }));
    const $defs = Object.fromEntries(names.map((name) => [name, { anyOf: [...anyOf] }]));
    expect(schemaMembers({ $defs, anyOf, properties: { id: { type: "string" } } })).toHaveLength(1);
  });
});
