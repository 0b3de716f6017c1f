import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

describe("adopt, lists of constants as projects publish them", () => {
  test("reads texts of digits in the classes of a class of error codes", () => {
    const text = `class ErrorCodes(object):
    class Book(object):
        TitleIsTooLong = "81801"
        TitleIsRequired = "81802"
        IsbnIsInvalid = "81803"
`;
    const other = `class Sizes(object):
    Small = "1000"
    Medium = "2000"
    Large = "3000"
`;
    expect(foundBeside({ "error_codes.py": text, "sizes.py": other })).toEqual(["81801", "81802", "81803"]);
  });

  test("reads numbers whose names begin with ER_", () => {
    const text = `# network
ER_NO_DESK = 250001
ER_DESK_SHUT = 250002
ER_NO_SHELF = 250003
`;
    expect(foundBeside({ "errorcode.py": text })).toEqual(["250001", "250002", "250003"]);
  });

  test("reads texts that begin with a word for errors, and no success", () => {
    const text = `package reason
const (
	Success  = "base.success"
	DeskShut = "error.desk.shut"
	BookLent = "error.book.lent"
	BookGone = "error.book.gone"
	BookThin = "error.book.thin"
)`;
    expect(foundBeside({ "reason.go": text })).toEqual([
      "error.desk.shut",
      "error.book.lent",
      "error.book.gone",
      "error.book.thin",
    ]);
  });

  test("reads errors of Go that are declared with a code, and a text that is written elsewhere", () => {
    const structures = `package library
var (
	ErrorNoBook = serviceerror.ServiceError{Code: "LIB-1001", Error: core.Text{Key: "no_book", Default: "No such book"}}
	ErrorLent   = serviceerror.ServiceError{Code: "LIB-1002", Error: core.Text{Key: "lent", Default: "It is lent"}}
)`;
    const positional = `package errorcodes
type ErrorCode struct {
	Code     string
	Category Category
}
var (
	DeskShut = ErrorCode{"ERR_DESK_SHUT", CategoryDesk}
	DeskGone = ErrorCode{"ERR_DESK_GONE", CategoryDesk}
)`;
    expect(foundBeside({ "error_constants.go": structures, "errorcodes.go": positional })).toEqual([
      "LIB-1001",
      "LIB-1002",
      "ERR_DESK_SHUT",
      "ERR_DESK_GONE",
    ]);
  });

  test("reads the codes with which a function registers the messages of errors", () => {
    const text = `package msgs
var (
	MsgNoBook   = msg("LB1001", "No book has the id '%s'", http.StatusNotFound)
	MsgLent     = msg("LB1002", "The book is lent", http.StatusConflict)
	MsgDeskShut = msg("LB1003", "The desk is shut: %s")
	MsgOldCard  = msg("LB1004", "The card is too old")
)`;
    expect(foundBeside({ "error_messages.go": text, "config_messages.go": text.replaceAll("LB", "CF") })).toEqual([
      "LB1001 404",
      "LB1002 409",
      "LB1003",
      "LB1004",
    ]);
  });

  test("reads the keys of maps of error codes with texts that are translated", () => {
    const text = `<?php
class LibraryErrors {
    public static function allErrorCodeTitles() {
        return [
            'NOBOOK' => Text::noop('{errors:title_NOBOOK}'),
            'BOOKLENT' => Text::noop('The book is lent.'),
            'DESKSHUT' => Text::noop('{errors:title_DESKSHUT}'),
        ];
    }
    public static function labels() {
        return ['TITLE' => Text::noop('{label}'), 'SHELF' => Text::noop('{shelf}'), 'DESK' => Text::noop('{desk}')];
    }
}`;
    expect(foundBeside({ "LibraryErrors.php": text })).toEqual(["NOBOOK", "BOOKLENT", "DESKSHUT"]);
  });
});

