import { expect, test } from "vitest";
import { fieldDetails } from "./field-error.ts";

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

test("details without an array, or with several, contain no fields", () => {
  expect(fieldDetails(undefined, fields)).toBeUndefined();
  expect(fieldDetails({ type: "object", properties: { reason: { type: "string" } } }, fields)).toBeUndefined();
  expect(
    fieldDetails({ type: "object", properties: { a: { type: "array" }, b: { type: "array" } } }, fields),
  ).toBeUndefined();
});
