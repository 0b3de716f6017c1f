import { describe, expect, test } from "vitest";
import { adopt } from "../../index.ts";

/** Returns the codes and titles of a source, as `CODE title`. */
function found(text: string, file = "errors.md"): readonly string[] {
  return adopt([{ file, text }]).errors.map(({ code, title }) => [code, title?.value].filter(Boolean).join(" "));
}

describe("numbers beside names", () => {
  test("are the codes, and the names are their titles if nothing else describes them", () => {
    const text =
      "# Error codes list\n\n| Error label | Error number |\n|---|---|\n| `DESK_NO_CARD` | 1 |\n| `DESK_OLD_CARD` | 2 |\n| `DESK_LENT` | 4 |\n| `DESK_CLOSED` | 100 |\n";
    expect(found(text)).toEqual(["1 DESK_NO_CARD", "2 DESK_OLD_CARD", "4 DESK_LENT", "100 DESK_CLOSED"]);
  });

  test("may contain letters if all have five digits and letters; rows of one cell are titles of classes", () => {
    const row = (code: string, name: string): string => `<tr><td>${code}</td><td>${name}</td></tr>`;
    const title = (text: string): string => `<tr><td colspan="2">${text}</td></tr>`;
    const text = `<html><body><h1>Error codes</h1><table><tr><th>Error Code</th><th>Condition Name</th></tr>${title("Class 00 — Success")}${row("00000", "successful_completion")}${title("Class 08 — Cards")}${row("08000", "card_exception")}${row("08P01", "card_violation")}${title("Class 22 — Books")}${row("22012", "book_lent")}${row("2200G", "book_missing")}</table></body></html>`;
    expect(found(text, "errors.html")).toEqual([
      "08000 card_exception",
      "08P01 card_violation",
      "22012 book_lent",
      "2200G book_missing",
    ]);
  });

  test("words of five capitals are no numbers", () => {
    const text =
      "# Errors\n\n| Name | Country code |\n|---|---|\n| no_card | ALPHA |\n| old_card | BRAVO |\n| lent_book | GAMMA |\n";
    expect(found(text)).toEqual(["no_card", "old_card", "lent_book"]);
  });
});

describe("tables of macros", () => {
  const page = (macros: readonly (readonly [string, string, string])[]): string =>
    `<html><body><p>The source code of this file.</p><table><tr><td colspan="2"><h2>Macros</h2></td></tr>${macros
      .map(
        ([name, value, brief]) =>
          `<tr><td>#define&#160;</td><td><a href="#a">${name}</a>&#160;&#160;&#160;${value}</td></tr><tr><td>&#160;</td><td>${brief} <a href="#a">More...</a></td></tr><tr><td colspan="2">&#160;</td></tr>`,
      )
      .join("")}</table></body></html>`;

  test("have a number, a name and a description for each error; 0 is a success", () => {
    const text = page([
      ["DESK_OK", "0", "Success"],
      ["DESK_ERROR_NO_CARD", "403", "There is no card"],
      ["DESK_ERROR_LENT", "450", "The book is lent"],
      ["DESK_ERROR_CLOSED", "-7", "The desk is closed"],
    ]);
    const { errors } = adopt([{ file: "deskerror_8h.html", text }]);
    expect(errors.map(({ code, statuses, meaning }) => [code, statuses.length, meaning?.value])).toEqual([
      ["403", 0, "There is no card"],
      ["450", 0, "The book is lent"],
      ["-7", 0, "The desk is closed"],
    ]);
  });

  test("of sizes and versions have no errors", () => {
    const text = page([
      ["DESK_VERSION", "3", "The version"],
      ["DESK_MAX_BOOKS", "100", "Most books"],
      ["DESK_PAGE", "20", "Books of a page"],
    ]);
    expect(() => adopt([{ file: "deskerror_8h.html", text }])).toThrow(RangeError);
  });
});
