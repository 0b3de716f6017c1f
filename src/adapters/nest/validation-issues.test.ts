import { BadRequestException, HttpException, UnprocessableEntityException } from "@nestjs/common";
import { describe, expect, test } from "vitest";
import { schemaIssues } from "../../server/index.ts";
import { withIssues } from "./validation-issues.ts";

/** Returns the field errors that the boundary reads from an exception. */
function fieldsOf(exception: HttpException) {
  const { validation } = withIssues(exception) as { readonly validation?: unknown };
  return schemaIssues(validation)?.map(({ field, code }) => [field, code]);
}

// The texts are those of class-validator 0.15.
test.each([
  ["property extra should not exist", "extra", "unknown_field"],
  ["sku must be a string", "sku", "invalid_type"],
  ["quantity must be an integer number", "quantity", "invalid_type"],
  ["quantity must be a number conforming to the specified constraints", "quantity", "invalid_type"],
  ["lines must be an array", "lines", "invalid_type"],
  ["gift must be a boolean value", "gift", "invalid_type"],
  ["each value in tags must be a string", "tags", "invalid_type"],
  ["nested property address must be either object or array", "address", "invalid_type"],
  ["each value in nested property lines must be either object or array", "lines", "invalid_type"],
  ["quantity must not be less than 1", "quantity", "too_small"],
  ["quantity must be a positive number", "quantity", "too_small"],
  ["name must be longer than or equal to 3 characters", "name", "too_small"],
  ["lines must contain at least 2 elements", "lines", "too_small"],
  ["minimal allowed date for from is Thu Jan 01 1970 00:00:00 GMT+0000", "from", "too_small"],
  ["quantity must not be greater than 5", "quantity", "too_large"],
  ["name must be shorter than or equal to 3 characters", "name", "too_large"],
  ["lines must contain no more than 0 elements", "lines", "too_large"],
  ["sku should not be empty", "sku", "required"],
  ["sku should not be null or undefined", "sku", "required"],
  ["filter must be a non-empty object", "filter", "required"],
  ["email must be an email", "email", "invalid_format"],
  ["id must be a UUID", "id", "invalid_format"],
  ["site must be a URL address", "site", "invalid_format"],
  ["day must be a valid ISO 8601 date string", "day", "invalid_format"],
  ["code must match /a/ regular expression", "code", "invalid_format"],
  ["status must be one of the following values: a, b", "status", "not_allowed"],
  ["status should not be one of the following values: a", "status", "not_allowed"],
  ["version must be equal to x", "version", "not_allowed"],
  ["lines.0.sku must be a string", "lines.0.sku", "invalid_type"],
  ["lines.0.sku: Invalid input: expected string, received undefined", "lines.0.sku", "required"],
])('"%s" is the field %s with the code %s', (text, field, code) => {
  expect(fieldsOf(new BadRequestException([text]))).toEqual([[field, code]]);
});

describe("an exception", () => {
  test("of ValidationPipe with grouped errors has the same fields", () => {
    const grouped = { message: { sku: ["should be there"], "address.city": ["city must be a string"] } };
    expect(fieldsOf(new BadRequestException(grouped))).toEqual([
      ["sku", "invalid"],
      ["address.city", "invalid_type"],
    ]);
  });

  test("with errors of class-validator has the paths of their children", () => {
    const errors = [
      { property: "sku", constraints: { isString: "sku must be a string" } },
      {
        property: "lines",
        children: [{ property: "0", children: [{ property: "price", constraints: { min: "At least one, please" } }] }],
      },
    ];
    for (const exception of [new BadRequestException(errors), new UnprocessableEntityException({ message: errors })])
      expect(fieldsOf(exception)).toEqual([
        ["sku", "invalid_type"],
        ["lines.0.price", "invalid"],
      ]);
  });

  test("of nestjs-zod has the issues of its ZodError", () => {
    const issues = [{ code: "too_small", path: ["quantity"], message: "Too small" }];
    const exception = Object.assign(new BadRequestException({ errors: [] }), { getZodError: () => ({ issues }) });
    expect(fieldsOf(exception)).toEqual([["quantity", "too_small"]]);
  });

  test.each([
    ["with a text", new BadRequestException("Sold out.")],
    ["with a list of other texts", new BadRequestException(["Sold out."])],
    ["with an empty list", new BadRequestException([])],
    ["with another body", new BadRequestException({ code: "SOLD_OUT" })],
    ["of another status", new HttpException(["sku must be a string"], 409)],
  ])("%s has none", (_what, exception) => {
    expect(fieldsOf(exception)).toBeUndefined();
  });

  test("with many errors, deep errors or errors that contain themselves has at most 100", () => {
    const texts = Array.from({ length: 10_000 }, (_, index) => `field${index} must be a string`);
    expect(fieldsOf(new BadRequestException(texts))).toHaveLength(100);
    const endless: { property: string; constraints: object; children: unknown[] } = {
      property: "self",
      constraints: { isString: "self must be a string" },
      children: [],
    };
    endless.children.push(endless, endless);
    expect(fieldsOf(new BadRequestException([endless]))).toHaveLength(100);
  });

  test("that is no HttpException, such as undefined, is returned as it is", () => {
    for (const thrown of [undefined, null, "text", new Error("x")]) expect(withIssues(thrown)).toBe(thrown);
  });
});

// ParseArrayPipe needs class-validator, which is not installed.
test.each(["[0] item must be a number", "item must be a boolean value"])(
  "ParseArrayPipe's %j is a field error",
  (text) => {
    expect(fieldsOf(new BadRequestException(text))).toEqual([["parameter", "invalid_format"]]);
  },
);
