import { describe, expect, test } from "vitest";
import { adopt } from "../../index.ts";

/** Returns the codes and statuses that files state, as `CODE status`. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  const { errors } = adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
  return errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

const real = { "errors.ts": 'throw new ApiError("no_ink", 410, "No ink.");' };

describe("evidence in source code", () => {
  test("an enumeration that is not named after errors, whose messages describe failures", () => {
    const status = (...members: readonly string[]): string =>
      `public enum Status {\n  ${members.join(",\n  ")};\n  private final int code;\n  private final String msg;\n  Status(int code, String msg) { this.code = code; this.msg = msg; }\n}`;
    const text = status(
      'SUCCESS(0, "success")',
      'CARD_NULL(10001, "card is not valid")',
      'SHELF(10002, "shelf not found")',
      'LENT(10003, "book already lent")',
    );
    expect(found({ "Status.java": text })).toEqual(["10001", "10002", "10003"]);
    const states = status('NEW(10001, "new")', 'LENT(10002, "lent")', 'LOST(10003, "lost")');
    expect(found({ "Status.java": states, ...real })).toEqual(["no_ink 410"]);
  });

  test("members of Go that are named after fields", () => {
    const text = `package lib
var (
	ErrNoBook = &LibError{ErrorField: errNoBook, DescriptionField: "The book was not found", CodeField: http.StatusNotFound}
	ErrLent = &LibError{ErrorField: errLent, HintField: "Wait for it", CodeField: http.StatusConflict}
)
const (
	errNoBook = "no_book"
	errLent   = "lent_out"
)`;
    expect(found({ "errors.go": text })).toEqual(["no_book 404", "lent_out 409"]);
  });

  test("blocks of Go that count on with iota, and not the blocks of other numbers of the type", () => {
    const text = `package text
type ID int
const (
	InfoShelf ID = 1000000 + iota
	InfoBook
)
const (
	ErrorCard ID = 4000000 + iota // 4000000
	ErrorCardExpired
	ErrorCardLost
)`;
    expect(found({ "text/id.go": text })).toEqual(["4000000", "4000001", "4000002"]);
  });

  test("constants of Go in a file about errors, whose values describe failures", () => {
    const text = `package errors
const (
	// NoBookCode is the code of unknown books
	NoBookCode = "BOOK_NOT_FOUND"
	DENIED = "DENIED"
	LENT = "BOOK_LENT"
	CardCode = "CARD"
)
var ErrStop = errors.New("stop")`;
    expect(found({ "errors/const.go": text })).toEqual(["BOOK_NOT_FOUND", "DENIED", "BOOK_LENT", "CARD"]);
  });

  test("codes that the comments of all members begin with", () => {
    const member = (code: string, name: string): string =>
      `    /// \`${code}\`\n    ///\n    /// It failed.\n    ${name},\n`;
    const text = `pub enum ErrorKind {\n${member("L_NO_BOOK", "NoBook")}${member("L_LENT", "Lent")}${member("L.X_LOST", "Lost")}}`;
    expect(found({ "kind.rs": text })).toEqual(["L_NO_BOOK", "L_LENT", "L.X_LOST"]);
  });

  test("instances that a class creates of itself", () => {
    const text = `<?php
class ShelfException extends HttpException {
  public const FULL = 'LIB__SHELF_FULL';
  public static function full(string $code): self {
    return new self(Response::HTTP_CONFLICT, self::FULL, 'The shelf is full.', ['code' => $code]);
  }
}`;
    expect(found({ "ShelfException.php": text })).toEqual(["LIB__SHELF_FULL 409"]);
  });

  test("statuses of functions, by the names of their parameters", () => {
    const functions = `package errs
func NewHTTPError(httpStatus int, errorCode ErrorCode, message string) *HTTPError {
	return &HTTPError{HTTPStatus: httpStatus, ErrorCode: errorCode, Message: message}
}
func NewConflictError(errorCode ErrorCode, message string) *HTTPError {
	return NewHTTPError(http.StatusConflict, errorCode, message)
}
const (
	ErrorCodeLent ErrorCode = "lent_out"
	ErrorCodeLost ErrorCode = "lost_book"
)`;
    const calls = `package lib
func F() error {
	errorCode := errs.ErrorCodeLost
	log(errorCode)
	return errs.NewConflictError(errs.ErrorCodeLent, "The book is lent")
}`;
    expect(found({ "errs/errors.go": functions, "lib.go": calls })).toEqual(["lent_out 409", "lost_book"]);
  });

  test.each([
    [
      "a registered tool",
      'server.registerTool("list_books", { title: "List books", description: "Lists the books." });',
    ],
    ["a logged error", 'logger.error("book_lost", "The book was not found.");'],
    ["the field that is invalid", 'errors.addFieldError("card_number", "The card is not valid.");'],
    ["classes of errors to ignore", 'const ignoredErrors = ["BadCardError", "NoBookError", "ShelfError"];'],
    ["a header", 'const errorHeaders = { a: "X-Lib-Error", b: "Sec-Fetch-Site" };'],
    ["a media type", 'const problemErrors = { a: "application/problem+json", b: "text/html" };'],
    ["a type of several texts", 'export type LibError = { field: "card" | "book"; parameter: "no_card" };'],
    ["the codes of a database", 'export const DB_ERROR_CODES = ["ER_DUP_ENTRY", "P2002", "SQLITE_BUSY"];'],
    ["a list of settings", 'const errorHandler = { onTimeout: "show_page", onConflict: "open_form" };'],
  ])("finds no code in %s", (_, text) => {
    expect(found({ "lib.ts": text, ...real })).toEqual(["no_ink 410"]);
  });

  test("finds no code in the fields of an invalid request, or in variables", () => {
    const python = `class LibErrorCode(Enum):\n    LENT = "lent_out"\n    LOST = "lost_book"\n\ndef f(error_code):\n    raise ValidationError({"card_number": ValidationError("The card is not set", code=error_code.LENT.value)})\n`;
    expect(found({ "errors.py": python })).toEqual(["lent_out", "lost_book"]);
    const go = `package lib\nfunc (p *P) A() string {\n\tcard, exist := p.Get("card_number")\n\treturn card\n}\nfunc (p *P) B() string {\n\tbook, exist := p.Get("book_name")\n\treturn book\n}\n`;
    expect(found({ "lib.go": go, ...real })).toEqual(["no_ink 410"]);
  });

  test("leaves out names of fields and of calls, bounds of numbers and reasons of states", () => {
    const text = `class CallException extends ApiException { constructor(method) { super(method, 500); } }
export const codes = {
  noBook: () => new ApiException("BOOK_NOT_FOUND", "There is no book.", 404),
  field: () => new IllegalPropertyException("resourceId", "It cannot be empty."),
  call: () => new CallException("conversationsInvite"),
};`;
    expect(found({ "exceptions.ts": text })).toEqual(["BOOK_NOT_FOUND 404"]);
    const go = `package lib

const (
	cFirstCardErrorCode int32 = 1000
	cFirstBookErrorCode int32 = 2000
	errCodeNoBook       int32 = 2001
	errCodeNoCard       int32 = 1001
)`;
    expect(found({ "errors.go": go })).toEqual(["2001", "1001"]);
    const python = `class StateReasonCode(StrEnum):
    DiskFull = "DiskFull"
    ShelfBroken = "ShelfBroken"
    CardExpired = "CardExpired"


class NoBookException(ServiceException):
    code: str = "NoBookException"
    status_code: int = 404
`;
    expect(found({ "exceptions.py": python })).toEqual(["NoBookException 404"]);
  });

  test("reads keys of messages as codes", () => {
    const java = `public enum ErrorType {
  BAD_CARD("lib.security.badCard", "The card is bad."),
  NO_BOOK("lib.books.noBook", "There is no book.");
  private final String errorMessageKey;
  private final String defaultMessage;
  ErrorType(String errorMessageKey, String defaultMessage) { this.errorMessageKey = errorMessageKey; }
}`;
    expect(found({ "ErrorType.java": java })).toEqual(["lib.security.badCard", "lib.books.noBook"]);
  });
});
