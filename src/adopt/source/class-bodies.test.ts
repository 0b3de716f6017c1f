import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

describe("adopt, functions of classes of errors that are named after statuses", () => {
  test("reads their codes and statuses, and those of builders", () => {
    const text = `ErrorModel::builder().r#type("NoBook").code(StatusCode::NOT_FOUND.as_u16()).message("There is no book.").build()
ErrorModel::conflict(self.to_string(), "BookOnLoan", None)
ErrorModel::internal("It failed.", "DeskFailed", None)`;
    expect(foundBeside({ "src/error.rs": text })).toEqual(["NoBook 404", "BookOnLoan 409", "DeskFailed 500"]);
  });
});

describe("adopt, the bodies of classes", () => {
  test("finds them behind types of objects among the arguments of a type", () => {
    const text = `export class NoBook extends LibraryError<'NO_BOOK', { id: string }> {
  constructor(id: string) { super({ code: 'NO_BOOK', message: \`No book \${id}.\`, meta: { id } }); }
}
export class OnLoan extends LibraryError<
  'ON_LOAN',
  {}
> {
  constructor({ message }: { message: string }) { super({ code: 'ON_LOAN', meta: {}, message }); }
}`;
    expect(foundBeside({ "src/errors.ts": text })).toEqual(["NO_BOOK", "ON_LOAN"]);
  });

  test("reads no name that a class passes to a parent with a code of its own", () => {
    const text = `class InvalidArgumentError(ClientError):
    code = "InvalidArgument"
    def __init__(self, message, name, value):
        super().__init__(message)
class BadFilter(InvalidArgumentError):
    def __init__(self, value):
        super().__init__("The filter is not valid.", "Filter.Name", value)`;
    expect(foundBeside({ "exceptions.py": text })).toEqual(["InvalidArgument"]);
  });
});

describe("adopt, members of maps of codes that are selected by name", () => {
  test("reads the statuses beside them in every language", () => {
    const ruby = `ERROR_CODES = { no_book: 'no_book', on_loan: 'on_loan' }.freeze
def show
  render_error(code: ERROR_CODES[:no_book], message: text, status: :not_found)
  render_error(code: ERROR_CODES[:on_loan], message: text, status: :conflict)
end
def infer(errors, status = :unprocessable_content)
  code = infer_error_code(errors, status)
end`;
    const python = `ERROR_CODES = {"no_book": "no_book", "on_loan": "on_loan"}
raise ApiError(code=ERROR_CODES["no_book"], status=404)
raise ApiError(code=ERROR_CODES["on_loan"], status=409)`;
    for (const [file, text] of Object.entries({ "lib/errors.rb": ruby, "lib/errors.py": python }))
      expect(foundBeside({ [file]: text }), file).toEqual(["no_book 404", "on_loan 409"]);
  });
});

describe("adopt, comments that begin with the name of their constant", () => {
  test("reads the status behind the name, and leaves out the success", () => {
    const text = `package code
const (
	// ErrSuccess - 200: OK.
	ErrSuccess int = iota + 100001
	// ErrNoBook - 404: There is no book with this title in any of the libraries that take part.
	ErrNoBook
	//  ErrLent - 409: The book is lent.
	ErrLent
)`;
    expect(foundBeside({ "code.go": text })).toEqual(["100002 404", "100003 409"]);
  });
});

describe("adopt, numbers of a type of codes in a source about errors", () => {
  test("reads them instead of the names of their constants, with the statuses of a map", () => {
    const text = `package constant
type ResCode int
const (
	CommonNoBook ResCode = 10001
	CommonOnLoan ResCode = 10002
	CommonShut   ResCode = 10003
)
var errorMeta = map[ResCode]ErrorMeta{
	CommonNoBook: {HTTPStatus: http.StatusNotFound, Message: "There is no book"},
	CommonOnLoan: {HTTPStatus: http.StatusConflict, Message: "The book is lent"},
	CommonShut:   {HTTPStatus: http.StatusServiceUnavailable, Message: "The library is shut"},
}`;
    expect(foundBeside({ "constant/error_code.go": text })).toEqual(["10001 404", "10002 409", "10003 503"]);
  });
});

describe("adopt, sources that look like tests", () => {
  const text =
    'public enum ErrorCode { NO_BOOK("LIB_001", "No book."), LENT("LIB_002", "Lent."); ErrorCode(String code, String m) {} }';

  test("reads the package `com.example`, and no folder of examples", () => {
    expect(foundBeside({ "src/main/java/com/example/desk/ErrorCode.java": text })).toEqual(["LIB_001", "LIB_002"]);
    expect(foundBeside({ "examples/desk/ErrorCode.java": text })).toEqual([]);
  });

  test("leaves out functions that are marked as tests", () => {
    const rust = `#[tokio::test]
async fn shows_the_type() { ErrorModel::conflict("It failed.", "TestError", None); }
fn conflict() { ErrorModel::conflict("It is lent.", "OnLoan", None); }`;
    expect(foundBeside({ "src/error.rs": rust })).toEqual(["OnLoan 409"]);
  });
});
