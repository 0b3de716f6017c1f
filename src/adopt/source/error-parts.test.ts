import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

const sources: Readonly<Record<string, string>> = {
  "pkg/apierror/messages.go": `package apierror

const (
	NoBookCode    string = "NO_BOOK"
	NoBookMessage string = "There is no such book"
	NoBookStatus  int    = http.StatusNotFound

	LentTodayCode    string = "ON_LOAN"
	LentTodayMessage string = "The book is lent"
	LentTodayStatus  int    = http.StatusConflict
)`,
  "src/library.ts": `export const NO_BOOK_CODE = "NO_BOOK";
export const NO_BOOK_MESSAGE = "The book was not found.";
export const NO_BOOK_HTTP_STATUS = 404;
export const LENT_CODE = "ON_LOAN";
export const LENT_MESSAGE = "The book is not available.";
export const LENT_HTTP_STATUS = 409;
export const SHUT_CODE = "SHUT";
export const SHUT_HTTP_STATUS = 503;
export const PAGE_CODE_SIZE = 20;`,
  "src/errors.py": `NO_BOOK = "NO_BOOK"
NO_BOOK_MESSAGE = "There is no such book."
NO_BOOK_STATUS = 404
LENT = "ON_LOAN"
LENT_MESSAGE = "It is lent."
LENT_STATUS = 409`,
  "src/LibraryErrors.kt": `object LibraryErrors {
  const val ERROR_CODE_NO_BOOK = "NO_BOOK"
  const val ERROR_MESSAGE_NO_BOOK = "There is no such book."
  const val ERROR_STATUS_NO_BOOK = 404
  const val ERROR_CODE_LENT = "ON_LOAN"
  const val ERROR_MESSAGE_LENT = "It is lent."
  const val ERROR_STATUS_LENT = 409
}`,
  "src/LibraryErrors.cs": `public static class LibraryErrors {
  public const string NoBookCode = "NO_BOOK";
  public const int NoBookStatusCode = 404;
  public const string LentCode = "ON_LOAN";
  public const int LentStatusCode = StatusCodes.Status409Conflict;
}`,
  "src/errors.rb": `module Library
  module Errors
    NO_BOOK_CODE = "NO_BOOK"
    NO_BOOK_STATUS = :not_found
    LENT_CODE = "ON_LOAN"
    LENT_STATUS = :conflict
  end
end`,
  "src/errors.rs": `pub const NO_BOOK_CODE: &str = "NO_BOOK";
pub const NO_BOOK_STATUS: u16 = 404;
pub const LENT_CODE: &str = "ON_LOAN";
pub const LENT_STATUS: StatusCode = StatusCode::CONFLICT;`,
  "src/LibraryErrors.swift": `enum LibraryErrors {
  static let noBookCode = "NO_BOOK"
  static let noBookStatus = 404
  static let lentCode = "ON_LOAN"
  static let lentStatus = 409
}`,
};

describe("adopt, errors whose code, message and status are constants of their own", () => {
  test("reads them by the rest of their names in every language", () => {
    for (const [file, text] of Object.entries(sources))
      expect(foundBeside({ [file]: text }).slice(0, 2), file).toEqual(["NO_BOOK 404", "ON_LOAN 409"]);
  });

  test("reads numbers that count on as codes, also if they could be statuses", () => {
    const names = ["NO_BOOK", "NO_CARD", "LENT", "SHUT", "WRONG_PIN", "OLD_CARD"];
    const constants = names.map(
      (name, index) => `const RESPONSE_CODE_${name} = '${401 + index}';
  const RESPONSE_DETAIL_${name} = 'The request failed.';`,
    );
    const text = `<?php\nclass LibraryConfig {\n  const RESOURCE_BOOKS = 'books';\n  ${constants.join("\n  ")}\n}`;
    expect(foundBeside({ "LibraryConfig.php": text })).toEqual(["401", "402", "403", "404", "405", "406"]);
  });

  test("reads no statuses, no successes and no lists about anything else", () => {
    for (const text of [
      'const NOT_FOUND_CODE = 404;\nconst NOT_FOUND_MESSAGE = "Not found.";\nconst GONE_CODE = 410;\nconst GONE_MESSAGE = "It is gone.";',
      'const FRANCE_CODE = "FR-A";\nconst FRANCE_TITLE = "France";\nconst SPAIN_CODE = "ES-B";\nconst SPAIN_TITLE = "Spain";\nconst ITALY_CODE = "IT-C";\nconst ITALY_TITLE = "Italy";',
    ])
      expect(foundBeside({ "src/values.ts": text })).toEqual([]);
    const success = 'export const SUCCESS_CODE = "ALL_DONE";\nexport const SUCCESS_MESSAGE = "It is done.";\n';
    expect(foundBeside({ "src/errors.ts": success + sources["src/library.ts"] })).not.toContain("ALL_DONE");
  });
});
