import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  return Object.fromEntries(read(files).errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

function read(files: Readonly<Record<string, string>>): Adoption {
  return adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
}

describe("adopt, enumerations and constants", () => {
  test("reads the values of a TypeScript enumeration and the statuses of the objects that refer to it", () => {
    const files = {
      "src/error-code.ts": `export enum ErrorCode {
  SoldOut = 'sold_out',
  OrderGone = 'order_gone',
}`,
      "src/errors.ts": `import { ErrorCode } from './error-code'
export const ERRORS = {
  SoldOut: (sku: string) => new ShopError({ code: ErrorCode.SoldOut, httpStatusCode: 409, message: \`No unit of \${sku} is left.\` }),
  OrderGone: () => new ShopError({ code: ErrorCode.OrderGone, httpStatusCode: 410, message: 'The order was deleted.' }),
}`,
    };
    expect(statusesOf(files)).toEqual({ sold_out: [409], order_gone: [410] });
    expect(read(files).errors[0]).toMatchObject({
      source: { file: "src/error-code.ts", line: 2, column: 3 },
      status: { value: 409, source: { file: "src/errors.ts", line: 3 } },
      message: { value: "No unit of {sku} is left." },
    });
  });

  test("reads statuses from the comments above and behind constants of Go", () => {
    const text = `package shop

// Reason is why a request failed.
type ErrorReason string

const (
	// ReasonSoldOut means that no unit is left in the warehouse.
	// Status code 409
	ReasonSoldOut ErrorReason = "SoldOut"
	ReasonGone    ErrorReason = "Gone" // 410 Gone
	ReasonNone    ErrorReason = ""
	ReasonOdd     ErrorReason = "OddQuantity"
)`;
    expect(statusesOf({ "reasons.go": text })).toEqual({ SoldOut: [409], Gone: [410], OddQuantity: [] });
    expect(read({ "reasons.go": text }).errors[0]?.meaning?.value).toBe("Means that no unit is left in the warehouse.");
  });

  test("reads a map of Go whose keys have no value, and the constants of net/http", () => {
    const text = `package api
const (
	ErrNone APIErrorCode = iota
	ErrSoldOut
)
var errorCodes = errorCodeMap{
	ErrSoldOut: {
		Code:           "SoldOut",
		Description:    "No unit is left.",
		HTTPStatusCode: http.StatusConflict,
	},
	ErrBadSku: { Code: "BadSku", Description: "The SKU is unknown.", HTTPStatusCode: http.StatusNotFound },
}`;
    expect(statusesOf({ "api-errors.go": text })).toEqual({ SoldOut: [409], BadSku: [404] });
  });

  test("reads the arguments of Java and Kotlin enumerations by the names of the parameters", () => {
    const java = `public enum ErrorCode {
  /** No unit is left. */
  SOLD_OUT(HttpStatus.CONFLICT, "S001", "Sold out."),
  SUCCESS(HttpStatus.OK, "S000", "OK."),
  BAD_SKU(HttpStatus.NOT_FOUND, "S002", "Unknown SKU.");

  private final HttpStatus status;
  private final String code;
  private final String message;
}`;
    expect(statusesOf({ "ErrorCode.java": java })).toEqual({ S001: [409], S002: [404] });
    expect(read({ "ErrorCode.java": java }).decoys).toMatchObject([{ name: "S000", reason: "a success" }]);
    const kotlin = `enum class ErrorCode(val code: Long, val httpStatus: HttpStatus, val message: String) {
    SOLD_OUT(1001, HttpStatus.CONFLICT, "Sold out."),
    BAD_SKU(1002, HttpStatus.NOT_FOUND, "Unknown SKU."), // catalogue
}`;
    expect(statusesOf({ "ErrorCode.kt": kotlin })).toEqual({ 1001: [409], 1002: [404] });
  });

  test("takes the name of a member whose only number is a status", () => {
    const text = `enum class OrderError(val code: Int, val text: String) {
    SOLD_OUT(409, "Sold out."),
    IN_PROGRESS(409, "The order is in progress.");
}`;
    expect(statusesOf({ "OrderError.kt": text })).toEqual({ SOLD_OUT: [409], IN_PROGRESS: [409] });
  });

  test("reads constants of C# and Python, and classes that pass them to their parents", () => {
    const csharp = `public static class ErrorCodes
{
    /// <summary>No unit is left.</summary>
    public const string SoldOut = "SOLD_OUT";
    public const string BadSku = "BAD_SKU";
}
public sealed class SoldOutError : ApiError
{
    public SoldOutError() : base(ErrorCodes.SoldOut, "No unit is left.", (int)HttpStatusCode.Conflict) { }
}`;
    expect(statusesOf({ "Errors.cs": csharp })).toEqual({ SOLD_OUT: [409], BAD_SKU: [] });
    const python = `class Codes(str, Enum):
    """Every code."""
    SOLD_OUT = "S_SOLD_OUT"
    BAD_SKU = "S_BAD_SKU"

class SoldOutError(ShopError):
    """No unit is left."""
    def __init__(self, msg: str = "Sold out", errcode: str = Codes.SOLD_OUT):
        super().__init__(409, msg, errcode=errcode)

def order(sku):
    raise HTTPException(status_code=404, detail=Codes.BAD_SKU)
`;
    expect(statusesOf({ "errors.py": python })).toEqual({ S_SOLD_OUT: [409], S_BAD_SKU: [404] });
  });

  test("reads constants that are named after their values", () => {
    const csharp = `public readonly struct DeskErrorCode {
  private const string BookGoneValue = "BookGone";
  private const string CardOldValue = "CardOld";
  private const string DefaultValue = "BookMissing";
  public static DeskErrorCode BookGone { get; } = new DeskErrorCode(BookGoneValue);
}`;
    expect(statusesOf({ "DeskErrorCode.cs": csharp })).toEqual({ BookGone: [], CardOld: [] });
  });

  test("reads PHP constants whose statuses are in another file", () => {
    const files = {
      "Exception.php": `<?php
class Exception extends \\Exception {
    public const string SOLD_OUT = 'sold_out';
    public const string BAD_SKU = 'bad_sku';
}`,
      "config/errors.php": `<?php
return [
    Exception::SOLD_OUT => ['name' => Exception::SOLD_OUT, 'description' => 'No unit is left.', 'code' => 409],
    Exception::BAD_SKU => ['name' => Exception::BAD_SKU, 'description' => 'Unknown SKU.', 'code' => 404],
];`,
    };
    expect(statusesOf(files)).toEqual({ sold_out: [409], bad_sku: [404] });
  });

  test("reads Rust enumerations as their serialiser writes them, with the statuses of a match", () => {
    const text = `#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ShopErrorCode {
  SoldOut,
  BadSku(String),
}
impl ShopErrorCode {
  fn status(&self) -> StatusCode {
    match self {
      ShopErrorCode::SoldOut => StatusCode::CONFLICT,
      ShopErrorCode::BadSku(_) => StatusCode::NOT_FOUND,
    }
  }
}
#[cfg(test)]
mod tests { const ERROR: ErrorCode = ErrorCode::new("test_only", 400, "A test error."); }`;
    expect(statusesOf({ "error.rs": text })).toEqual({ sold_out: [409], bad_sku: [404] });
  });

  test("reads the codes that a Rust function returns for variants, and attributes of variants", () => {
    const text = `pub enum ApiError { SoldOut, BadSku }
impl ApiError {
    fn code(&self) -> &'static str { match self { Self::SoldOut => "sold-out", Self::BadSku => "bad-sku" } }
    fn status(&self) -> StatusCode { match self { Self::SoldOut => StatusCode::CONFLICT, Self::BadSku => StatusCode::NOT_FOUND } }
}`;
    expect(statusesOf({ "error.rs": text })).toEqual({ "sold-out": [409], "bad-sku": [404] });
    const attributes = `#[derive(Error)]
pub enum OrderError {
    #[error("No unit is left")]
    #[status_code("409")]
    #[code("SOLD_OUT")]
    SoldOut,
    #[error("Unknown SKU {0}")]
    #[status_code("404")]
    #[code("BAD_SKU")]
    BadSku(String),
}`;
    expect(statusesOf({ "error.rs": attributes })).toEqual({ SOLD_OUT: [409], BAD_SKU: [404] });
  });

  test("reads the rows of a macro that derives the codes", () => {
    const text = `macro_rules! codes { ($($name:ident, $status:ident);*) => { fn name() { stringify!($name).to_case(Case::Snake) } } }
make_error_codes! {
SoldOut   , InvalidRequest , CONFLICT ;
BadSku    , InvalidRequest , NOT_FOUND ;
}`;
    expect(statusesOf({ "error.rs": text })).toEqual({ sold_out: [409], bad_sku: [404] });
  });

  test("reads protobuf enumerations with the mapping in their comments or options", () => {
    const text = `syntax = "proto3";
enum Code {
  // Not an error.
  //
  // HTTP Mapping: 200 OK
  OK = 0;

  // No unit is left in the warehouse.
  //
  // HTTP Mapping: 409 Conflict
  SOLD_OUT = 1;
}
enum ErrorReason {
  option (errors.default_code) = 500;
  ERROR_REASON_UNSPECIFIED = 0;
  BAD_SKU = 1 [(errors.code) = 404];
  LOST = 2;
}`;
    expect(statusesOf({ "code.proto": text })).toEqual({ SOLD_OUT: [409], BAD_SKU: [404], LOST: [500] });
  });

  test("reads Ruby constants, classes and hashes", () => {
    const text = `module Errors
  module Stock
    SoldOut = ::Util::TrackableErrorClass.new(
      msg: "No unit of {0-sku} is left",
      code: "SHOP00001E"
    )
  end
  class BadSku < ApiError
    def status
      :not_found
    end

    def code = "bad_sku"
  end
  CODES = { order_gone: { status: 410, message: "The order was deleted." } }.freeze
end`;
    expect(statusesOf({ "errors.rb": text })).toEqual({ SHOP00001E: [], bad_sku: [404], order_gone: [410] });
  });

  test("reads a map from codes to statuses and a union of codes", () => {
    const map = "export const ErrorCodes = {\n  bad_sku: 404,\n  sold_out: 409,\n  too_many_orders: 403,\n} as const;";
    expect(statusesOf({ "error-codes.ts": map })).toEqual({ bad_sku: [404], sold_out: [409], too_many_orders: [403] });
    const union = 'export type ErrorCode = "BAD_SKU" | "SOLD_OUT";';
    expect(statusesOf({ "types.ts": union })).toEqual({ BAD_SKU: [], SOLD_OUT: [] });
  });
});

describe("adopt, calls and classes", () => {
  test("inherits the status of a parent class, also of one from a library", () => {
    const text = `export class ConflictError extends ApiError { constructor(code: string) { super(409, code) } }
export class SoldOutError extends ConflictError { constructor() { super("SOLD_OUT") } }
export class BadSkuError extends NotFoundException { readonly code = "BAD_SKU" }`;
    expect(statusesOf({ "errors.ts": text })).toEqual({ SOLD_OUT: [409], BAD_SKU: [404] });
  });

  test("merges the same inline error of several handlers into one code", () => {
    const text = `app.post("/orders", (req, res) => { res.status(409).json({ error: { code: "SOLD_OUT", message: "Sold out." } }) })
app.post("/carts", (c) => { return c.json({ error: { code: "SOLD_OUT" } }, 409) })
app.get("/orders", () => { throw new HTTPException(404, { message: "Unknown SKU.", cause: { code: "BAD_SKU" } }) })`;
    const { errors } = read({ "handlers.ts": text });
    expect(errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)])).toEqual([
      ["SOLD_OUT", [409]],
      ["BAD_SKU", [404]],
    ]);
  });

  test.each([
    ["errors.go", 'package a\nfunc f() error { return newError("SOLD_OUT", http.StatusConflict, "No unit is left.") }'],
    ["errors.rs", 'fn f() { define_error!(SoldOut, 409, "SOLD_OUT", "No unit is left."); }'],
    ["api.rb", "def create\n  render json: { error: { code: 'SOLD_OUT' } }, status: :conflict\nend\n"],
    ["api.php", "<?php\nreturn response()->json(['error' => ['code' => 'SOLD_OUT']], 409);"],
    ["Api.cs", 'class Api { object Get() { return Conflict(new { code = "SOLD_OUT", message = "Sold out." }); } }'],
    ["api.py", 'def f():\n    raise HTTPException(status_code=409, detail={"code": "SOLD_OUT"})\n'],
  ])("reads the inline error of %s", (file, text) => {
    expect(statusesOf({ [file]: text })).toEqual({ SOLD_OUT: [409] });
  });

  test("reports errors that are sent without a code, once for all places", () => {
    const text = `const ERROR = new ApiError("SOLD_OUT", 409, "Sold out.")
a(() => { throw new HTTPException(409, "The address is taken.") })
b(() => { throw new HTTPException(409, "The address is taken.") })`;
    expect(read({ "errors.ts": text }).unread).toMatchObject([
      { text: '409 "The address is taken."', reason: expect.stringContaining("without a code in 2 places") },
    ]);
  });

  test("takes the status of a function that passes the code on", () => {
    const text = `package apierrors
func NewConflictError(code ErrorCode, text string) *HTTPError { return NewHTTPError(http.StatusConflict, code, text) }
func order() error { return NewConflictError("sold_out", "No unit is left.") }`;
    expect(statusesOf({ "apierrors.go": text })).toEqual({ sold_out: [409] });
  });
});

