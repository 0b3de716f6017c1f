import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  const { errors } = adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
  return Object.fromEntries(errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

const structure = `package library
type apiError struct {
	Code, Link string
	HTTPCode   int \`json:"http"\`
	Message    string
}
`;

describe("adopt, structures of Go whose fields are values without names", () => {
  test("reads the number, the constant of the status and the text", () => {
    const text = `package library
type deskError struct {
	Code     int    \`json:"code"\`
	HTTPCode int    \`json:"http"\`
	Message  string \`json:"error"\`
	Help     string
}
var (
	errNoBook = &deskError{40401, http.StatusNotFound, "there is no such book", "NO_BOOK_HELP"}
	errShut   = &deskError{50301, http.StatusServiceUnavailable, "desk_shut", ""}
)
func old() error { return deskError{40301, http.StatusForbidden, "the card is old", ""} }`;
    expect(statusesOf({ "desk.go": text })).toEqual({ "40401": [404], "50301": [503], "40301": [403] });
  });

  test("reads them in the order of the structure, which another file may declare", () => {
    const text = `package library
var ErrLent = apiError{"book_lent", "", http.StatusConflict, "the book is lent"}
var all = []apiError{
	{"no_card", "", http.StatusUnauthorized, "there is no card"},
	{"old_card", "", 403, "the card is old"},
}
var byShelf = map[string]*apiError{
	"a": {"no_book", "", http.StatusNotFound, "there is no such book"},
}`;
    expect(statusesOf({ "structure.go": structure, "failures.go": text })).toEqual({
      book_lent: [409],
      no_card: [401],
      old_card: [403],
      no_book: [404],
    });
  });

  test("reads the numbers behind statuses of a structure that no file declares", () => {
    const text = `package library
var (
	ErrGone = &Error{http.StatusGone, 4101, "the book is gone"}
	ErrLent = &Error{http.StatusConflict, 4091, "the book is lent"}
	ErrShut = &Error{http.StatusServiceUnavailable, 5031, "the desk is shut"}
)`;
    expect(statusesOf({ "errors.go": text })).toEqual({ "4101": [410], "4091": [409], "5031": [503] });
  });

  test("reads no codes from other structures and from blocks", () => {
    const text = `package library
type point struct{ Code, Y int }
type errorCase struct {
	Size int
	Name string
}
var points = []point{{40001, 2}, {40002, 3}}
var level = Level{10001, "debug", 3}
var cases = []errorCase{{40001, "small book"}, {40002, "large book"}}
func f(errCode int) {
	if errCode == other {
		a, b = 40003, "x y"
	}
	for _, one := range errs { log.Print(one, 40012, "it is odd") }
}`;
    expect(() => statusesOf({ "errors.go": text })).toThrow("received none");
  });
});

describe("adopt, enumerations of Rust that a tag sends by name", () => {
  const enumOf = (name: string, attributes: string): string => `${attributes}
pub enum ${name} {
    NoBook,
    BookLent { until: u64 },
    DeskShut(String),
}`;
  const derived = '#[derive(Debug, Serialize)]\n#[serde(tag = "type")]';

  test("reads the names, and the statuses that another file gives them", () => {
    const axum = `impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self.kind {
            LibraryError::NoBook => StatusCode::NOT_FOUND,
            LibraryError::BookLent { .. } => StatusCode::CONFLICT,
            LibraryError::DeskShut(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, Json(&self)).into_response()
    }
}`;
    const method = `impl LibraryError {
    pub fn status(&self) -> Status {
        match self {
            Self::NoBook => Status::NotFound,
            Self::BookLent { .. } => Status::Conflict,
            Self::DeskShut(_) => Status::ServiceUnavailable,
        }
    }
}`;
    const conditional = '#[cfg_attr(feature = "serde", derive(Serialize), serde(tag = "type"))]';
    for (const attributes of [derived, conditional])
      for (const statuses of [axum, method]) {
        const files = { "src/lib.rs": enumOf("LibraryError", attributes), "src/http.rs": statuses };
        expect(statusesOf(files)).toEqual({ NoBook: [404], BookLent: [409], DeskShut: [503] });
      }
  });

  test("reads no names of enumerations that nothing sends, or that are not about errors", () => {
    const other = '#[derive(Debug, Serialize)]\n#[serde(tag = "version")]';
    for (const text of [
      enumOf("LibraryError", "#[derive(Debug)]"),
      enumOf("LibraryError", other),
      enumOf("LibraryEvent", derived),
      enumOf("ErrorEvent", derived),
    ])
      expect(() => statusesOf({ "src/lib.rs": text })).toThrow("received none");
  });
});
