import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

function found(text: string): readonly string[] {
  return adopt([{ file: "api.yaml", text }]).errors.map(({ code, statuses }) =>
    [code, ...statuses.map(({ value }) => value)].join(" "),
  );
}

const head = "openapi: 3.1.0\ninfo: { title: Library, version: '1' }\n";

describe("descriptions of responses", () => {
  const document = (...descriptions: readonly (readonly [number, string])[]): string =>
    `${head}paths:\n  /books:\n    get:\n      responses:\n${descriptions
      .map(([status, text]) => `        ${status}:\n          description: ${JSON.stringify(text)}`)
      .join("\n")}`;

  test("numbers behind a label, alone and as items, have the status of their response", () => {
    const text = document(
      [400, "* Error code 7205: The body is empty.\n* Error code 7204: Too many shelves."],
      [401, "Error code 7003: The card is not valid."],
    );
    expect(found(text)).toEqual(["7205 400", "7204 400", "7003 401"]);
    const [first] = adopt([{ file: "api.yaml", text }]).errors;
    expect(first?.meaning?.value).toBe("The body is empty.");
  });

  test("names in capitals or in words of failures as items", () => {
    const items =
      "One of:\n- BOOK_LENT - The book is lent.\n- `card_expired`: The card is old.\n- `page_size`: Too big.";
    expect(found(document([409, items]))).toEqual(["BOOK_LENT 409", "card_expired 409"]);
  });

  test.each([
    ["The card is old (error code 7003).", ["7003 409"]],
    ["[E7003] The card.\n[E7004] The book.", ["E7003 409", "E7004 409"]],
    ["Conflict - `book_already_lent`", ["book_already_lent 409"]],
    [
      "<ul><li><code>CARD_OLD</code> - Old.</li><li><code>BOOK_LENT</code> - Lent.</li></ul>",
      ["CARD_OLD 409", "BOOK_LENT 409"],
    ],
    ["CARD_OLD (7003): The card is old.", ["7003 409"]],
    ["Possible error codes: CARD_OLD, BOOK_LENT", ["CARD_OLD 409", "BOOK_LENT 409"]],
  ])("a code within a sentence, in HTML and in lists without marks: %s", (text, expected) => {
    expect(found(document([409, text]))).toEqual(expected);
  });

  test.each([
    "Not found: `id` does not exist",
    "HTTP-409: the state",
    "RFC7807: see there",
    "Retry with `page_size` 10",
  ])("a description without a code: %s", (text) => {
    expect(() => found(document([409, text]))).toThrow("lists error codes");
  });

  test("the table of error codes in the description of an operation, and no other table there", () => {
    const table = (head: string, ...rows: readonly string[]): string =>
      [`| ${head} |`, "|---|---|---|", ...rows.map((row) => `| ${row} |`)].join("\n");
    const errors = table(
      "Condition | Status code | Error code",
      "It is lent | 409 | bookLent",
      "It is lost | 410 | bookLost",
      "Lent out | 201 | ",
    );
    const roles = table("Role | Key | Days", "Reader | reader_role | 90", "Writer | writer_role | 30");
    const operation = (text: string): string => `get: { description: ${JSON.stringify(text)} }`;
    const paths = `paths:\n  /books:\n    ${operation(`Lends a book.\n\n${errors}`)}\n  /roles:\n    ${operation(roles)}\n`;
    expect(found(head + paths)).toEqual(["bookLent 409", "bookLost 410"]);
  });

  test("the type of a problem in an example", () => {
    const text = `${head}paths: {}\ncomponents:\n  responses:\n    Gone:\n      description: Gone\n      content:\n        application/problem+json:\n          example: { type: 'https://lib.example/problems/book-gone', title: Gone, status: 410 }\n`;
    expect(found(text)).toEqual(["book-gone 410"]);
  });

  test("a table of codes", () => {
    const table = "| Code | Description |\n|---|---|\n| `no_book` | No such book. |\n| `no_shelf` | No such shelf. |";
    expect(found(document([404, table]))).toEqual(["no_book 404", "no_shelf 404"]);
  });

  test("fields, statuses and sentences are no codes", () => {
    const text = document(
      [400, "Error code 400: The body is not valid.\n* `page_size`: Must be positive.\n* Reason: none."],
      [409, "`book_lent`: The book is lent."],
    );
    expect(found(text)).toEqual(["book_lent 409"]);
  });
});

describe("texts about the whole API", () => {
  test("a table below a heading about errors counts, and the line is that of the text", () => {
    const page =
      "Lends books.\n\n## Error codes\n\n| Code | Status | Meaning |\n|---|---|---|\n| book_lent | 409 | It is lent. |\n| no_book | 404 | No such book. |\n\n## Shelves\n\n| Shelf | Name |\n|---|---|\n| top_left | Crime |\n| top_right | Art |";
    const text = `openapi: 3.1.0\ninfo:\n  title: Library\n  description: ${JSON.stringify(page)}\npaths: {}\n`;
    expect(found(text)).toEqual(["book_lent 409", "no_book 404"]);
    expect(adopt([{ file: "api.yaml", text }]).errors[0]?.source.line).toBe(4);
  });
});

