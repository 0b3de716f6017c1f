import { describe, expect, it } from "vitest";
import { validateVariables } from "./validate-variables.ts";

describe("enumerations in schemas of variables", () => {
  const schema = JSON.stringify({ type: "object", properties: { a: { enum: [1, "2", null, { b: 1, c: [2] }, [3]] } } });
  const issueOf = (a: unknown) => validateVariables(schema, { a })?.keyword;

  it.each([[1], ["2"], [null], [{ c: [2], b: 1 }], [[3]]])("accept %j, which is equal to an allowed value", (value) => {
    expect(issueOf(value)).toBeUndefined();
  });

  it.each([[2], ["1"], [true], [{}], [{ b: 1 }], [[2]], ["[3]"], ['{"b":1,"c":[2]}']])("reject %j", (value) => {
    expect(issueOf(value)).toBe("enum");
  });
});

it("finds the problem of a value with the largest schema", () => {
  const properties = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`p${index}`, { type: "number" }]));
  expect(validateVariables(JSON.stringify({ type: "object", properties }), { p999: "" })).toMatchObject({
    keyword: "type",
    instancePath: "/variables/p999",
  });
});
