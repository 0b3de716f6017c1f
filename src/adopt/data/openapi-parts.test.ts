import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

function found(text: string): readonly string[] {
  return adopt([{ file: "books/lend.yaml", text }]).errors.map(({ code, statuses }) =>
    [code, ...statuses.map(({ value }) => value)].join(" "),
  );
}

/** Returns an operation with a table of codes in the description of one response, behind texts of other parts. */
function operation(key: string, ...lines: readonly string[]): string {
  const rows = ["| HTTP status | Error code | Description |", "|---|---|---|", ...lines];
  const table = rows.map((row) => `      ${row}\n`).join("");
  const examples = "examples: { add-book: { value: { op: add } }, remove-book: { value: { op: remove } } }";
  return `description: Lends a book.\noperationId: lend\nrequestBody:\n  content:\n    application/json:\n      ${examples}\nresponses:\n  '200': { description: Lent. }\n  '${key}':\n    description: |\n      It failed:\n\n${table}`;
}

const rows = [
  "| 401 | NO_CARD | There is no card. |",
  "| 403 | CARD_OLD | The card is too old. |",
  "| 403 | DENIED_BOOK | The book is not for lending. |",
  "| 409 | DENIED_BOOK | The book is lent. |",
];
const codes = ["NO_CARD 401", "CARD_OLD 403", "DENIED_BOOK 403 409"];

describe("parts of an OpenAPI document in files of their own", () => {
  test("an operation has the codes and statuses of the table of a response, and none of its examples of requests", () => {
    expect(found(operation("4XX", ...rows))).toEqual(codes);
  });

  test("a path has the codes of its operations", () => {
    const item = `summary: Books\npost:\n${operation("4XX", ...rows).replaceAll(/^(?=.)/gm, "  ")}`;
    expect(found(item)).toEqual(codes);
  });

  test("a response of one status has that status for all of its table", () => {
    expect(found(operation("409", ...rows.slice(0, 2)))).toEqual(["NO_CARD 409", "CARD_OLD 409"]);
  });

  test("a table is read to its end", () => {
    const many = Array.from({ length: 60 }, (_, index) => `| 400 | BOOK_${index}_LENT | ${"Lent. ".repeat(20)}|`);
    expect(found(operation("4XX", ...many))).toHaveLength(60);
  });

  test("a code of the table wins over that of a class around it in an example", () => {
    const body = "{ issues: [{ code: structure, details: { codes: [{ code: CARD_OLD }] } }] }";
    const example = `    content:\n      application/json:\n        example: ${body}\n`;
    expect(found(`${operation("4XX", ...rows)}${example}`)).toEqual(codes);
  });

  const indented = (text: string, depth: number): string => text.replaceAll(/^(?=.)/gm, " ".repeat(depth));
  const table = `description: |\n  It failed:\n\n${["| HTTP status | Error code |", "|---|---|", ...rows].map((row) => `  ${row}\n`).join("")}`;
  const content = "content: { application/json: { example: { code: NO_CARD, message: There is none. } } }\n";

  test.each([
    ["paths", `/books:\n  post:\n${indented(operation("4XX", ...rows), 4)}`],
    ["responses by their statuses", `'200': { description: Lent. }\n'4XX':\n${indented(table, 2)}`],
    ["responses by their names", `Failed:\n${indented(`${table}${content}`, 2)}`],
    ["a response", `${table}${content}`],
  ])("a file of %s", (_, text) => {
    expect(found(text)).toEqual(codes);
  });

  test("maps of codes with descriptions are read as before, and classes of statuses are no codes", () => {
    expect(found("'1001': { description: There is no card. }\n'1002': { description: The card expired. }\n")).toEqual([
      "1001",
      "1002",
    ]);
    expect(found("NO_CARD: { description: There is none. }\n4XX: { description: It failed. }\n")).toEqual(["NO_CARD"]);
  });

  test("other data that has responses by names is read as before", () => {
    const text =
      "responses:\n  no_card: { status: 401, message: There is no card. }\n  card_old: { status: 403, message: Old. }\n";
    expect(found(text)).toEqual(["no_card 401", "card_old 403"]);
  });
});
