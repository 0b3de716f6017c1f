import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

describe("adopt, enumerations as projects publish them", () => {
  test("reads names, and not the small numbers of another protocol that members share", () => {
    const text = `public enum ErrorCode {
  INVALID_TITLE(3, 400, Kind.BAD),
  NO_BOOK(5, 404, Kind.GONE),
  NO_CARD(5, 404, Kind.GONE),
  NO_SHELF(5, 404, Kind.GONE),
  BOOK_LENT(6, 409, Kind.TAKEN);

  private final int code;
  private final HttpStatus httpStatus;

  ErrorCode(int code, int httpStatus, Kind kind) {
    this.code = code;
    this.httpStatus = HttpStatus.valueOf(httpStatus);
  }
}`;
    expect(foundBeside({ "ErrorCode.java": text })).toEqual([
      "INVALID_TITLE 400",
      "NO_BOOK 404",
      "NO_CARD 404",
      "NO_SHELF 404",
      "BOOK_LENT 409",
    ]);
  });

  test("reads small numbers that differ", () => {
    const text = `public enum ErrorCode {
  INVALID_TITLE(1, 400), NO_BOOK(2, 404), NO_CARD(3, 404);
  ErrorCode(int code, int httpStatus) { this.code = code; this.httpStatus = httpStatus; }
}`;
    expect(foundBeside({ "ErrorCode.java": text })).toEqual(["1 400", "2 404", "3 404"]);
  });

  test("reads names that a macro of another library gives members", () => {
    const text = `#[derive(TextEnum)]
pub enum ErrorCode {
    #[text_enum(rename = "LIB.NO_BOOK")]
    NoBook,
    #[text_enum(rename = "LIB.BOOK_LENT")]
    BookLent,
}`;
    expect(foundBeside({ "error.rs": text })).toEqual(["LIB.NO_BOOK", "LIB.BOOK_LENT"]);
  });

  test("reads no code from a member whose code is that of the error within it", () => {
    const text = `pub enum ShelfError {
    Storage(StorageError),
    NoBook,
    BookLent(String),
}
impl ShelfError {
    pub fn code(&self) -> &'static str {
        match self {
            ShelfError::Storage(inner) => inner.code(),
            ShelfError::NoBook => "NoBook",
            ShelfError::BookLent(_) => "BookLent",
        }
    }
}`;
    expect(foundBeside({ "error.rs": text })).toEqual(["NoBook", "BookLent"]);
  });

  test("reads names that are converted to another case", () => {
    const text = `enum LibraryErrorCode {
  NO_BOOK(404, "No book has the id."),
  BOOK_LENT(409, "The book is lent.");
  private final String errorCode;
  LibraryErrorCode(int status, String message) {
    this.errorCode = CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.UPPER_CAMEL, name());
  }
}`;
    expect(foundBeside({ "LibraryErrorCode.java": text })).toEqual(["NoBook 404", "BookLent 409"]);
  });
});