describe("adopt, decoys in source code", () => {
  const errors = 'export enum ErrorCode { SoldOut = "sold_out", BadSku = "bad_sku" }\n';

  test.each([
    ["enum HttpMethod { Get = 'GET', Post = 'POST', Put = 'PUT' }", "a list of HTTP methods"],
    ["enum HttpStatus { NotFound = 404, Conflict = 409, Gone = 410 }", "a list of HTTP statuses"],
    ["enum ErrorLevel { Debug = 'debug', Info = 'info', Fatal = 'fatal' }", "a list of levels"],
    ["enum OrderState { NewOrder = 'new_order', Sent = 'sent', Lost = 'lost' }", "a list of states"],
    ["enum OrderEvent { Placed = 'order_placed', Sent = 'order_sent', Lost = 'order_lost' }", "a list of events"],
  ])("leaves out %s", (text, reason) => {
    const { errors: found, decoys } = read({ "errors.ts": errors + text });
    expect(found.map(({ code }) => code)).toEqual(["sold_out", "bad_sku"]);
    expect(decoys).toMatchObject([{ reason, source: { line: 2 } }]);
  });

  test("leaves out the places of invalid fields, and members that are read by their name", () => {
    const text = `class InvalidRequestError(ApiError): pass
def a():
    raise InvalidRequestError([{"type": "missing", "loc": ("query",), "msg": "One is required."}])
def b(error):
    errors.append(error["loc"])
    raise InvalidRequestError([{"type": "missing", "loc": ("body",), "msg": "One is required."}])
`;
    expect(Object.keys(statusesOf({ "errors.ts": errors, "api.py": text }))).toEqual(["sold_out", "bad_sku"]);
  });

  test("leaves out tests, and generated files unless nothing else has codes", () => {
    const generated =
      '// Code generated by stringer. DO NOT EDIT.\npackage a\nconst ErrSoldOut ErrorCode = "sold_out_generated"\nconst ErrGone ErrorCode = "gone_generated"';
    const other = { "errors.test.ts": "enum ErrorCode { A = 'only_a_test' }", "gen.go": generated };
    expect(Object.keys(statusesOf({ "errors.ts": errors, ...other }))).toEqual(["sold_out", "bad_sku"]);
    expect(Object.keys(statusesOf(other))).toEqual(["sold_out_generated", "gone_generated"]);
  });

  test("leaves out errors of the operating system and the runtime", () => {
    const text = 'const retryableErrors = ["ECONNRESET", "ETIMEDOUT", "UND_ERR_SOCKET"];';
    const { errors: found, decoys } = read({ "errors.ts": errors + text });
    expect(found.map(({ code }) => code)).toEqual(["sold_out", "bad_sku"]);
    expect(decoys.map(({ name }) => name)).toEqual(["ECONNRESET", "ETIMEDOUT", "UND_ERR_SOCKET"]);
  });

  test("leaves open a status that the sources do not state", () => {
    const { open } = read({ "errors.ts": errors });
    expect(open.map(({ code, reason }) => [code, reason])).toEqual([
      ["sold_out", "not stated in errors.ts"],
      ["bad_sku", "not stated in errors.ts"],
    ]);
  });

  test("reads a pasted source without the name of a file, and pages beside sources", () => {
    expect(Object.keys(statusesOf({ "standard input": errors }))).toEqual(["sold_out", "bad_sku"]);
    const page = "| Code | Status |\n|---|---|\n| sold_out | 409 |\n";
    expect(statusesOf({ "errors.ts": errors, "errors.md": page })).toEqual({ sold_out: [409], bad_sku: [] });
  });
});
