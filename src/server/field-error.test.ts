import { expect, test } from "vitest";
import { detailsOfFields } from "./field-error.ts";

const fields = [
  { field: "a.b", location: "body" as const, code: "required" as const, message: "This field is required." },
];

test("details that are a list get the list, with the members that its items declare", () => {
  expect(detailsOfFields({ type: "array" }, fields)).toEqual(fields);
  expect(
    detailsOfFields({ type: "array", items: { type: "object", properties: { field: {}, message: {} } } }, fields),
  ).toEqual([{ field: "a.b", message: "This field is required." }]);
  expect(detailsOfFields({ type: "array", items: { type: "string" } }, fields)).toEqual([
    "a.b: This field is required.",
  ]);
});

test("details with one list get the fields under its name", () => {
  expect(
    detailsOfFields(
      { type: "object", properties: { violations: { type: "array" }, count: { type: "number" } } },
      fields,
    ),
  ).toEqual({
    violations: fields,
  });
});

test("details without a list, or with several, get nothing", () => {
  expect(detailsOfFields(undefined, fields)).toBeUndefined();
  expect(detailsOfFields({ type: "object", properties: { reason: { type: "string" } } }, fields)).toBeUndefined();
  expect(
    detailsOfFields({ type: "object", properties: { a: { type: "array" }, b: { type: "array" } } }, fields),
  ).toBeUndefined();
});