describe("adopt, statuses as projects publish them", () => {
  test("reads statuses in the titles of groups of constants and members", () => {
    const constants = `# 400 error based constants
NO_TITLE = "NO_TITLE"
BAD_SHELF = "BAD_SHELF"
# 404 error constants
NO_BOOK = "NO_BOOK"
NO_CARD = "NO_CARD"
# Everything else
DESK_SHUT = "DESK_SHUT"
`;
    const members = `class ErrorCode(str, Enum):
    # 400
    NO_ISBN = "NO_ISBN"
    BAD_ISBN = "BAD_ISBN"
    # 409
    ISBN_TAKEN = "ISBN_TAKEN"
`;
    const files = { "error_constants.py": constants, "error_code.py": members };
    expect(foundBeside(files)).toEqual([
      "NO_TITLE 400",
      "BAD_SHELF 400",
      "NO_BOOK 404",
      "NO_CARD 404",
      "DESK_SHUT",
      "NO_ISBN 400",
      "BAD_ISBN 400",
      "ISBN_TAKEN 409",
    ]);
  });

  test("reads the statuses of functions that create errors with the constants of numbers", () => {
    const text = `public class Errors {
  public static final int BOOK_LENT_ERROR_CODE = 40901;
  public static final String BOOK_LENT_MESSAGE = "The book is lent.";
  public static ApiException bookLent() {
    return new ApiException(BOOK_LENT_MESSAGE, Response.Status.CONFLICT.getStatusCode(), BOOK_LENT_ERROR_CODE);
  }
  public static final int CARD_OLD_ERROR_CODE = 40301;
  public static ApiException cardOld() {
    return new ApiException("The card is too old.", Response.Status.FORBIDDEN.getStatusCode(), CARD_OLD_ERROR_CODE);
  }
}`;
    expect(foundBeside({ "Errors.java": text })).toEqual(["40901 409", "40301 403"]);
  });

  test("reads a status below 400 that the class of a listed code states itself", () => {
    const text = `class ErrorCode(Enum):
    NO_BOOK = auto()
    EVENT_IGNORED = auto()

class NoBookError(LibraryError):
    code = ErrorCode.NO_BOOK
    http_status_code = 404

class EventIgnoredError(LibraryError):
    code = ErrorCode.EVENT_IGNORED
    http_status_code = 200
`;
    expect(foundBeside({ "exceptions.py": text })).toEqual(["NO_BOOK 404", "EVENT_IGNORED 200"]);
  });

  test("reads rows of lists of errors", () => {
    const ruby = `module Library
  ERRORS = [
    ['no-book', :cancel, 404],
    ['book-lent', :wait, 409],
  ].freeze
end`;
    const python = `ERRORS = [("old_card", 403, "The card is old."), ("no_desk", 404, "The desk is shut.")]
SIZES = [("page_size", 500), ("shelf_size", 410)]`;
    expect(foundBeside({ "errors.rb": ruby, "library.py": python })).toEqual([
      "no-book 404",
      "book-lent 409",
      "old_card 403",
      "no_desk 404",
    ]);
  });

  test("reads lists of structures of Go that have only constants", () => {
    const text = `package errors
type ServiceErrorCode int
type ServiceError struct {
	Code     ServiceErrorCode
	Reason   string
	HttpCode int
}
const (
	ErrorShut       ServiceErrorCode = 4
	ErrorShutReason string           = "The desk is shut"
	ErrorLent       ServiceErrorCode = 5
	ErrorLentReason string           = "The book is lent"
	ErrorGone       ServiceErrorCode = 6
	ErrorGoneReason string           = "The book is gone"
	ErrorOld        ServiceErrorCode = 7
	ErrorThin       ServiceErrorCode = 8
	ErrorLost       ServiceErrorCode = 9
)
func Errors() ServiceErrors {
	return ServiceErrors{
		ServiceError{ErrorShut, ErrorShutReason, http.StatusServiceUnavailable},
		ServiceError{ErrorLent, ErrorLentReason, http.StatusConflict},
		ServiceError{ErrorGone, ErrorGoneReason, http.StatusGone},
	}
}`;
    expect(foundBeside({ "errors.go": text })).toEqual(["4 503", "5 409", "6 410", "7", "8", "9"]);
  });
});

describe("adopt, declarations as projects publish them", () => {
  test("reads properties of Kotlin whose values are computed", () => {
    const text = `sealed class LibraryError(message: String) : ApiException(message) {
    abstract val code: String
    abstract val status: HttpStatus
}
class NoBook : LibraryError("No book has the id.") {
    override val code: String get() = "NO_BOOK"
    override val status get() = HttpStatus.NOT_FOUND
}
class BookLent : LibraryError("The book is lent.") {
    override val code: String
        get() = "BOOK_LENT"
    override val status: HttpStatus
        get() {
            return HttpStatus.CONFLICT
        }
}`;
    expect(foundBeside({ "LibraryError.kt": text })).toEqual(["NO_BOOK 404", "BOOK_LENT 409"]);
  });

  test("reads constants of Go whose type is that of another package", () => {
    const text = `package bonus
const (
	gone   library.ErrorCode = "BONUS_GONE"
	taken  library.ErrorCode = "BONUS_TAKEN"
)
var GoneErr = &library.ApiError{Code: gone, Message: "The bonus is gone", HttpStatusCode: http.StatusGone}`;
    expect(foundBeside({ "errors.go": text })).toEqual(["BONUS_GONE 410", "BONUS_TAKEN"]);
  });

  test("reads no codes from fields, ranges, settings and members that have their own name", () => {
    const go = `package library
var ErrMissingTitle = NewFieldError("Title")
var ErrMissingShelf = NewFieldError("Shelf").Message("must be set")`;
    const ruby = `class RaiseErrors
  CLIENT_ERROR_STATUSES = (400..499).freeze
  SERVER_ERROR_STATUSES = (500..599).freeze
end`;
    const java = `public class ErrorProperties {
  enum ExceptionLogging { NO_LOGGING, MESSAGE_ONLY, WITH_STACKTRACE }
  enum ErrorLocation { SHELF_READER, SHELF_WRITER, DESK_READER }
  static class FieldNames { private String code = "code"; private String message = "message"; }
}`;
    expect(foundBeside({ "errors.go": go, "raise_errors.rb": ruby, "ErrorProperties.java": java })).toEqual([]);
  });
});
