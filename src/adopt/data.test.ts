import { describe, expect, test } from "vitest";
import { adopt } from "./index.ts";

function found(text: string, file: string): readonly string[] {
  return adopt([{ file, text }]).errors.map(({ code, statuses, source }) =>
    [code, ...statuses.map(({ value }) => value), `:${source.line}`].join(" "),
  );
}

describe("maps and lists", () => {
  test("a map whose keys are codes, with the line of each", () => {
    const text =
      'errors:\n  NO_BOOK:\n    status: 404\n    description: No book has the id.\n  BOOK_LENT:\n    http_status: 409\n    message: "Lent."\n';
    expect(found(text, "errors.yaml")).toEqual(["NO_BOOK 404 :2", "BOOK_LENT 409 :5"]);
  });

  test("a list of objects with a code, in JSON", () => {
    const text = JSON.stringify(
      [
        { code: 20001, message: "No card.", causes: ["Lost."] },
        { code: 20002, message: "Card expired." },
        { code: 0, message: "Fine." },
      ],
      null,
      1,
    );
    const { errors, decoys } = adopt([{ file: "errors.json", text }]);
    expect(errors.map(({ code, causes }) => [code, causes.map(({ value }) => value)])).toEqual([
      ["20001", ["Lost."]],
      ["20002", []],
    ]);
    expect(decoys).toMatchObject([{ name: "0", reason: "a placeholder" }]);
  });

  test("a file of messages, and statuses as keys above the codes", () => {
    expect(found('{"errors":{"no_book":"No such book.","book_lent":"It is lent."}}', "en.json")).toEqual([
      "no_book :1",
      "book_lent :1",
    ]);
    expect(found('{"404":{"no_book":"No such book.","no_shelf":"No such shelf."}}', "errors.json")).toEqual([
      "no_book 404 :1",
      "no_shelf 404 :1",
    ]);
  });
});

describe("OpenAPI", () => {
  const document = (responses: object, schemas: object = {}): string =>
    JSON.stringify({
      openapi: "3.1.0",
      info: { title: "Library API", version: "1" },
      paths: { "/books": { get: { responses } } },
      components: { schemas },
    });
  const body = (code: object): object => ({
    content: { "application/json": { schema: { properties: { error: { properties: { code } } } } } },
  });

  test("fixed and listed codes have the status of their response", () => {
    const text = document({
      200: body({ const: "OK_CODE" }),
      404: body({ const: "NO_BOOK" }),
      409: body({ enum: ["BOOK_LENT", "BOOK_LOST"] }),
    });
    expect(found(text, "openapi.json")).toEqual(["NO_BOOK 404 :1", "BOOK_LENT 409 :1", "BOOK_LOST 409 :1"]);
  });

  test("one list under several statuses states none of them", () => {
    const list = body({ enum: ["NO_BOOK", "BOOK_LENT"] });
    expect(adopt([{ file: "openapi.json", text: document({ 404: list, 409: list }) }]).open).toMatchObject([
      { code: "NO_BOOK", choices: [404, 409] },
      { code: "BOOK_LENT", choices: [404, 409] },
    ]);
  });

  test("examples and extensions count, and the title names the contract", () => {
    const example = {
      content: {
        "application/json": {
          examples: { lent: { summary: "Somebody has it.", value: { code: "BOOK_LENT", message: "Lent." } } },
        },
      },
      "x-errors": [{ code: "BOOK_LOST", description: "It is lost." }],
    };
    const { errors, yaml } = adopt([{ file: "api.json", text: document({ 409: example }) }]);
    expect(errors.map(({ code, status }) => [code, status?.value])).toEqual([
      ["BOOK_LOST", 409],
      ["BOOK_LENT", 409],
    ]);
    expect(yaml).toContain("name: library");
  });
});
