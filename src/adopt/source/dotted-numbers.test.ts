import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

const sources: Readonly<Record<string, string>> = {
  "src/problems.js": `const problem = (code, text) => { const result = (details) => new Problem(code, text(details)); return result; };
const problems = {
  user: {
    noBook: problem(404.1, () => "There is no book."),
    lent: problem(409.12, ({ until }) => {
      if (until) return \`It is lent until \${until}.\`;
      else return "It is lent.";
    }),
  },
};`,
  "src/errors.py": `class LibraryProblem(Exception):
    def __init__(self, code, message):
        self.code = code
NO_BOOK = LibraryProblem(404.1, "There is no book.")
LENT = LibraryProblem(409.12, "The book is lent.")`,
  "src/LibraryProblem.java": `public enum LibraryProblem {
  NO_BOOK(404.1, "There is no book."), LENT(409.12, "The book is lent.");
  LibraryProblem(double code, String message) {}
}`,
  "src/errors.go": `package errors
var (
	ErrNoBook = NewError(404.1, "there is no book")
	ErrLent = NewError(409.12, "the book is lent")
)`,
  "src/error_codes.php": "<?php\nfinal class ErrorCodes { const NO_BOOK = '404.1'; const LENT = '409.12'; }",
  "src/errors.ts": "export enum ErrorCode { NoBook = 404.1, Lent = 409.12 }",
  "src/LibraryErrors.cs": `public static class Errors {
  public static readonly Error NoBook = new Error("404.1", "There is no book.");
  public static readonly Error Lent = new Error("409.12", "It is lent.");
}`,
};

describe("adopt, numbers of errors that begin with their statuses", () => {
  test("reads the number and the status in every language", () => {
    for (const [file, text] of Object.entries(sources))
      expect(foundBeside({ [file]: text }), file).toEqual(["404.1 404", "409.12 409"]);
  });

  test("reads no number that begins with anything else", () => {
    expect(
      foundBeside({ "src/errors.ts": "export const errorRates = { low: 0.5, high: 200.5, top: 999.1 };" }),
    ).toEqual([]);
  });
});

describe("adopt, codes that only their place among others shows", () => {
  const errors = ["NoBook", "NoCard", "OnLoan", "ShutToday", "WrongPin"].map(
    (code) => `new LibraryError(409, "${code}", "The request failed.");`,
  );

  test("reads a title and a code without a status or a message at the place of the others", () => {
    const text = `${errors.join("\n")}
new LibraryError(416, "Page Not There", "There is no such page.");
function verify(status, message) { return new LibraryError(status, "OldCard", message); }`;
    const found = foundBeside({ "src/library.ts": text });
    expect(found).toContain("OldCard");
    expect(found).toContain("Page Not There 416");
  });

  test("reads nothing at a place that differs", () => {
    const text = `${errors.slice(0, 3).join("\n")}\nnew LibraryError(416, "Page Not There", "There is no such page.");`;
    expect(foundBeside({ "src/library.ts": text })).not.toContain("Page Not There 416");
  });

  test("reads the argument that is named as the code, also if a few of them are titles", () => {
    const names = ["NoBook", "NoCard", "OnLoan", "ShutToday", "WrongPin", "OldCard", "NoDesk", "NoRoom", "NoLamp"];
    const members = [...names, "Access Denied"].map(
      (code, index) => `E${index}("${code}", "It failed.", HTTP_PRECON_FAILED)`,
    );
    const text = `public enum LibraryErrors { ${members.join(", ")};\n  LibraryErrors(String code, String message, int httpCode) {} }`;
    expect(foundBeside({ "LibraryErrors.java": text })).toContain("Access Denied 412");
  });

  test("reads the code of the member whose name another one returns", () => {
    const text = `public enum ErrorCode { LENT(409), NO_BOOK(404), LENT_TODAY(409) {
  @Override public String getName() { return LENT.getName(); } };
  ErrorCode(int status) {} }`;
    expect(foundBeside({ "ErrorCode.java": text })).toEqual(["LENT 409", "NO_BOOK 404"]);
  });
});
