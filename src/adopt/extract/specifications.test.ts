import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(text: string, file = "protocol.md"): Adoption {
  return adopt([{ file, text }]);
}

function found(text: string, file?: string): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("prose of a specification", () => {
  const method =
    "# Lending protocol\n\n## Lend\n\n`shelf`: The shelf of the book.\n\nThe method may fail:\n\n`deskShut`: The desk is not open.\n\n`bookLent`: The book cannot be lent twice.\n\n`unknownBook`: No such book exists.\n";

  test("paragraphs that begin with a code and a text; those of fields, which have types, are none", () => {
    const fields =
      "`readerName`: `String|null`\nThe name of the reader.\n\n`bookIds`: Id[]\nThe books that are not there.\n\n";
    expect(found(method.replace("The method may fail:", `${fields}The method may fail:`))).toEqual([
      "deskShut",
      "bookLent",
      "unknownBook",
    ]);
  });

  test("dashes and quotes, in Markdown and in HTML", () => {
    const dashes = method.replaceAll(/^`(\w+)`: /gm, "`$1` – ");
    expect(found(dashes)).toEqual(["deskShut", "bookLent", "unknownBook"]);
    const html = `<h1>Lending protocol</h1><h2>Failures</h2>${["deskShut", "bookLent", "unknownBook"]
      .map((name) => `<p><code>"${name}"</code>: The book cannot be lent.</p>`)
      .join("")}`;
    expect(found(html, "protocol.html")).toEqual(["deskShut", "bookLent", "unknownBook"]);
  });

  test("paragraphs that describe fields only are no codes", () => {
    const text =
      "# Lending protocol\n\n## Reader\n\n`readerName`: The name on the card.\n\n`bookCount`: The number of books.\n\n`deskPlace`: The place of the desk.\n";
    expect(() => found(text)).toThrow("received none");
  });

  test("a word in a list that continues one of codes, and a member of an example that a text calls an error", () => {
    const text =
      '# Lending protocol\n\n```json\n{ "notFound": [], "list": [] }\n```\n\n## Errors\n\n- `bookLent`: The book cannot be lent.\n- `notFound`: The book was not found.\n- `rateLimit`: Too many books.\n- **readers**: `Id[Reader]|null`\n\nThe desk sends others.\n\n- `single`: Only one book cannot be lent.\n\nA reader is rejected with a `notFound` lending error.\n';
    expect(found(text)).toEqual(["bookLent", "notFound", "rateLimit", "single"]);
  });
});

describe("tables of a specification", () => {
  test("tables of one or two rows are read as a larger one of the same form", () => {
    const table = (rows: readonly (readonly [string, string])[]): string =>
      `<table>${rows.map(([code, text]) => `<tr><td>${code}<td>${text}`).join("")}</table>`;
    const large = table([
      ["20001", "The card is not valid"],
      ["20002", "The card is old"],
      ["20003", "No such card"],
    ]);
    const page = (small: string): string => `<h1>Desk errors</h1><h3>Desk</h3>${small}<h3>Cards</h3>${large}`;
    const pair = page(
      table([
        ["10001", "The desk is shut"],
        ["10002", "No desk"],
      ]),
    );
    expect(found(pair, "desk.html")).toEqual(["10001", "10002", "20001", "20002", "20003"]);
    const years = page(table([["the first", "1998"]]));
    expect(found(years, "desk.html")).toEqual(["20001", "20002", "20003"]);
  });

  test("addresses of errors in a table state the statuses of the codes at their ends", () => {
    const terms = ["NO_BOOK", "BOOK_LENT"].map((code) => `<dt>${code}</dt><dd><p>The book cannot be lent.</p></dd>`);
    const rows = (address: (code: string) => string): string =>
      `<table><tr><th>error type URI</th><th>HTTP status code</th></tr>${[
        ["NO_BOOK", 404],
        ["BOOK_LENT", 409],
      ]
        .map(([code, status]) => `<tr><td><code>${address(String(code))}</code></td><td>${status}</td></tr>`)
        .join("")}</table>`;
    const page = (address: (code: string) => string): string =>
      `<h1>Lending</h1><h2>Errors</h2><dl>${terms.join("")}</dl><h2>Responses</h2>${rows(address)}`;
    for (const start of ["https://lib.example/ns#", "https://lib.example/problems/", "urn:lib:errors:"])
      expect(
        found(
          page((code) => `${start}${code}`),
          "lending.html",
        ),
      ).toEqual(["NO_BOOK 404", "BOOK_LENT 409"]);
  });
});

describe("sentences with conditions", () => {
  test("a sentence for each value of a code, in one paragraph or in several", () => {
    const text =
      "# Errors\n\nIf `code` is 2001, the book cannot be lent.\nIf the error code is 2002, the card has expired.\n\nWhen `code` equals 2003, there is no such desk.\n";
    expect(found(text, "errors.md")).toEqual(["2001", "2002", "2003"]);
    const { errors } = adopt([{ file: "errors.md", text }]);
    expect(errors.map(({ source: { line } }) => line)).toEqual([3, 4, 6]);
  });

  test("no code is read from conditions about statuses, options or other texts", () => {
    const page = (sentences: readonly string[]): string =>
      `# Errors\n\n${sentences.join("\n")}\n\n- \`book_lent\` - The book cannot be lent.\n- \`no_book\` - No such book.\n- \`no_card\` - No such card.\n`;
    for (const sentences of [
      [
        "If `code` is 400, the request is invalid.",
        "If `code` is 404, it is not found.",
        "If `code` is 409, it fails.",
      ],
      [
        "If `code` is red_book, it is shown.",
        "If `code` is old_book, it is hidden.",
        "If `code` is big_book, it is sold.",
      ],
      [
        "If `size` is 1001, the shelf is not full.",
        "If `size` is 1002, it is missing.",
        "If `size` is 1003, it fails.",
      ],
    ])
      expect(found(page(sentences), "errors.md")).toEqual(["book_lent", "no_book", "no_card"]);
  });
});

describe("bodies in examples", () => {
  test("a string over several lines; the name and the state of an object that has a fault are none", () => {
    const text =
      '# Errors\n\n- `book_lent` - The book cannot be lent.\n- `no_book` - No such book.\n\n```json\n{\n  "type": "https://lib.example/problems/book_lent",\n  "status": 409,\n  "detail": "The book\n    is lent."\n}\n```\n\n```json\n{ "desk": { "name": "front-desk", "status": "ERROR", "fault": { "code": 404, "message": "No such book." } } }\n```\n';
    expect(found(text, "errors.md")).toEqual(["book_lent 409", "no_book"]);
  });
});
