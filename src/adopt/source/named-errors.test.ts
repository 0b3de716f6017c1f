import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

const codes = ["NoBook 404", "BookLent 409", "OldCard 403"];

describe("adopt, constants that are errors, whose names are the codes", () => {
  test("reads objects of TypeScript; numbers that are no statuses are not codes, and successes no errors", () => {
    const text = `export type ErrorFormat = { code: number, description: string };
export const Done: ErrorFormat = { code: 200, description: "No error." };
export const Moved: ErrorFormat = { code: 301, description: "The book has moved." };
export const NoBook: ErrorFormat = { code: 404, description: "There is no such book." };
export const Closed: ErrorFormat = {
    description: "The library is closed.",
    code: 503,
};
export const BadShelf: ErrorFormat = { code: 5001, description: "shelf not ok" };
export const BookLent: ErrorFormat = { code: 409, description: "The book is lent." };
export const OldCard: ErrorFormat = { code: 403, description: "The card is old." };
`;
    const expected = ["Moved 301", "NoBook 404", "Closed 503", "BadShelf", "BookLent 409", "OldCard 403"];
    expect(foundBeside({ "lib/errors.ts": text })).toEqual(expected);
  });

  test.each([
    [
      "errors.js",
      `exports.NoBook = { status: 404, message: "There is no such book." };
exports.BookLent = Object.freeze({ status: 409, message: "The book is lent." });
const OldCard = { status: StatusCodes.FORBIDDEN, message: "The card is old." };`,
    ],
    [
      "errors.go",
      `package library
var NoBook = &APIError{Code: 404, Description: "There is no such book."}
var (
	BookLent = &APIError{Code: http.StatusConflict, Description: "The book is lent."}
	OldCard = &APIError{403, "The card is old."}
)`,
    ],
    [
      "Errors.java",
      `public final class Errors {
  public static final ErrorFormat NoBook = new ErrorFormat(404, "There is no such book.");
  public static final ErrorFormat BookLent = new ErrorFormat(409, "The book is lent.");
  public static final ErrorFormat OldCard = new ErrorFormat(HttpStatus.FORBIDDEN, "The card is old.");
}`,
    ],
    [
      "Errors.kt",
      `object Errors {
  val NoBook = ErrorFormat(404, "There is no such book.")
  val BookLent = ErrorFormat(code = 409, description = "The book is lent.")
  val OldCard: ErrorFormat = ErrorFormat(403, "The card is old.")
}`,
    ],
    [
      "Errors.cs",
      `public static class Errors {
  public static readonly ErrorFormat NoBook = new ErrorFormat(404, "There is no such book.");
  public static readonly ErrorFormat BookLent = new(409, "The book is lent.");
  public static readonly ErrorFormat OldCard = new() { Code = 403, Description = "The card is old." };
}`,
    ],
    [
      "errors.py",
      `NoBook = ErrorFormat(404, "There is no such book.")
BookLent = ErrorFormat(code=409, description="The book is lent.")
OldCard = ErrorFormat(status.HTTP_403_FORBIDDEN, "The card is old.")`,
    ],
    [
      "Errors.php",
      `<?php
class Errors {
  const NoBook = ['code' => 404, 'description' => 'There is no such book.'];
  public const BookLent = ['code' => 409, 'description' => 'The book is lent.'];
  const OldCard = ['code' => 403, 'description' => 'The card is old.'];
}`,
    ],
    [
      "errors.rb",
      `NoBook = ErrorFormat.new(404, "There is no such book.")
BookLent = ErrorFormat.new(409, "The book is lent.")
OldCard = ErrorFormat.new(403, "The card is old.")`,
    ],
    [
      "errors.rs",
      `pub const NoBook: ErrorFormat = ErrorFormat { code: 404, description: "There is no such book." };
pub const BookLent: ErrorFormat = ErrorFormat { code: 409, description: "The book is lent." };
pub const OldCard: ErrorFormat = ErrorFormat::new(403, "The card is old.");`,
    ],
  ])("reads them in %s", (file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(codes);
  });

  test("reads no names of classes, of variables of Go, of pairs, of settings, and beside codes of their own", () => {
    const pages = ["NoBook", "BookLent", "OldCard"].map((name, at) => [name, 404 + at] as const);
    const lines = (line: (name: string, status: number) => string): string =>
      pages.map(([name, status]) => line(name, status)).join("\n");
    const files = {
      "a/errors.ts": lines((name, status) => `const ${name}Error = { status: ${status}, message: "It is gone now." };`),
      "b/errors.go": `package b\n${lines((name, status) => `var Err${name} = &E{Code: ${status}, Text: "It is gone."}`)}`,
      "c/errors.ts": lines((name, status) => `const ${name} = { status: ${status}, message: "It is gone now." };`)
        .split("\n")
        .slice(1)
        .join("\n"),
      "d/pages.ts": lines((name, status) => `const ${name} = { status: ${status}, message: "It is shown now." };`),
      "e/errors.ts": lines((name) => `const ${name} = { limit: 100, description: "It is the limit of now." };`),
    };
    expect(foundBeside(files)).toEqual([]);
    const own = lines(
      (name, status) => `const ${name} = { code: "X_${status}", status: ${status}, message: "Gone." };`,
    );
    expect(foundBeside({ "errors.ts": own })).toEqual(["X_404 404", "X_405 405", "X_406 406"]);
  });
});

describe("adopt, static properties that return a code", () => {
  const numbers = ["10001", "10002", "10003"];

  test.each([
    [
      "Errors.cs",
      `public static class ErrorCodes {
  public static int NoBook => 10001;
  public static int BookLent { get { return 10002; } }
  public static int OldCard { get => 10003; }
}
public static class Limits {
  public static int Books => 20001;
  public static int Cards => 20002;
}`,
    ],
    [
      "ErrorCodes.ts",
      `export class ErrorCodes {
  static get NoBook() { return 10001; }
  static get BookLent(): number { return 10002; }
  public static get OldCard() { return 10003; }
}`,
    ],
    [
      "ErrorCodes.kt",
      `object ErrorCodes {
  val NoBook get() = 10001
  val BookLent: Int get() = 10002
  val OldCard: Int
    get() = 10003
}`,
    ],
    [
      "error_codes.dart",
      `class ErrorCodes {
  static int get noBook => 10001;
  static int get bookLent => 10002;
  static int get oldCard => 10003;
}`,
    ],
    [
      "ErrorCodes.swift",
      `enum ErrorCodes {
  static var noBook: Int { 10001 }
  static var bookLent: Int { return 10002 }
  static let oldCard = 10003
}`,
    ],
  ])("reads numbers in %s", (file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(numbers);
  });

  test("reads texts", () => {
    const text = `public static class ErrorCodes {
  public static string NoBook => "no_book";
  public static string BookLent => "book_lent";
}`;
    expect(foundBeside({ "Errors.cs": text })).toEqual(["no_book", "book_lent"]);
  });
});
