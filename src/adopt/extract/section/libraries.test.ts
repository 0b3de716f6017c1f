import { describe, expect, test } from "vitest";
import { adopt } from "../../index.ts";

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "README.md"): readonly string[] {
  return adopt([{ file, text }]).errors.map(({ code, statuses }) =>
    [code, ...statuses.map(({ value }) => value)].join(" "),
  );
}

/** Returns the codes of a source; none if it has none. */
function codesIn(text: string, file = "README.md"): readonly string[] {
  try {
    return found(text, file);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

describe("codes that texts below headings state", () => {
  test("win over the names of classes in the headings, whose base class is none", () => {
    const section = (name: string, status: number, code: string): string =>
      `### ${name}\n\n- Sent for one reason\n- HTTP status code \`${status}\`, the \`message\` is shown\n- Error code is \`${code}\`\n\n`;
    const text = `# desk-errors\n\nErrors of the desk.\n\n## Classes\n\n### DeskError\n\n- **toObject**: returns an object\n\n${section("NoCardError", 401, "ERR_NO_CARD")}${section("LentError", 409, "ERR_LENT")}${section("DeskClosedError", 503, "ERR_CLOSED")}`;
    expect(found(text)).toEqual(["ERR_NO_CARD 401", "ERR_LENT 409", "ERR_CLOSED 503"]);
  });

  test("are read from labels, also if one is a single word", () => {
    const section = (name: string, status: number, code: string): string =>
      `## ${name}\n\nProperties:\n - **message:** the message\n - **status:** ${status}\n - **name:** '${code}'\n\n`;
    const text = `# API errors\n\n${section("NoCardError", 401, "NO_CARD")}${section("LentError", 409, "LENT")}${section("OldCardError", 403, "OLD_CARD")}`;
    expect(found(text)).toEqual(["NO_CARD 401", "LENT 409", "OLD_CARD 403"]);
    expect(
      adopt([{ file: "README.md", text }]).errors.flatMap(({ message, meaning }) => message ?? meaning ?? []),
    ).toEqual([]);
  });

  test("are read from sentences about members of an error, below headings that are messages", () => {
    const section = (title: string, status: number, type: string): string =>
      `### ${title}\n\nThis occurs when the desk refuses. The \`limit\` property is set to the limit. The\n\`status\` property is set to \`${status}\`, and the \`type\` property\nis set to \`'${type}'\`.\n\n`;
    const text = `# desk\n\nLends books.\n\n## Errors\n\n${section("card is too old", 403, "card.too.old")}${section("no card", 401, "card.missing")}${section("too many books", 429, "books.too.many")}### depth\n\nThe \`status\` property is set to \`400\`.\n\n## Examples\n\nThe \`type\` property is set to \`'text.plain'\`.\n`;
    expect(found(text)).toEqual(["card.too.old 403", "card.missing 401", "books.too.many 429"]);
  });

  test.each([
    ["a bold label", (code: string, status: number) => `**Code:** \`${code}\`\n\n**Status:** ${status}\n`],
    [
      "bold labels in one paragraph",
      (code: string, status: number) => `**Code:** \`${code}\`\n**HTTP status:** ${status}\n`,
    ],
    [
      "a table of labels",
      (code: string, status: number) =>
        `| Property | Value |\n|---|---|\n| status | ${status} |\n| code | \`${code}\` |\n`,
    ],
    ["comparisons", (code: string, status: number) => `- \`err.code === '${code}'\`\n- \`err.status === ${status}\`\n`],
    ["one line", (code: string, status: number) => `HTTP status: ${status}. Code: \`${code}\`.\n`],
    ["a sentence", (code: string, status: number) => `Responds with HTTP ${status} and code \`${code}\`.\n`],
    ["an example", (code: string, status: number) => `\`\`\`json\n{"status": ${status}, "code": "${code}"}\n\`\`\`\n`],
  ])("are read from %s", (_, below) => {
    const section = (name: string, status: number, code: string): string => `## ${name}\n\n${below(code, status)}\n`;
    const text = `# Errors\n\n${section("NoCardError", 401, "NO_CARD")}${section("BookLentError", 409, "BOOK_LENT")}${section("OldCardError", 403, "OLD_CARD")}`;
    expect(found(text)).toEqual(["NO_CARD 401", "BOOK_LENT 409", "OLD_CARD 403"]);
  });

  test("are also the ends of the addresses of problems", () => {
    const section = (title: string, status: number, name: string): string =>
      `## ${title}\n\n- Type: \`https://lib.example/problems/${name}\`\n- Status: ${status}\n\n`;
    const text = `# Errors\n\n${section("There is no card", 401, "no-card")}${section("The book is lent", 409, "book-lent")}${section("The card is old", 403, "old-card")}`;
    expect(found(text)).toEqual(["no-card 401", "book-lent 409", "old-card 403"]);
  });

  test("do not replace titles of groups: statuses, or those of several codes", () => {
    const rows = (...codes: readonly string[]): string =>
      codes.map((code) => `| | |\n|---|---|\n| **Error** | ${code} |\n| **Message** | Refused |\n\n`).join("");
    const text = `# Common errors\n\n## 401 Unauthorized\n\n${rows("no_card")}## 403 Forbidden\n\n${rows("old_card")}## 409 Conflict\n\n${rows("book_lent")}## 429 Too Many Requests\n\n${rows("too_many_books", "too_many_cards")}`;
    expect(found(text)).toEqual([
      "no_card 401",
      "old_card 403",
      "book_lent 409",
      "too_many_books 429",
      "too_many_cards 429",
    ]);
  });

  test("do not replace headings that are codes, and are not read below headings about something else", () => {
    const other = (title: string, type: string): string =>
      `### ${title}\n\nThe \`type\` property is set to \`'${type}'\`.\n\n`;
    const shapes = `# Shapes\n\n## Kinds\n\n${other("A round one", "shape.round")}${other("A square", "shape.square")}${other("A line", "shape.line")}`;
    expect(codesIn(shapes)).toEqual([]);
    const own = (code: string, name: string): string => `## ${code}\n\nThe error code is \`${name}\`.\n\n`;
    const text = `# Error codes\n\n${own("NO_CARD", "card.missing")}${own("OLD_CARD", "card.old")}${own("LENT_BOOK", "book.lent")}`;
    expect(found(text)).toEqual(["NO_CARD", "OLD_CARD", "LENT_BOOK"]);
  });
});

describe("references of programs", () => {
  test("a title that is the name of a library is no code, so that the lists below it are read", () => {
    const text =
      "# desk-errors\n\nThe module has these errors:\n\n* 401 NoCardError\n* 409 BookLentError (since 2.0)\n* 403 OldCardError\n\n## API\n\n### makeError(name [, defaults])\n\nCreates one.\n\n### errorOf(status)\n\nReturns one.\n";
    expect(found(text)).toEqual(["NoCardError 401", "BookLentError 409", "OldCardError 403"]);
  });

  test("members with types in braces, options and properties are no codes", () => {
    const typed =
      "# Errors\n\nThe error has these:\n\n* `options.statusCode` {Number} - the status\n* `errorCode` {Array<String>} - the code, missing by default\n* `onFailure` {*} - called on failures\n";
    expect(codesIn(typed)).toEqual([]);
    const properties =
      "# desk-errors\n\n## Errors\n\n#### Error Properties\n\n- `expose` - whether the message of the error is sent\n- `statusCode` - the status of the error\n- `innerError` - the error that failed\n";
    expect(codesIn(properties)).toEqual([]);
  });

  test("functions and members of classes are no codes", () => {
    const list =
      "# Errors\n\n- `lendBook` function fails without a card.\n- `returnBook` method is not supported.\n- `setMeta` function is not supported.\n";
    expect(codesIn(list)).toEqual([]);
    const text =
      "# Desk\n\n### Class: DeskError : Error\n\n#### err.deskCode\n\nThe code of the error.\n\n#### err.details\n\nMore about the error.\n\n### errorOf(type)\n\nReturns an error of a type:\n\n| Type | Description |\n|---|---|\n| NoCardError | There is no card. |\n| LentViolation | The book is not there. |\n| InternalError | The desk failed. |\n";
    expect(found(text)).toEqual(["NoCardError", "LentViolation", "InternalError"]);
  });

  test("a column of codes wins over one of the names of classes", () => {
    const text =
      "# Errors\n\n| Error | Error Codes | Description |\n|---|---|---|\n| `NoCardError` | `DESK_NO_CARD` | There is no card. |\n| `LentError` | `DESK_LENT` | The book is lent. |\n| `ClosedError` | `DESK_CLOSED` | The desk is closed. |\n\n### `LentError`\n\nHas a `.book`.\n";
    expect(found(text)).toEqual(["DESK_NO_CARD", "DESK_LENT", "DESK_CLOSED"]);
  });

  test("a page title in a table that only places it is no code", () => {
    const text =
      '<html><body><table><tr><td><h2>desk.js: Errors</h2><p>desk.js: Errors — codes</p></td><td></td></tr></table><h2>Error codes</h2><table><tr><td>"no-card"</td><td>There is no card.</td></tr><tr><td>"old-card"</td><td>The card is too old.</td></tr><tr><td>"lent-book"</td><td>The book is lent.</td></tr></table><h2>desk.message()</h2><p>Returns a message.</p></body></html>';
    expect(found(text, "desk.html")).toEqual(["no-card", "old-card", "lent-book"]);
  });
});

describe("items that begin with a status", () => {
  test.each([
    "401 NO_CARD",
    "401 (NO_CARD)",
    "401 Unauthorized (NO_CARD)",
    "HTTP 401: `NO_CARD`",
    "`401` `NO_CARD` - none",
  ])("name the code behind it: %s", (item) => {
    expect(found(`# Errors\n\n- ${item}\n- 409 (BOOK_LENT)\n- 403 (OLD_CARD)\n`)).toEqual([
      "NO_CARD 401",
      "BOOK_LENT 409",
      "OLD_CARD 403",
    ]);
  });
});

describe("directives of objects in reStructuredText", () => {
  test("exceptions, data and macros are codes without the names of their modules and their arguments", () => {
    const object = (directive: string, name: string): string =>
      `.. ${directive}:: ${name}\n\n    Raised if the desk refuses ${name}.\n\n`;
    const text = (directive: string): string =>
      `:mod:\`desk.exception\` -- Errors of the desk\n=====================================\n\n.. module:: desk.exception\n    :synopsis: All exceptions.\n\n${object(directive, "desk.ERR_NO_CARD")}${object(directive, "ERR_LENT(book)")}${object(directive, "desk.lending.ERR_OLD_CARD")}`;
    for (const directive of ["exception", "py:exception", "autoexception", "py:class", "data", "c:macro"])
      expect(found(text(directive), "exceptions.rst")).toEqual(["ERR_NO_CARD", "ERR_LENT", "ERR_OLD_CARD"]);
  });
});
