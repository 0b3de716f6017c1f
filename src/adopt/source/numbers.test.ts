import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  const { errors } = adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
  return Object.fromEntries(errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

describe("adopt, codes of source code that are numbers", () => {
  test("reads the numbers of errors that are created in a block, and the statuses of a switch over them", () => {
    const text = `package lib

var (
	// ErrNoCard means that the card is unknown.
	ErrNoCard = &Error{Code: 112, Message: "no such card"}
	ErrOldCard = &Error{Code: 40002, Message: "card is old"}
	ErrShut = NewError(40003, "library is shut")
)

func statusOf(err *Error) int {
	switch err.Code {
	case ErrNoCard.Code, ErrOldCard.Code:
		return http.StatusNotFound
	case ErrShut.Code:
		return http.StatusServiceUnavailable
	}
}`;
    expect(statusesOf({ "lib/errors.go": text })).toEqual({ "112": [404], "40002": [404], "40003": [503] });
  });

  test("reads constants of Go whose names say that they are codes, whatever the language of their comments", () => {
    const text = `package library

const (
	// CodeNoCard 没有借书证
	CodeNoCard = 40001
	// CodeBookLent 图书已借出
	CodeBookLent = 40002
	// CodeShut 图书馆已关闭
	CodeShut = 503
)

const MaxBooks = 40000
`;
    expect(statusesOf({ "library/error.go": text })).toEqual({ "40001": [], "40002": [], "503": [] });
  });

  test("reads the number of a call beside its status, and those of a list of statuses that HTTP does not have", () => {
    const calls = `export const LibraryErrors = {
  NO_CARD: new ApiError("There is no card", 10015, 404),
  OLD_CARD: new ApiError("The card is old", 10016),
  SHUT: new ApiError("The library is shut", 1, 503),
};`;
    expect(statusesOf({ "errors.ts": calls })).toEqual({ "1": [503], "10015": [404], "10016": [] });
    const list = `pub enum StatusCode {
  /// Success.
  Success = 0,
  /// The arguments are not valid.
  InvalidArguments = 1004,
  /// The task is cancelled.
  Cancelled = 1005,
  /// The shelf is not found.
  ShelfNotFound = 4001,
  /// The shelf exists already.
  ShelfExists = 4003,
  /// Access is denied.
  AccessDenied = 7005,
  /// The card has expired.
  CardExpired = 7006,
}`;
    const numbers = ["1004", "1005", "4001", "4003", "7005", "7006"];
    expect(Object.keys(statusesOf({ "status_code.rs": list }))).toEqual(numbers);
  });

  test("reads no status that a class sets in some cases only", () => {
    const text = `class LibraryError extends Error {
  constructor(public type: string = "general_unknown", code?: string | number) {
    super(type);
    if (typeof code === "string") {
      this.status = 500;
    }
  }
}
`;
    expect(statusesOf({ "library-error.ts": text })).toEqual({ general_unknown: [] });
  });

  test("reads the numbers of objects and classes; statuses and small numbers are none", () => {
    const objects = `export const errors = {
  noCard: { code: 1001, message: "No such card." },
  oldCard: { code: 1002, message: "The card is old.", status: 403 },
  shut: { code: 503, message: "The library is shut." },
  full: { code: 2, message: "The shelf is full." },
};`;
    expect(statusesOf({ "errors.ts": objects })).toEqual({ "1001": [], "1002": [403] });
    const classes = "class NoCardError(ApiError):\n    code = 2001\n    status_code = 404\n";
    expect(statusesOf({ "errors.py": classes })).toEqual({ "2001": [404] });
  });

  test("reads the numbers of an enumeration, also those that are constants or shared", () => {
    const text = `public enum LibraryError implements Numbered {
  NO_CARD(-32001, "There is no card."),
  NO_BOOK(WRONG_CODE, "There is no book."),
  NO_SHELF(WRONG_CODE, "There is no shelf."),
  SHUT(-32003, "It is shut.");
  private final int code;
  LibraryError(int code, String message) { this.code = code; }
}`;
    const constants = "public interface Numbered { static final int WRONG_CODE = -32602; }";
    expect(statusesOf({ "LibraryError.java": text, "Numbered.java": constants })).toEqual({
      "-32001": [],
      "-32602": [],
      "-32003": [],
    });
  });

  test("reads digits that are the id of each member", () => {
    const text = `enum class UserErrorCode(val httpStatus: HttpStatus, val id: String, val message: String) : ErrorCode {
  NO_CARD(HttpStatus.NOT_FOUND, "4001", "There is no card."),
  OLD_CARD(HttpStatus.FORBIDDEN, "4002", "The card is old."),
}`;
    expect(statusesOf({ "UserErrorCode.kt": text })).toEqual({ "4001": [404], "4002": [403] });
  });

  test("takes no status from the number that a constructor takes as something else", () => {
    const text = `class LibraryError extends Error { constructor(input: Input, data?: unknown) { super(input); } }
export const fail = () => { throw new LibraryError("card.locked", 403); };
export const old = () => { throw new LibraryError({ code: "card.old", status: 410 }); };`;
    expect(statusesOf({ "errors.ts": text })).toEqual({ "card.old": [410] });
  });

  test("reads the codes of responses whose names mostly describe failures", () => {
    const names = [
      "OK",
      "INVALID_CARD",
      "BOOK_NOT_FOUND",
      "DUPLICATE_CARD",
      "BUSY_DESK",
      "CARD_EXPIRED",
      "BOOK_LOCKED",
    ];
    const list = (owner: string): string =>
      `syntax = "proto3";\nenum ${owner} {\n${names.map((name, index) => `  ${name} = ${index};`).join("\n")}\n  NEW_DESK = 9;\n  OLD_DESK = 10;\n}\n`;
    expect(Object.keys(statusesOf({ "library.proto": list("ResponseCode") }))).toEqual([
      ...names.slice(1),
      ...["NEW_DESK", "OLD_DESK"],
    ]);
    expect(() => statusesOf({ "library.proto": list("DeskName") })).toThrow("received none");
  });

  test("reads statuses and meanings from a table in a comment", () => {
    const text = `class Errors(Enum):
    """Numbers of the API.

    +--------+-------+------------------+
    | Status | Errno | Description      |
    +========+=======+==================+
    | 404    | 104   | There is no card |
    +--------+-------+------------------+
    | 403    | 105   | The card is old  |
    +--------+-------+------------------+
    | 503    | 208   | It is shut       |
    +--------+-------+------------------+
    """

    NO_CARD = 104
    OLD_CARD = 105
    SHUT = 208
    NO_BOOK = 106
    NO_SHELF = 107
`;
    const { errors } = adopt([{ file: "core/errors.py", text }]);
    expect(
      errors.map(({ code, status, meaning }) => [code, status?.value, status?.source.line, meaning?.value]),
    ).toEqual([
      ["104", 404, 7, "There is no card"],
      ["105", 403, 9, "The card is old"],
      ["208", 503, 11, "It is shut"],
      ["106", undefined, undefined, undefined],
      ["107", undefined, undefined, undefined],
    ]);
  });

  test("a status that a comment only names as an example is not stated", () => {
    const text = `package lib
const (
	// ErrorCodeShut says that a desk failed, such as with a 500 Internal Server Error.
	ErrorCodeShut ErrorCode = "desk_shut"
	// ErrorCodeBroken says that a desk failed such as a 500 Internal Server Error.
	ErrorCodeBroken ErrorCode = "desk_broken"
	// ErrorCodeGone is a 410 Gone.
	ErrorCodeGone ErrorCode = "desk_gone"
)`;
    expect(statusesOf({ "errors.go": text })).toEqual({ desk_shut: [500], desk_broken: [], desk_gone: [410] });
  });

  test("reads digits of descriptions; kinds of errors are not codes", () => {
    const text = `const LibraryTypes = { GENERIC_ERROR: { regex: "^10", httpStatusCode: 503 } };
const LibraryErrorCodes = {
  NO_CARD: { code: "1001", message: "There is no card." },
  OLD_CARD: { code: "1002", message: "The card is old.", httpStatusCode: 403 },
};`;
    expect(statusesOf({ "src/errors.js": text })).toEqual({ "1001": [], "1002": [403] });
  });

  test("reads a map of numbers and the errors that refer to it", () => {
    const text = `const ERRNO = { NO_CARD: 101, OLD_CARD: 104, SHUT: 151, FULL: 999 };
module.exports = () => new AppError({ code: 404, error: "Not Found", errno: ERRNO.NO_CARD, message: "There is no card." });`;
    expect(statusesOf({ "lib/error.js": text })).toEqual({ "101": [404], "104": [], "151": [], "999": [] });
  });

  test("reads the numbers that a function returns for the members of an enumeration", () => {
    const text = `pub enum LibraryError { NoCard, OldCard { limit: u32 }, Shut, Full, Burnt }
impl LibraryError {
    pub fn status_code(&self) -> u16 { match self { LibraryError::NoCard => 404, _ => 500 } }
    pub fn code(&self) -> i32 {
        match self {
            LibraryError::NoCard => 20,
            LibraryError::OldCard { .. } => -32001,
            LibraryError::Shut | LibraryError::Full => 24,
            LibraryError::Burnt => if self.is_hot() { 31 } else { 32 },
        }
    }
}`;
    expect(Object.keys(statusesOf({ "src/error.rs": text })).toSorted()).toEqual(["-32001", "20", "24"]);
  });

  test("leaves out numbers that only name descriptions with codes of their own", () => {
    const text = `package lib
type APIErrorCode int
const (
	ErrNone APIErrorCode = 1000 + iota
	ErrNoCard
	ErrOldCard
	ErrShut
	ErrFull
	ErrLost
)
var errorCodes = errorCodeMap{
	ErrNoCard: { Code: "NoSuchCard", Description: "There is no card.", HTTPStatusCode: http.StatusNotFound },
	ErrOldCard: { Code: "CardExpired", Description: "The card is old.", HTTPStatusCode: http.StatusForbidden },
	ErrShut: { Code: "DeskShut", Description: "It is shut.", HTTPStatusCode: http.StatusConflict },
	ErrFull: { Code: "ShelfFull", Description: "It is full.", HTTPStatusCode: http.StatusConflict },
	ErrLost: { Code: "BookLost", Description: "It is lost.", HTTPStatusCode: http.StatusGone },
}`;
    expect(statusesOf({ "lib/api-errors.go": text })).toEqual({
      NoSuchCard: [404],
      CardExpired: [403],
      DeskShut: [409],
      ShelfFull: [409],
      BookLost: [410],
    });
  });

  test("counts on from the number of the member before, and follows names of others", () => {
    const text = `export enum LibraryErrorCodes {
  AnyError,
  NoCard = 10_001,
  OldCard,
  Full = 0x2726,
  Crowded = Full,
  Burnt,
}`;
    expect(Object.keys(statusesOf({ "common.ts": text }))).toEqual(["10001", "10002", "10022", "10023"]);
  });

  test("a code that is written like a header in one word", () => {
    const text = 'syntax = "proto3";\nenum ErrorCode {\n  Success = 0;\n  NoCard = 1;\n  RateLimit = 2;\n}\n';
    expect(Object.keys(statusesOf({ "common.proto": text }))).toEqual(["NoCard", "RateLimit"]);
  });

  test("reads the template of the message of an enumeration", () => {
    const text = `public enum ErrorCode {
  NO_CARD(1001, "There is no card %s");
  ErrorCode(final int code, final String format) { this.code = code; }
}`;
    const { errors } = adopt([{ file: "ErrorCode.java", text }]);
    expect(errors.map(({ code, message }) => [code, message?.value])).toEqual([["1001", "There is no card %s"]]);
  });

  test("reads the small numbers of a class of results, and not those of other classes", () => {
    const constants = ["CARD_EXPIRED", "CARD_NOT_FOUND", "DESK_TIMEOUT", "BOOK_LOCKED", "INVALID_PAGE", "NEW_PAGE"]
      .map((name, index) => `  public static final int ${name} = ${index - 3};`)
      .join("\n");
    const text = (name: string): string =>
      `public final class ${name} {\n  public static final int OK = 7;\n${constants}\n}\n`;
    expect(Object.keys(statusesOf({ "ResultCode.java": text("ResultCode") })).toSorted()).toEqual(
      ["-1", "-2", "-3", "1", "2"].toSorted(),
    );
    expect(() => statusesOf({ "Priority.java": text("Priority") })).toThrow("received none");
  });
});

describe("adopt, numbers that could be statuses", () => {
  test("numbers named as codes count on from 101, and another one is the status", () => {
    const kotlin =
      "enum class ShopError(val code: Int) {\n  NoBook(101),\n  CardOld(102),\n  ShelfFull(103),\n  DeskShut(104),\n}\n";
    expect(statusesOf({ "ShopError.kt": kotlin })).toEqual({ 101: [], 102: [], 103: [], 104: [] });
    const two =
      "enum class ShopError(val code: Int, val status: Int) {\n  NoBook(401, 404),\n  CardOld(402, 403),\n  ShelfFull(403, 409),\n}\n";
    expect(statusesOf({ "ShopError.kt": two })).toEqual({ 401: [404], 402: [403], 403: [409] });
    const java = (numbers: readonly number[]): string =>
      `enum ShopError {\n  NO_BOOK(${numbers[0]}, "No book."),\n  CARD_OLD(${numbers[1]}, "Old card."),\n  SHELF_FULL(${numbers[2]}, "Full.");\n  ShopError(int code, String message) {}\n}\n`;
    expect(statusesOf({ "ShopError.java": java([211, 212, 213]) })).toEqual({ 211: [], 212: [], 213: [] });
    expect(statusesOf({ "ShopError.java": java([404, 403, 409]) })).toEqual({
      NO_BOOK: [404],
      CARD_OLD: [403],
      SHELF_FULL: [409],
    });
  });

  test("the only number of several calls of one function, at whatever place; repeated statuses are none", () => {
    const calls = (call: (name: string, number: number) => string): string =>
      `package desk\n\nvar (\n${["Lent", "Gone", "Shut"].map((name, index) => `\tErr${name} = ${call(name, index + 2)}`).join("\n")}\n)\n`;
    const small = calls((name, number) => `xerrors.Register(desk, ${number}, "${name.toLowerCase()} too long")`);
    expect(statusesOf({ "errors.go": small })).toEqual({ 2: [], 3: [], 4: [] });
    const [first] = adopt([{ file: "errors.go", text: small }]).errors;
    expect(first?.message?.value).toBe("lent too long");
    const statuses = calls((name, number) => `httperr.New(${number + 400}, "${name.toLowerCase()}")`);
    expect(() => statusesOf({ "errors.go": statuses })).toThrow("received none");
  });

  test("maps of codes to statuses that functions return, beside other maps of the same function", () => {
    const rows = "'no_book' => 404, 'card_old' => 403, 'shelf_full' => 409";
    const expected = { no_book: [404], card_old: [403], shelf_full: [409] };
    expect(statusesOf({ "errors.php": `<?php\nreturn [ ${rows} ];\n` })).toEqual(expected);
    const provider = (body: string): string =>
      `<?php\nclass ErrorProvider extends Provider {\n  public function register(): void {\n    $this->app->singleton('statuses', ${body});\n    $this->app->singleton('classes', function () { return [ NoBook::class => 'no_book' ]; });\n  }\n}\n`;
    expect(statusesOf({ "Provider.php": provider(`function () { return [ ${rows} ]; }`) })).toEqual(expected);
    expect(statusesOf({ "Provider.php": provider(`fn () => [ ${rows} ]`) })).toEqual(expected);
    const script = (members: string): string => `module.exports = { ${members} };\n`;
    expect(statusesOf({ "errors.js": script("no_book: 404, card_old: 403, shelf_full: 409") })).toEqual(expected);
    for (const members of ["not_found: 404, conflict: 409, gone: 410", "limit: 404, maxItems: 450, timeout: 500"])
      expect(() => statusesOf({ "errors.js": script(members) })).toThrow("received none");
  });

  test("maps of codes to the constants of statuses", () => {
    const expected = { no_book: [404], card_old: [403], shelf_full: [409] };
    const script =
      "export const errorStatus = {\n  no_book: HttpStatus.NOT_FOUND,\n  card_old: HttpStatus.FORBIDDEN,\n  shelf_full: 409,\n};\n";
    expect(statusesOf({ "desk.ts": script })).toEqual(expected);
    const go =
      'package desk\n\nvar errorStatus = map[string]int{\n\t"no_book": http.StatusNotFound,\n\t"card_old": http.StatusForbidden,\n\t"shelf_full": 409,\n}\n';
    expect(statusesOf({ "desk.go": go })).toEqual(expected);
    const constants = go
      .replaceAll(/"(\w+)":/g, (_, name: string) => `Desk_${name}:`)
      .replace("409", "http.StatusGone");
    expect(() => statusesOf({ "desk.go": constants })).toThrow("received none");
    const other = (name: string): string => script.replaceAll(/(no_book|card_old|shelf_full)(?=:)/g, name);
    const http = script
      .replace("no_book", "NotFound")
      .replace("card_old", "forbidden")
      .replace("  shelf_full: 409,\n", "");
    for (const text of [
      http,
      http.replace("NotFound", "BookError").replace("forbidden", "CardException"),
      other("status"),
    ])
      expect(() => statusesOf({ "desk.ts": text })).toThrow("received none");
  });
});