describe("adopt, texts and values as projects publish them", () => {
  test("reads messages in languages without spaces", () => {
    const text = `public interface ErrorCodeConstants {
    ErrorCode NO_BOOK = new ErrorCode(1_040_000_001, "图书不存在");
    ErrorCode LENT = new ErrorCode(1_040_000_002, "图书已借出");
    ErrorCode OLD_CARD = new ErrorCode(1_040_000_003, "借书证已过期");
}`;
    expect(foundBeside({ "ErrorCodeConstants.java": text })).toEqual(["1040000001", "1040000002", "1040000003"]);
  });

  test("reads properties of C# with accessors and a value", () => {
    const text = `public class BookNotFoundException : LibraryException
{
    public override string Code { get; } = "book_not_found";
    public override int StatusCode { get; init; } = 404;
    public Guid Id { get; }
}`;
    expect(foundBeside({ "BookNotFoundException.cs": text })).toEqual(["book_not_found 404"]);
  });

  test("reads the values of enumerations of PHP, and a message of one word", () => {
    const enumeration = `<?php
enum LibraryErrorCode: int {
    case NO_BOOK = 10;
    case BOOK_LENT = 11;
    case DESK_SHUT = 40;
}`;
    const map = `<?php
class DeskErrors {
  const ERROR_MESSAGES = [
    'D4401' => 'Ask the librarian',
    'D4404' => 'The card is invalid',
    'D4405' => 'The card was lost',
    'D4406' => 'Error',
    'D4407' => 'The desk is not open',
    'D4408' => 'The shelf is unknown',
  ];
}`;
    const files = { "LibraryErrorCode.php": enumeration, "DeskErrorCode.php": map.replace("ERROR_MESSAGES", "CODES") };
    expect(foundBeside(files)).toEqual(["10", "11", "40", "D4401", "D4404", "D4405", "D4406", "D4407", "D4408"]);
  });
});

describe("adopt, numbers and arguments that may be mistaken", () => {
  test("reads numbers that count on as codes, and not as statuses", () => {
    const text = `public enum BookExceptionType {
  NOT_FOUND(500, "No such book."), LENT(501, "It is lent."), GONE(502, "It is gone."),
  OLD(503, "It is old."), THIN(504, "It is thin.");
  private final int code;
  private final String message;
}`;
    expect(foundBeside({ "BookExceptionType.java": text })).toEqual(["500", "501", "502", "503", "504"]);
  });

  test("does not take the status of a group for codes that begin with another one", () => {
    const text = `public enum ErrorCode {
  // NotFound - 404
  NoBook = 404001,
  /// <summary>
  /// The desk is shut.
  /// </summary>
  DeskShut = 503001,
  OldCard = 412001, // PreconditionFailed - 412
  NoCard = 404002,
  NoShelf = 404003,
}`;
    expect(foundBeside({ "ErrorCode.cs": text })).toEqual([
      "404001 404",
      "503001",
      "412001 412",
      "404002 404",
      "404003 404",
    ]);
  });

  test("does not read the other parameters of a parent as codes", () => {
    const text = `class LibraryError(Exception):
    status_code = 400

class AlreadyExistsError(LibraryError):
    def __init__(self, thing: str):
        super().__init__("already_exists", f"{thing} exists.")

class BookExistsError(AlreadyExistsError):
    def __init__(self):
        super().__init__("Book_Copy")
`;
    expect(foundBeside({ "exceptions.py": text })).toEqual(["already_exists 400"]);
  });

  test("reads no codes from levels, generated models and maps of statuses", () => {
    const php = `<?php
class DisplayException extends Exception {
    public const LEVEL_DEBUG = 'debug';
    public const LEVEL_INFO = 'info';
    public const LEVEL_WARNING = 'warning';
    public const LEVEL_ERROR = 'error';
}`;
    const java = `public class ObjectError {
  private static final long serialVersionUID = -3913902031489277776L;
  public static final String SERIALIZED_NAME_STATUS_CODE = "status_code";
  public static final String JSON_PROPERTY_BOOK_PATH = "book_path";
}`;
    const ruby = `class FileError < ProviderError
  HANDLED_STATUS_CODES = { '403' => :forbidden, '429' => :too_many_requests, '502' => :bad_gateway }.freeze
end`;
    const csharp = `public enum GlobalExceptionDetailLevel { None, Message, StackTrace, ToString, Throw }`;
    expect(foundBeside({ "ExceptionLevel.cs": csharp })).toEqual([]);
    expect(foundBeside({ "DisplayException.php": php, "ObjectError.java": java, "file_error.rb": ruby })).toEqual([]);
  });
});
