import { describe, expect, it } from "vitest";
import { compareSchemas } from "./compare-schemas.ts";

const names = Array.from({ length: 10 }, (_, index) => `T${index}`);

/** Ten schemas, each of which has all ten as members. */
const recursive = (type: string): never => {
  const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
  const $defs = Object.fromEntries(
    names.map((name) => [name, { type: "object", properties: { ...properties, value: { type } } }]),
  );
  return { $defs, type: "object", properties } as never;
};

describe("the comparison of two schemas", () => {
  it("reports a change once on each path through a schema that contains itself", () => {
    const tree = (type: string): never =>
      ({
        $ref: "#/$defs/node",
        $defs: {
          node: { type: "object", properties: { label: { type }, nodes: { items: { $ref: "#/$defs/node" } } } },
        },
      }) as never;
    expect(compareSchemas(tree("string"), tree("integer")).map(({ text }) => text)).toEqual([
      "`label` was string and is now integer.",
      "`nodes.[].label` was string and is now integer.",
    ]);
  });

  it("ends in time for ten schemas that all contain each other", () => {
    const changes = compareSchemas(recursive("string"), recursive("integer"));
    expect(changes).not.toHaveLength(0);
    expect(changes.length).toBeLessThan(20_000);
  });
});
