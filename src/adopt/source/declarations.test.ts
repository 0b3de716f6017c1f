import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  const { errors } = adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
  return Object.fromEntries(errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

describe("adopt, codes that several declarations make up", () => {
  test("joins a code from the prefix of the interface that its class implements", () => {
    const classOf = (name: string, parent: string, code: string, status: string): string =>
      `public final class ${name} extends ApiException implements
    ${parent} {
  public static final String ERROR_CODE = ERROR_CODE_PREFIX + "${code}";
  private ${name}(String message) { super(ERROR_CODE, HttpStatus.${status}, message); }
}`;
    const files = {
      "exceptions/BookException.java": 'interface BookException { String ERROR_CODE_PREFIX = "books" + ":"; }',
      "exceptions/CardException.java": 'interface CardException { String ERROR_CODE_PREFIX = "cards:"; }',
      "exceptions/NoBookException.java": classOf("NoBookException", "BookException", "book.notfound", "NOT_FOUND"),
      "exceptions/OldCardException.java": classOf("OldCardException", "CardException", "card.expired", "FORBIDDEN"),
    };
    expect(statusesOf(files)).toEqual({ "books:book.notfound": [404], "cards:card.expired": [403] });
  });

  test("leaves a code open that is joined from a part that is not known", () => {
    const text = `export class ApiError extends Error {
  constructor(readonly code: string, readonly status: number) { super(code); }
}
export const noBook = (kind: string) => new ApiError("LIB_BOOK" + kind, 404);
export const noCard = () => new ApiError("LIB_NO_CARD", 404);`;
    expect(statusesOf({ "errors.ts": text })).toEqual({ LIB_NO_CARD: [404] });
  });

  test("reads the text that stands for a code or a message that is not given", () => {
    const rust = `impl HttpError {
    fn new_error(status: StatusCode, code: String, detail: String) -> Self { Self { status, code, detail } }
    pub fn not_found(code: Option<String>) -> Self {
        Self::new_error(StatusCode::NOT_FOUND, code.unwrap_or_else(|| "no_book".to_owned()), "No book.".to_owned())
    }
}`;
    expect(statusesOf({ "error.rs": rust })).toEqual({ no_book: [404] });
    const script = `class FormError extends ApiError {
  constructor(message, type, data) { super(message, 422, type || "FORM_INVALID", data); }
}`;
    expect(statusesOf({ "errors.js": script })).toEqual({ FORM_INVALID: [422] });
    const kotlin = `fun handle(ex: Exception): ErrorResponse {
  return ErrorResponse(code = "BAD_CARD", message = ex.message ?: "The card is bad.")
}`;
    expect(statusesOf({ "exception/Handler.kt": kotlin })).toEqual({ BAD_CARD: [] });
  });

  test("writes names as the enumeration sends them", () => {
    const kotlin = `enum class ErrorMessage {
  BOOK_NOT_FOUND,
  CARD_NOT_VALID,
  ;
  val code: String
    get() = name.lowercase(Locale.ROOT)
}`;
    expect(statusesOf({ "ErrorMessage.kt": kotlin })).toEqual({ book_not_found: [], card_not_valid: [] });
    const java = `public enum ErrorCode {
  BOOK_NOT_FOUND, CARD_NOT_VALID;
  @JsonValue public String value() { return name().toLowerCase().replace("_", "-"); }
}`;
    expect(statusesOf({ "ErrorCode.java": java })).toEqual({ "book-not-found": [], "card-not-valid": [] });
  });

  test("reads the names that a function returns for constants that only count", () => {
    const text = `package lib

type ProblemType int

const (
	ErrNoBookType ProblemType = iota
	ErrOldCardType
	ErrShutType
)

func (p ProblemType) String() string {
	switch p {
	case ErrNoBookType:
		return "noBook"
	case ErrOldCardType:
		return "oldCard"
	case ErrShutType:
		return "shut"
	}
}

var problems = map[ProblemType]metadata{
	ErrNoBookType: { details: "There is no book.", status: 404 },
	ErrShutType: { details: "The library is shut.", status: 503 },
}`;
    expect(statusesOf({ "lib/errors.go": text })).toEqual({ noBook: [404], oldCard: [], shut: [503] });
  });
});

describe("adopt, codes of classes and constants", () => {
  test("accepts the name of a class that the class sends as its code", () => {
    const python = `class NoBookException(JsonError):
    code = 404

    def __init__(self, message: str):
        super().__init__("NoBookException", message)


class Shut(LibraryError):
    code = "Shut"

    def __init__(self):
        super().__init__("The library is shut")
`;
    expect(statusesOf({ "lib/exceptions.py": python })).toEqual({ NoBookException: [404], Shut: [] });
    const script = `export class NotFound extends LibraryError {
  constructor(message, data) { super(message, 'NotFound', 404, 'not-found', data); }
}
export class SilentError extends Error {
  constructor(message) { super(message); this.name = 'SilentError'; }
}`;
    expect(statusesOf({ "errors/index.ts": script })).toEqual({ NotFound: [404] });
  });

  test("reads the names that classes return, their own among those of others, and statuses of parents", () => {
    const python = `class LibraryError(Exception):
    def code(self) -> int:
        """Returns the status."""
        return 400


class NoBookError(LibraryError):
    @classmethod
    def name(cls) -> str:
        return "NoBook"


class OldCardError(LibraryError):
    def code(self) -> int:
        return 403

    def name(cls) -> str:
        return "OldCard"


class ShutError(LibraryError):
    def code(self) -> int:
        return 503

    def name(cls) -> str:
        return "ShutError"
`;
    expect(statusesOf({ "lib/errors.py": python })).toEqual({ NoBook: [400], OldCard: [403], ShutError: [503] });
  });

  test("adds the statuses of classes to the list of their names", () => {
    const list = `export const LibraryErrorTypes = ['NoBookError', 'OldCardError', 'ShutError'] as const;
export abstract class LibraryError extends Error { abstract statusCode: number; }`;
    const classOf = (name: string, status: number): string =>
      `class ${name} extends LibraryError {\n  statusCode = ${status};\n}\nexport default ${name};`;
    const files = {
      "error/library-error.ts": list,
      "error/no-book-error.ts": classOf("NoBookError", 404),
      "error/shut-error.ts": classOf("ShutError", 503),
      "error/page-error.ts": classOf("PageError", 500),
    };
    expect(statusesOf(files)).toEqual({ NoBookError: [404], OldCardError: [], ShutError: [503] });
  });

  test("reads defaults of classes that are named so", () => {
    const classOf = (name: string, key: string, status: number): string => `<?php
class ${name} extends LibException {
  protected static string $defaultKey = '${key}';
  protected static string $defaultFallback = 'Unavailable';
  protected static int $defaultHttpCode = ${status};
}`;
    const files = {
      "Exception/NoBookException.php": classOf("NoBookException", "noBook", 404),
      "Exception/OldCardException.php": classOf("OldCardException", "oldCard", 403),
    };
    expect(statusesOf(files)).toEqual({ noBook: [404], oldCard: [403] });
  });

  test("reads the numbers of several classes, also small ones and those like statuses", () => {
    const classOf = (name: string, number: number): string =>
      `<?php\nclass ${name} extends Exception {\n  const ERROR_CODE = ${number};\n  public function __construct() { parent::__construct('Text', static::ERROR_CODE); }\n}`;
    const files = {
      "Exception/NoBookException.php": classOf("NoBookException", 3),
      "Exception/OldCardException.php": classOf("OldCardException", 101),
      "Exception/ShutException.php": classOf("ShutException", 216),
    };
    expect(statusesOf(files)).toEqual({ "3": [], "101": [], "216": [] });
  });

  test("reads the codes with which the texts of constants begin", () => {
    const scala = `object ErrorMessages {
  val BookNotFound = "LIB-10404: The book was not found."
  val CardExpired = s"LIB-10001: The card of $reader has expired."
  val LibraryShut = "LIB-10503: The library is shut. " + "Come back."
  private val errorToCode: Map[String, Int] = Map(
    BookNotFound -> 404,
    LibraryShut -> 503
  )
}`;
    expect(statusesOf({ "ErrorMessages.scala": scala })).toEqual({
      "LIB-10404": [404],
      "LIB-10001": [],
      "LIB-10503": [503],
    });
  });

  test("reads the constants of Objective-C, and not the names of fields", () => {
    const text = `#import "LibError.h"
NSString *const kLibErrCodeNoBook = @"L_NO_BOOK";
NSString *const kLibErrCodeNoCard = @"L_NO_CARD";
NSString *const kLibErrCodeShut = @"L_LIBRARY_SHUT";
NSString *const kLibErrorCodeKey = @"errcode";
@implementation LibError
@end`;
    expect(statusesOf({ "LibError.m": text })).toEqual({ L_NO_BOOK: [], L_NO_CARD: [], L_LIBRARY_SHUT: [] });
  });

  test("does not take the keys of translations for codes", () => {
    const text = `class Shut < Error
  def errors
    [create_error_object(code: Lib::SHUT, status: :service_unavailable, detail: I18n.t('lib.errors.shut.detail', default: "No #{id}.", id: id))]
  end
end
class NoBook < Error
  def errors
    [create_error_object(code: Lib::NO_BOOK, status: :not_found, detail: I18n.t('lib.errors.no_book.detail'))]
  end
end
module Lib
  NO_BOOK = '1404'
  OLD_CARD = '1403'
  SHUT = '503'
end`;
    expect(statusesOf({ "lib/errors.rb": text })).toEqual({ "1404": [404] });
  });
});

describe("adopt, statuses that stand apart from codes", () => {
  test("reads the statuses of conditions", () => {
    const text = `public enum LibraryErrorCode { NoBook, OldCard, Shut }
class Mapper {
  public int Map(List<Error> errors) {
    if (errors.Any(e => e.Code == LibraryErrorCode.NoBook || e.Code == LibraryErrorCode.OldCard))
    {
      return StatusCodes.Status404NotFound;
    }
    if (errors.Any(e => e.Code != LibraryErrorCode.Shut))
    {
      return StatusCodes.Status400BadRequest;
    }
    return StatusCodes.Status500InternalServerError;
  }
}`;
    expect(statusesOf({ "Mapper.cs": text })).toEqual({ NoBook: [404], OldCard: [404], Shut: [] });
  });

  test("reads a map of codes to those of another protocol", () => {
    const text = `export enum AppErrorCode { NO_BOOK = 'NO_BOOK', OLD_CARD = 'OLD_CARD', LENT = 'LENT', SHUT = 'SHUT' }
export const toRpc: Record<string, { code: string; status: number }> = {
  [AppErrorCode.NO_BOOK]: { code: 'NOT_FOUND', status: 404 },
  [AppErrorCode.OLD_CARD]: { code: 'BAD_REQUEST', status: 400 },
  [AppErrorCode.LENT]: { code: 'BAD_REQUEST', status: 400 },
  [AppErrorCode.SHUT]: { code: 'BAD_REQUEST', status: 400 },
};`;
    expect(statusesOf({ "app-error.ts": text })).toEqual({ NO_BOOK: [404], OLD_CARD: [400], LENT: [400], SHUT: [400] });
  });

  test("reads statuses that are constants of an import or of a parameter", () => {
    const scala = `case class LibError(code: String, message: String, httpStatus: Int)
object NoBookError extends LibError("NO_BOOK", "There is no book", NOT_FOUND)
object ShutError
    extends LibError(
      code = "LIBRARY_SHUT",
      message = "The library is shut",
      SERVICE_UNAVAILABLE
    )`;
    expect(statusesOf({ "errors/LibErrors.scala": scala })).toEqual({ NO_BOOK: [404], LIBRARY_SHUT: [503] });
  });

  test("reads the status with which a body is sent that a variable holds", () => {
    const kotlin = `@ExceptionHandler(BookException::class)
fun handleBook(ex: BookException): ResponseEntity<ErrorResponse> {
  val errorResponse = ErrorResponse(code = "NO_BOOK", message = "There is no book.")
  return ResponseEntity.badRequest().body(errorResponse)
}
@ExceptionHandler(Exception::class)
fun handle(ex: Exception): ResponseEntity<ErrorResponse> {
  val errorResponse = ErrorResponse(code = "BROKEN_SHELF", message = "The shelf is broken.")
  return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR).body(errorResponse)
}`;
    expect(statusesOf({ "exception/Handler.kt": kotlin })).toEqual({ NO_BOOK: [400], BROKEN_SHELF: [500] });
  });

  test("reads the statuses of functions that handle exceptions, and not those of functions that are named so", () => {
    const java = `@RestControllerAdvice
public class Advice {
  @ResponseStatus(HttpStatus.NOT_FOUND)
  @ExceptionHandler
  public ErrorResponse handleMissing(final MissingException e) { return new ErrorResponse(e.getErrorCode()); }
  @ExceptionHandler({RefusedException.class, ShutException.class})
  public ResponseEntity<ErrorResponse> handleRefused(LibraryException e) {
    return ResponseEntity.status(HttpStatus.FORBIDDEN).body(new ErrorResponse(e.getErrorCode()));
  }
}`;
    const classOf = (name: string, parent: string, code: string): string =>
      `public class ${name} extends ${parent} {
  private static final String ERROR_CODE = "${code}";
  public ${name}() { super("Text of the server", ERROR_CODE); }
}`;
    const files = {
      "exception/Advice.java": java,
      "exception/MissingException.java": "public class MissingException extends RuntimeException { }",
      "exception/NoBookException.java": classOf("NoBookException", "MissingException", "NO_BOOK"),
      "exception/RefusedException.java": classOf("RefusedException", "RuntimeException", "CARD_REFUSED"),
    };
    expect(statusesOf(files)).toEqual({ NO_BOOK: [404], CARD_REFUSED: [403] });
    const go = `package lib

const (
	ErrCodeMissing ErrorCode = "missing_book"
	ErrCodeLent    ErrorCode = "book_lent"
	ErrCodeShut    ErrorCode = "library_shut"
)

func NotFound(format string) *Error {
	return NewError(ErrCodeMissing, "There is no book.")
}`;
    expect(statusesOf({ "errors/status.go": go })).toEqual({ missing_book: [], book_lent: [], library_shut: [] });
  });

  test("reads what the methods of a type of Go return", () => {
    const text = `package lib

func (e *noBookError) ErrorCode() int { return -32601 }

func (e *noBookError) Error() string { return "there is no book" }

func (e *oldCardError) ErrorCode() int { return -32602 }`;
    expect(statusesOf({ "rpc/errors.go": text })).toEqual({ "-32601": [], "-32602": [] });
  });

  test("reads words beside a message and a status, and defaults of functions without a body", () => {
    const text = `const goneResponse = (message) => {
  return Response.json({ code: "gone", message, details: {} } as ApiResponse, { status: 410 });
};
const lentError = (text: string, code = 'BOOK_LENT') =>
  new LibraryError(\`It is lent: \${text}\`, { extensions: { code } });
const price = () => Response.json({ code: "euro", amount: 12 }, { status: 410 });`;
    expect(statusesOf({ "api/response.ts": text })).toEqual({ gone: [410], BOOK_LENT: [] });
  });

  test("reads names in another case in comments, and small numbers that are named as those of errors", () => {
    const csharp = `public enum TokenErrors
{
  /// <summary>
  /// invalid_card
  /// </summary>
  InvalidCard,
  /// <summary>
  /// no_book
  /// </summary>
  NoBook,
  /// <summary>
  /// library_shut
  /// </summary>
  LibraryShut
}`;
    expect(statusesOf({ "TokenErrors.cs": csharp })).toEqual({ invalid_card: [], no_book: [], library_shut: [] });
    const kotlin = `enum class ErrorCode(val errorCode: Int) {
  NoBookLeft(100),
  CardNotValid(101),
  LibraryShut(200),
}`;
    expect(statusesOf({ "ErrorCode.kt": kotlin })).toEqual({ "100": [], "101": [], "200": [] });
  });
});