describe("a schema for each problem", () => {
  const problem = (name: string, members: string, base = ""): string =>
    `    ${name}:\n      allOf:\n        - $ref: '#/components/schemas/${base || "Base"}'\n        - properties:\n${members.replaceAll(/^/gm, "            ")}\n`;
  const base =
    "    Base: { properties: { type: { type: string, example: 'https://lib.example/problems/any' }, title: { type: string }, status: { type: integer } } }\n";

  test("defaults, constants and lists of one value state code and status", () => {
    const text = `${head}paths: {}\ncomponents:\n  schemas:\n${base}${problem(
      "BookLent",
      "type: { default: 'https://lib.example/problems/book-lent' }\ntitle: { default: Book lent }\nstatus: { default: 409 }",
    )}${problem("NoBook", "type: { const: 'error:books/no-book' }\ntitle: { const: No book }\nstatus: { const: 404 }")}${problem(
      "NoCard",
      "type: { enum: ['https://lib.example/problems/no-card'] }\ntitle: { enum: [No card] }\nstatus: { enum: [403] }",
    )}`;
    expect(found(text)).toEqual(["book-lent 409", "error:books/no-book 404", "no-card 403"]);
  });

  test("examples count only if several schemas have different ones", () => {
    const one = problem("Lent", "type: { example: 'https://lib.example/problems/lent' }\ntitle: { example: Lent }");
    const others = ["gone", "late"].map((name) => one.replaceAll("lent", name).replaceAll("Lent", `${name}Error`));
    const all = `${head}paths: {}\ncomponents:\n  schemas:\n${base}${one}`;
    expect(() => found(all)).toThrow("lists error codes");
    expect(found(all + others.join(""))).toEqual(["lent", "gone", "late"]);
  });

  test("a problem without a status has that of its response; the end of the address of a page about all errors is no code", () => {
    const text = `${head}paths:\n  /books:\n    get:\n      responses:\n        410:\n          description: Gone\n          content:\n            application/problem+json:\n              schema: { $ref: '#/components/schemas/BookGone' }\ncomponents:\n  schemas:\n${base}${problem(
      "BookGone",
      "type: { const: 'https://lib.example/problems/book-gone' }\ntitle: { const: Book gone }",
    )}${problem("ShelfGone", "type: { const: 'https://lib.example/errors' }\ntitle: { const: shelf-gone }\nstatus: { const: 410 }")}`;
    expect(found(text)).toEqual(["book-gone 410", "shelf-gone 410"]);
  });

  test("a schema of one code has the statuses of all responses that refer to it; one of several codes has not", () => {
    const schema = (name: string, codes: string): string =>
      `    ${name}:\n      type: object\n      properties:\n        error:\n          properties:\n            code: { type: string, enum: [${codes}] }\n`;
    const response = (status: number, name: string): string =>
      `        ${status}:\n          description: Refused\n          content:\n            application/json:\n              schema:\n                oneOf:\n                  - $ref: '#/components/schemas/${name}'\n`;
    const text = (codes: string): string =>
      `${head}paths:\n  /books:\n    get:\n      responses:\n${[400, 401, 404].map((status) => response(status, "error-card")).join("")}components:\n  schemas:\n${schema("error-card", codes)}`;
    expect(found(text("no_card"))).toEqual(["no_card 400 401 404"]);
    expect(found(text("no_card, old_card"))).toEqual(["no_card", "old_card"]);
  });

  test("events with constants are no errors", () => {
    const text = `${head}paths: {}\ncomponents:\n  schemas:\n${base}${problem(
      "BookSold",
      "type: { const: book_sold }\ntitle: { const: Book sold }",
    )}${problem("NoBook", "type: { const: no_book }\ntitle: { const: No book }\nstatus: { const: 404 }")}`;
    expect(found(text)).toEqual(["no_book 404"]);
  });

  test("codes of schemas that a page writes in capitals are not codes of their own", () => {
    const page =
      "# Errors\n\n| Code | Meaning |\n|---|---|\n| BOOK_LENT | It is lent. |\n| CARD_EXPIRED | It is old. |\n";
    const schemas = { Error: { properties: { code: { type: "string", enum: ["book_lent", "card_expired"] } } } };
    const document = { openapi: "3.1.0", info: {}, tags: [{ description: page }], paths: {}, components: { schemas } };
    const { errors } = adopt([{ file: "api.json", text: JSON.stringify(document) }]);
    expect(errors.map(({ code, meaning }) => [code, meaning?.value])).toEqual([
      ["book_lent", "It is lent."],
      ["card_expired", "It is old."],
    ]);
  });
});
