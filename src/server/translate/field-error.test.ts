import { expect, test } from "vitest";
import { fieldDetails, isFieldList } from "./field-error.ts";

const fields = [
  { field: "a.b", location: "body" as const, code: "required" as const, message: "This field is required." },
];

test("array details contain the fields with the members that the items declare", () => {
  expect(fieldDetails({ type: "array" }, fields)).toEqual(fields);
  expect(
    fieldDetails({ type: "array", items: { type: "object", properties: { field: {}, message: {} } } }, fields),
  ).toEqual([{ field: "a.b", message: "This field is required." }]);
  expect(fieldDetails({ type: "array", items: { type: "string" } }, fields)).toEqual(["a.b: This field is required."]);
});

test("object details with one array contain the fields in it", () => {
  expect(
    fieldDetails({ type: "object", properties: { violations: { type: "array" }, count: { type: "number" } } }, fields),
  ).toEqual({
    violations: fields,
  });
});

test("details behind references contain the fields, too", () => {
  const $defs = {
    item: { type: "object", properties: { field: {}, code: {} } },
    list: { type: "array", items: { $ref: "#/$defs/item" } },
    object: { type: "object", properties: { fields: { $ref: "#/$defs/list" } } },
  };
  const items = [{ field: "a.b", code: "required" }];
  expect(fieldDetails({ $ref: "#/$defs/list", $defs }, fields)).toEqual(items);
  expect(fieldDetails({ $ref: "#/$defs/object", $defs }, fields)).toEqual({ fields: items });
  expect(fieldDetails({ allOf: [{ $ref: "#/$defs/object" }], $defs }, fields)).toEqual({ fields: items });
  const withMessage = { ...$defs, item: { type: "object", properties: { message: {} } } };
  expect(isFieldList({ $ref: "#/$defs/object", $defs: withMessage })).toBe(true);
  expect(isFieldList({ $ref: "#/$defs/object", $defs })).toBe(false);
});

test("details without an array, or with several, contain no fields", () => {
  expect(fieldDetails(undefined, fields)).toBeUndefined();
  expect(fieldDetails({ type: "object", properties: { reason: { type: "string" } } }, fields)).toBeUndefined();
  expect(
    fieldDetails({ type: "object", properties: { a: { type: "array" }, b: { type: "array" } } }, fields),
  ).toBeUndefined();
});
