import { describe, expect, test } from "vitest";
import { adopt } from "./index.ts";

function found(text: string, file: string): readonly string[] {
  return adopt([{ file, text }]).errors.map(({ code, statuses, source }) =>
    [code, ...statuses.map(({ value }) => value), `:${source.line}`].join(" "),
  );
}

describe("OpenAPI 2", () => {
  test("codes of definitions, of responses and of examples", () => {
    const document = {
      swagger: "2.0",
      info: { title: "Library", version: "1" },
      paths: {
        "/books": {
          get: {
            responses: {
              "200": { description: "Books" },
              "404": { description: "None", schema: { $ref: "#/definitions/Missing" } },
              "409": { $ref: "#/responses/Lent" },
            },
          },
        },
      },
      responses: {
        Lent: { description: "It is lent.", examples: { "application/json": { code: "book_lent", message: "Lent." } } },
      },
      definitions: {
        Missing: { type: "object", properties: { code: { $ref: "#/definitions/MissingErrorCode" } } },
        MissingErrorCode: { type: "string", enum: ["no_book", "no_card"] },
        DeskErrorCode: { type: "string", enum: ["desk_closed"] },
        DeskState: { type: "string", enum: ["open_now", "closed_now"] },
      },
    };
    const codes = found(JSON.stringify(document), "swagger.json").map((line) => line.replace(/ :\d+$/, ""));
    expect(codes.toSorted()).toEqual(["book_lent 409", "desk_closed", "no_book 404", "no_card 404"]);
  });
});

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

  test("a list in which one member is the code of all items, and empty for some", () => {
    const items = [
      { name: "NoBook", code: "no_book", status: "404", longMessage: "No book has the id." },
      { name: "NoCard", code: "no_card", status: "", longMessage: "Show your card." },
      { name: "NoCode", code: "", status: "400", longMessage: "This one has none." },
    ];
    const { errors, unread } = adopt([{ file: "errors.json", text: JSON.stringify(items) }]);
    expect(errors.map(({ code, message }) => [code, message?.value])).toEqual([
      ["no_book", "No book has the id."],
      ["no_card", "Show your card."],
    ]);
    expect(unread).toMatchObject([{ reason: "Its code is empty." }]);
  });

  test("a map whose keys are numbers that are sent, with a name for people", () => {
    const map = { "40001": { identifier: "no_book", title: "No book", summary: "No book has the id." } };
    const text = JSON.stringify({ codes: { ...map, "40002": { identifier: "no_card", summary: "Show your card." } } });
    expect(found(text, "errors.json")).toEqual(["40001 :1", "40002 :1"]);
  });

  test("a map in which some codes are words of ordinary language or names of headers", () => {
    const text =
      "errors:\n  no-book:\n    description: No such book.\n  book-lent:\n    description: Lent.\n  closed:\n    description: Come back tomorrow.\n  accept-header:\n    description: Bad header.\n";
    expect(found(text, "errors.yml")).toEqual(["no-book :2", "book-lent :4", "closed :6", "accept-header :8"]);
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

  test("the issues of a response, each of which is one of several schemas", () => {
    const issue = (name: string): object => ({ properties: { issue: { type: "string", enum: [name] } } });
    const items = { anyOf: [issue("BOOK_LENT"), issue("BOOK_LOST")] };
    const schema = { properties: { details: { type: "array", items } } };
    expect(found(document({ 422: { content: { "application/json": { schema } } } }), "api.json")).toEqual([
      "BOOK_LENT 422 :1",
      "BOOK_LOST 422 :1",
    ]);
  });

  test("schemas that refer to each other in circles take linear time, and codes have the line of their value", () => {
    const properties = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`p${index}`, { $ref: `#/components/schemas/S${index % 7}` }]),
    );
    const schemas = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`S${index}`, { properties }]));
    const code = { properties: { ...properties, code: { enum: ["BOOK_LENT", "BOOK_LOST"] } } };
    const response = { content: { "application/json": { schema: { $ref: "#/components/schemas/Failure" } } } };
    const text = JSON.stringify(JSON.parse(document({ 409: response }, { ...schemas, Failure: code })), null, 1);
    const lines = text.split("\n");
    const line = (name: string): number => lines.findIndex((one) => one.includes(`"${name}"`)) + 1;
    expect(found(text, "api.json")).toEqual([
      `BOOK_LENT 409 :${line("BOOK_LENT")}`,
      `BOOK_LOST 409 :${line("BOOK_LOST")}`,
    ]);
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

  test("the values that select the schema of an error, without the status of a response that refers to the list", () => {
    const response = "{ content: { application/json: { schema: { $ref: '#/components/schemas/ErrorResponse' } } } }";
    const text = `openapi: 3.0.3
paths:
  /books:
    get:
      responses: { "400": ${response} }
components:
  schemas:
    ErrorResponse:
      properties:
        errors: { type: array, items: { $ref: "#/components/schemas/ErrorObject" } }
    ErrorObject:
      discriminator:
        propertyName: code
        mapping:
          no_book: "#/components/schemas/NoBook"
          LentOut: "#/components/schemas/LentOut"
      properties: { code: { type: string } }
    NoBook: { description: No book has the id. }
    ErrorMessage: { allOf: [{ $ref: "#/components/schemas/Message" }] }
    Message: { discriminator: { propertyName: code, mapping: { book_sent: "#/components/schemas/BookSent" } } }
`;
    expect(found(text, "openapi.yaml")).toEqual(["no_book :15", "LentOut :16"]);
    expect(adopt([{ file: "openapi.yaml", text }]).errors[0]?.meaning?.value).toBe("No book has the id.");
  });

  test("the codes in the descriptions of responses, also in a part of a document; nothing else of a part is a code", () => {
    const response = (description: string): string => `{ description: "${description}" }`;
    const text = `paths:
  /books/{bookId}:
    parameters: [{ name: bookId, in: path, description: The id of the book. }]
    post:
      parameters: [{ name: shelfId, in: query, description: The id of the shelf. }]
      responses:
        "400": ${response("Well-known error codes are: `lent-out`, `archived`")}
        "404": ${response("Error code: `no-book`. No book has the id.")}
        "409": ${response("`book-reserved`: Somebody waits for it.")}
        "422": ${response("The `title` is too long.")}
tags: []
`;
    const { errors } = adopt([{ file: "books.yaml", text }]);
    expect(errors.map(({ code, status, meaning }) => [code, status?.value, meaning?.value])).toEqual([
      ["lent-out", 400, undefined],
      ["archived", 400, undefined],
      ["no-book", 404, "No book has the id."],
      ["book-reserved", 409, "Somebody waits for it."],
    ]);
  });

  test("a list of codes that many responses share states no status", () => {
    const response = "{ content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } } }";
    const text = `openapi: 3.0.3
paths:
  /books:
    get:
      responses: { "400": ${response}, "404": ${response}, "503": ${response} }
components:
  schemas:
    Error:
      properties: { code: { type: string, enum: [no_book, lent_out] } }
`;
    const { errors } = adopt([{ file: "openapi.yaml", text }]);
    expect(errors.map(({ code, statuses }) => [code, statuses])).toEqual([
      ["no_book", []],
      ["lent_out", []],
    ]);
  });

  test("a schema of one error whose members have examples", () => {
    const text = `openapi: 3.0.3
paths: {}
components:
  schemas:
    ApiErrorNotFound:
      properties:
        status: { type: integer, example: 404 }
        error: { type: string, example: Missing }
        code: { type: string, example: book_missing }
    ApiError:
      properties:
        status: { type: integer, example: 200 }
        code: { type: string, example: any_error }
    Tax:
      properties:
        code: { type: string, example: vat_20 }
`;
    expect(found(text, "openapi.yaml")).toEqual(["book_missing 404 :9", "any_error :13"]);
  });

  test("tables of TOML that are named after codes, with their lines", () => {
    const text = `# Written by a program.

["LIB:NoBook"]
error = '''
No book has the id %s.
'''

["LIB:card:Expired"]
error = "The card has expired."
workaround = "Renew the card."
`;
    const { errors } = adopt([{ file: "errors.toml", text }]);
    expect(
      errors.map(({ code, message, solutions, source }) => [code, message?.value, solutions[0]?.value, source.line]),
    ).toEqual([
      ["LIB:NoBook", "No book has the id %s.", undefined, 3],
      ["LIB:card:Expired", "The card has expired.", "Renew the card.", 8],
    ]);
  });

  test("lists and nested tables of TOML; other files and texts that are not TOML have no codes", () => {
    const text = `[[errors]]
code = "no_book"
status = 404
message = "No such book."

[[errors]]
code = "book_lent"
status = 409
message = "The book is lent."
`;
    expect(found(text, "errors.toml")).toEqual(["no_book 404 :1", "book_lent 409 :6"]);
    const nested = '[error.LIB-desk-1]\nmessage = "The desk is shut."\n[error.LIB-desk-2]\nmessage = "It is late."\n';
    expect(found(nested, "errors.toml")).toEqual(["LIB-desk-1 :1", "LIB-desk-2 :3"]);
    expect(() => found('[package]\nname = "library"\n[dependencies]\nserde = "1.0"\n', "Cargo.toml")).toThrow(/none/);
    expect(() => found("[errors\nno_book = 404", "errors.toml")).toThrow(/none/);
    expect(() => found(`a = ${"[".repeat(50_000)}`, "errors.toml")).toThrow(/none/);
  });
});
