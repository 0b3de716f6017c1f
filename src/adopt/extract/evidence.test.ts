import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(text: string, file = "errors.md"): Adoption {
  return adopt([{ file, text }]);
}

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md"): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("evidence beside names", () => {
  test("a table, headings and a list below headings that do not name errors, but whose names describe failures", () => {
    const table =
      "# lib Codes\n\n| Code | Explanation |\n|--|--|\n| `libNO_CARD` | The card was not found. |\n| `libALREADY` | The book is already lent. |\n| `libSHELF` | The shelf is full. |\n";
    expect(found(table, "lib.md")).toEqual(["libNO_CARD", "libALREADY", "libSHELF"]);
    const headings =
      "# Lending\n\n## card_expired\n\nRenew it.\n\n## book_not_found\n\nSearch.\n\n## lent_already\n\nWait.\n";
    expect(found(headings, "lending.md")).toEqual(["card_expired", "book_not_found", "lent_already"]);
    const list = "# Lending\n\n- `card_expired`: Renew it.\n- `book_not_found`: Search.\n- `lent_already`: Wait.\n";
    expect(found(list, "lending.md")).toEqual(["card_expired", "book_not_found", "lent_already"]);
  });

  test("no table or list of fields, options or states", () => {
    const rows = (names: readonly string[]): string => names.map((name) => `| \`${name}\` | Its text. |\n`).join("");
    const options = `# Lending\n\n| Name | Text |\n|--|--|\n${rows(["max_books", "card_format", "due_days"])}\n`;
    const fields = "- `error`: The code.\n- `error_description`: The text.\n- `error_uri`: The page.\n\n";
    const errors = "## Errors\n\n| Code | Meaning |\n|--|--|\n| NO_CARD | No card. |\n";
    expect(found(options + fields + errors, "lending.md")).toEqual(["NO_CARD"]);
  });

  test("numbers that HTTP does not know are codes even below the title of statuses, and those of a success are none", () => {
    const rows = [200, 201, 300, 301, 305, 400, 501, 506, 607, 1103];
    const name = (number: number): string => (number === 200 ? "SUCCESS_STATUS" : `SHELF_${number}`);
    const text = `# Status codes\n\n| Status Code | Status Type | Meaning |\n|--|--|--|\n${rows.map((row) => `| ${row} | ${name(row)} | Text. |\n`).join("")}`;
    expect(found(text)).toEqual(rows.slice(1).map(String));
    expect(read(text).decoys).toMatchObject([{ name: "200", reason: "a success" }]);
  });

  test("numbers of a short table beside a longer one, also those of HTTP, and no table of HTTP statuses", () => {
    const table = (...rows: readonly (readonly [number, string])[]): string =>
      `Code | Text\n--|--\n${rows.map(([code, text]) => `\`${code}\` | ${text}\n`).join("")}\n`;
    const text = `# Errors\n\n${table([1, "Throttled"], [2, "No card"], [3, "No book"], [15, "Lost"])}Only for cards:\n\n${table([101, "`CARD_OLD`"], [102, "`CARD_LOST`"])}## HTTP\n\n${table([404, "Not Found"], [429, "Too Many Requests"])}`;
    expect(found(text)).toEqual(["1", "2", "3", "15", "101", "102"]);
  });

  test("a long table is judged as a whole", () => {
    const rows = Array.from({ length: 300 }, (_, index) => 200 + index * 3);
    const text = `# Errors\n\n| Status Code | Name | Meaning |\n|--|--|--|\n${rows.map((row) => `| ${row} | NO_SHELF_${row} | There is no shelf with this number. |\n`).join("")}`;
    expect(found(text)).toEqual(rows.map(String));
  });

  test("statuses in brackets at the end of a sentence", () => {
    const text =
      "# Errors\n\n| Code | Description | Action |\n|--|--|--|\n| NO_BOOK | The book was not found (404). | Search. |\n| NO_CARD | There is no card (since 2001). | Ask. |\n";
    expect(found(text)).toEqual(["NO_BOOK 404", "NO_CARD"]);
  });

  test("a page whose title begins with the number after which its file is named", () => {
    const page = (title: string): string =>
      `---\ntitle: "${title}"\n---\n\nIt failed with HTTP status 409.\n\n## Solution\n\nWait.\n`;
    const { errors } = adopt([
      { file: "errors/codes/40012-parameter-is-lent.mdx", text: page("40012: Parameter is lent") },
      { file: "errors/codes/40013-book-is-lost.mdx", text: page("40013: Book is lost") },
      { file: "errors/codes/overview.mdx", text: page("2024: A year of books") },
    ]);
    expect(errors.map(({ code, title, status }) => [code, title?.value, status?.value])).toEqual([
      ["40012", "Parameter is lent", 409],
      ["40013", "Book is lost", 409],
    ]);
  });

  test("small numbers of a map of errors, also those that are statuses elsewhere", () => {
    const entry = (code: number): object => ({ code, description: `It failed with ${code}.` });
    const text = JSON.stringify({
      errors: { no_card: entry(1), no_book: entry(15), lent: entry(100), lost: entry(1_200) },
    });
    expect(found(text, "errors.json")).toEqual(["1", "15", "100", "1200"]);
    expect(read(text, "errors.json").errors[0]).toMatchObject({ title: { value: "no_card" } });
  });
});
