import { describe, expect, test } from "vitest";
import { adopt } from "../../index.ts";

function found(text: string, file = "errors.yaml"): readonly string[] {
  return adopt([{ file, text }]).errors.map(({ code, status }) => `${code} ${status?.value}`);
}

describe("groups of errors", () => {
  const error = (status: string): string => `{ status: ${status}, message: It failed at the desk }`;

  test("that repeat keys of others are part of the code, and statuses may have names", () => {
    const text = `errors:\n  not_found: ${error("not_found")}\n  card:\n    missing_name: ${error("bad_request")}\n    too_old: ${error("unprocessable_content")}\n  book:\n    missing_name: ${error("bad_request")}\n    lent: ${error("conflict")}\n`;
    expect(found(text)).toEqual([
      "not_found 404",
      "card.missing_name 400",
      "card.too_old 422",
      "book.missing_name 400",
      "book.lent 409",
    ]);
  });

  test("whose keys are all different are not, and neither are languages", () => {
    const text = `errors:\n  card:\n    no_name: ${error("400")}\n    too_old: ${error("403")}\n  book:\n    was_lent: ${error("409")}\n    was_lost: ${error("410")}\n`;
    expect(found(text)).toEqual(["no_name 400", "too_old 403", "was_lent 409", "was_lost 410"]);
    const texts = `{ no_name: ${error("400")}, too_old: ${error("403")} }`;
    expect(found(`errors:\n  en: ${texts}\n  de: ${texts}\n`)).toEqual(["no_name 400", "too_old 403"]);
  });

  test("that are listed beside the codes are none", () => {
    const text = JSON.stringify({
      categories: {
        deskError: { detail: "The desk failed", codePrefix: "1" },
        generalError: { detail: "It failed", codePrefix: "2" },
      },
      codes: {
        1000: { detail: "The desk is not found", category: "deskError" },
        2001: { detail: "The card is not valid", category: "generalError" },
      },
    });
    expect(found(text, "errors.json")).toEqual(["1000 undefined", "2001 undefined"]);
  });
});

test("a number of zero is a code if its text describes a failure", () => {
  const list = (text: string): string =>
    JSON.stringify([
      { name: "FIRST", code: 0, message: text },
      { name: "NO_CARD", code: 401001, message: "There is no card." },
      { name: "NO_BOOK", code: 404001, message: "There is no book." },
      { name: "NO_SHELF", code: 404002, message: "There is no shelf." },
    ]);
  expect(found(list("Unknown error at the desk."), "errors.json")).toHaveLength(4);
  expect(found(list("All is well."), "errors.json")).toHaveLength(3);
});

test("examples of OpenAPI tell the statuses of listed codes, also of those with spaces", () => {
  const response = (code: string): object => ({
    content: {
      "application/json": { schema: { $ref: "#/components/schemas/Error" }, example: { code, message: "It failed" } },
    },
  });
  const text = JSON.stringify({
    openapi: "3.0.0",
    paths: {
      "/books": {
        get: { responses: { 400: response("invalid"), 404: response("not found"), 409: response("lent out") } },
      },
    },
    components: {
      schemas: {
        Error: {
          properties: { code: { type: "string", enum: ["invalid", "not found", "lent out", "too late"] } },
        },
      },
    },
  });
  expect(found(text, "api.json")).toEqual(["invalid 400", "not found 404", "lent out 409", "too late undefined"]);
});
