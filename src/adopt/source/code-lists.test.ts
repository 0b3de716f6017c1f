import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  return Object.fromEntries(read(files).errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

function read(files: Readonly<Record<string, string>>): Adoption {
  return adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
}

describe("adopt, lists and values of source code", () => {
  test("reads a class whose constants are its own instances", () => {
    const text = `public final class ErrorCode {
  public static final ErrorCode SOLD_OUT = new ErrorCode(Value.SOLD_OUT, "SOLD_OUT_NOW");
  public static final ErrorCode ORDER_GONE =
      new ErrorCode(Value.ORDER_GONE, "ORDER_GONE_AWAY");
  private final String text;
}`;
    expect(statusesOf({ "ErrorCode.java": text })).toEqual({ SOLD_OUT_NOW: [], ORDER_GONE_AWAY: [] });
  });

  test.each(["Object.freeze", "defineAll", ""])("reads an object that is passed to %s", (wrapper) => {
    const text = `export const ERRORS = ${wrapper}({ CartEmpty: "cart_empty", OrderGone: "order_gone" });`;
    expect(statusesOf({ "errors.js": text })).toEqual({ cart_empty: [], order_gone: [] });
  });

  test("reads statuses from a switch over the values of a type that has another name in a class", () => {
    const errors = `export const ShopErrorTypes = { SOLD_OUT: "sold_out", NO_ORDER: "no_order", BAD_SKU: "bad_sku" }
export class ShopError extends Error {
  static Types = ShopErrorTypes
}`;
    const handler = `export function errorHandler(err, res) {
  let statusCode = 500
  switch (err.type) {
    case TIMED_OUT:
    case ShopError.Types.SOLD_OUT:
      statusCode = 409
      err.code = "x"
      break
    case ShopError.Types.NO_ORDER:
      statusCode = 404
      break
  }
}`;
    const files = { "errors.ts": errors, "error-handler.ts": handler };
    expect(statusesOf(files)).toEqual({ sold_out: [409], no_order: [404], bad_sku: [] });
  });

  test("reads small numbers beside others that are sent", () => {
    const numbers = [1, 700, 701, 702, 703, 704].map((number) => `  static CODE_${number} = ${number};`).join("\n");
    const { errors } = read({ "shop-error.ts": `class ShopError extends Error {\n${numbers}\n}` });
    expect(errors.map(({ code }) => code).sort()).toEqual(["1", "700", "701", "702", "703", "704"]);
  });

  test("takes no status from a function without a name", () => {
    const text = `package shop
var handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "There is no such page", http.StatusNotFound)
})
func timeoutErrors() Description {
	return Description{ Code: "SOLD_OUT", Message: "No unit is left." }
}`;
    expect(statusesOf({ "errors.go": text })).toEqual({ SOLD_OUT: [] });
  });

  test("leaves out what parses input, wraps errors or calls the operating system", () => {
    const text = `package shop
func f(r Request) error {
	size, err := strconv.Atoi(r.Form.Get("order-size"))
	if err != nil {
		return &os.PathError{Op: "lstat", Path: name, Err: err}
	}
	if size == 0 {
		return &os.PathError{Op: "FindNextFile", Path: name, Err: err}
	}
	if limit, err = strconv.Atoi(r.Form.Get("max-keys")); err != nil {
		return annotateErr("SyncOrders", fmt.Errorf("orders of %s are late: %w", name, err))
	}
	return newError("SOLD_OUT", 409, "No unit is left.")
}`;
    expect(statusesOf({ "shop.go": text })).toEqual({ SOLD_OUT: [409] });
  });

  test("reads the allowed values of a type, and maps of messages with one member", () => {
    const python = `class ShopErrorType(Model):
    allowed_values = {
        ('value',): { 'SOLD_OUT': "SOLD_OUT", 'GONE': "GONE", 'BAD_SKU': "BAD_SKU" },
    }`;
    expect(statusesOf({ "shop_error_type.py": python })).toEqual({ SOLD_OUT: [], GONE: [], BAD_SKU: [] });
    const script = `export const CART_ERROR_CODES = define({ CART_EMPTY: "The cart is empty" });
export const USER_ERROR_CODES = define({ BLOCKED: "The user is blocked", NO_EMAIL: "There is no address" });`;
    expect(statusesOf({ "codes.ts": script })).toEqual({ CART_EMPTY: [], BLOCKED: [], NO_EMAIL: [] });
  });

  test("tells overloads apart, and takes the status of a function that responds with one", () => {
    const extension = `public static class ErrorExtensions {
  public static IActionResult CreateError(this ControllerBase controller, string errorCode, string message) {
    return controller.BadRequest(new ShopError(errorCode, message));
  }
  public static IActionResult CreateError(this ControllerBase controller, int httpCode, string errorCode, string message) {
    return controller.StatusCode(httpCode, new ShopError(errorCode, message));
  }
}`;
    const controller = `public class Orders : ControllerBase {
  public IActionResult Get() { return this.CreateError(404, "order-not-found", "There is no such order."); }
  public IActionResult Pay() { return this.CreateError("archived", "The order is archived."); }
}`;
    expect(statusesOf({ "ErrorExtensions.cs": extension, "Orders.cs": controller })).toEqual({
      "order-not-found": [404],
      archived: [400],
    });
  });

  test("reads the codes that a function assigns to the variable of an error", () => {
    const text = `public class Orders : ControllerBase {
  public IActionResult Pay(Result result) {
    string errorCode;
    switch (result) {
      case Result.SoldOut:
        errorCode = "sold-out";
        break;
      case Result.Gone:
        errorCode = "order-gone";
        break;
    }
    return CreateError(409, errorCode, "It failed.");
  }
  public IActionResult CreateError(int status, string errorCode, string message) { return null; }
}`;
    expect(statusesOf({ "Orders.cs": text })).toEqual({ "sold-out": [409], "order-gone": [409] });
  });

  test("reads constants whose names share half of their words with their values", () => {
    const text = `export const DUPLICATE_EMAIL = 'email/both_emails_cannot_be_same' as const;
export const TEAM_INVITATION_NOT_FOUND = 'team_invite/invitations_not_found' as const;
export const TEAM_COLL_DEST_SAME = 'team_coll/target_and_destination_are_same' as const;
export const NO_KEY = 'There is no key in the file';`;
    expect(Object.keys(statusesOf({ "src/errors.ts": text }))).toEqual([
      "email/both_emails_cannot_be_same",
      "team_invite/invitations_not_found",
      "team_coll/target_and_destination_are_same",
    ]);
  });

  test("reads English messages of members, and leaves out members that are written without their names", () => {
    const java = `public enum ErrorCode {
  NO_BOOK(10001, "no book has the id", "没有"), LENT(10002, "the book is lent", "借出"), LOST(10003, "the book is lost", "丢失");
  private final int code;
  private final String enMsg;
  private final String zhMsg;
  ErrorCode(int code, String enMsg, String zhMsg) { this.code = code; this.enMsg = enMsg; this.zhMsg = zhMsg; }
}`;
    expect(read({ "ErrorCode.java": java }).errors.map(({ code, message }) => [code, message?.value])).toEqual([
      ["10001", "no book has the id"],
      ["10002", "the book is lent"],
      ["10003", "the book is lost"],
    ]);
    const rust =
      '#[serde(tag = "error", rename_all = "snake_case")]\npub enum ShopErrorCode {\n  SoldOut,\n  OrderGone,\n  #[serde(untagged)]\n  Other(Option<Inner>),\n}';
    expect(statusesOf({ "error.rs": rust })).toEqual({ sold_out: [], order_gone: [] });
  });

  test("reads the code that a member of Java returns instead of its name", () => {
    const text = `public enum ErrorCode {
  LENT(409),
  // It is lent today.
  LENT_TODAY(409) {
    @Override
    public String getName() { return LENT_NAME; }
  },
  NO_BOOK(404) { @Override public String getName() { return "BOOK_UNKNOWN"; } };
  private static final String LENT_NAME = "LENT";
  private int code;
  ErrorCode(int code) { this.code = code; }
  @JsonValue public String getName() { return this.name(); }
}`;
    expect(statusesOf({ "ErrorCode.java": text })).toEqual({ LENT: [409], BOOK_UNKNOWN: [404] });
  });

  test("reads a code from the function that creates it, in an error of any name", () => {
    const text = `package lib
import "example.com/errors"
var (
	ErrNoCard = errors.Normalize("there is no card", errors.CodeText("LIB:card:NoCard"))
	ErrShut = errors.Normalize("desk is shut", errors.CodeText("LIB:desk:Shut"))
	ErrPlain = errors.Normalize("desk is full", errors.FieldText("LIB:desk:Full"))
)`;
    expect(statusesOf({ "pkg/errs/errno.go": text })).toEqual({ "LIB:card:NoCard": [], "LIB:desk:Shut": [] });
  });

  test("reads the name of a failure in a class without a status; attributes are none", () => {
    const python = `class CardError(LibraryError):
    error = "invalid_card"
    description = "The card is invalid."
class DeskError(LibraryError):
    type = "desk_window"
`;
    expect(statusesOf({ "errors.py": python })).toEqual({ invalid_card: [] });
    const ruby = `module Library
  module Errors
    class NoCard < LibraryError
      attr_reader :missing_param
      def type
        :invalid_card
      end
    end
  end
end
`;
    expect(statusesOf({ "lib/errors.rb": ruby })).toEqual({ invalid_card: [] });
  });

  test("reads statuses from the blocks of a match, and codes as the derive macro writes them", () => {
    const text = `#[derive(Debug, Error, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ShopError {
    #[error("No unit of {0} is left.")]
    SoldOut(String) = 1,
    #[error("The order is gone.")]
    OrderGone = 2,
    #[error("The cart {cart} is empty.")]
    CartEmpty { cart: u64 } = 3,
    #[error("Slow down.")]
    TooFast = 4,
}
impl IntoResponse for ShopError {
    fn into_response(self) -> Response {
        let status = match &self {
            ShopError::SoldOut(_)
            | ShopError::OrderGone => StatusCode::GONE,
            ShopError::CartEmpty { .. } => {
                tracing::debug!("empty");
                StatusCode::BAD_REQUEST
            }
            Self::TooFast if self.isStrict() => {
                StatusCode::TOO_MANY_REQUESTS
            }
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(Body { code: self.into() })).into_response()
    }
}`;
    expect(statusesOf({ "error.rs": text })).toEqual({
      sold_out: [410],
      order_gone: [410],
      cart_empty: [400],
      too_fast: [429],
    });
  });

  test("reads tuples of a status, a code and a message", () => {
    const text = `impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code, message) = match self {
            ApiError::NotFound(id) => (StatusCode::NOT_FOUND, "book_not_found", format!("No book {id}.")),
            ApiError::Lent { until } => {
                let text = format!("Lent until {until}.");
                (StatusCode::CONFLICT, "book_lent", text)
            }
            ApiError::Found => (StatusCode::OK, "book_found", "Here it is.".into()),
        };
        headers(StatusCode::CONFLICT, "content-type");
    }
}`;
    expect(statusesOf({ "error.rs": text })).toEqual({ book_not_found: [404], book_lent: [409] });
  });

  test("reads codes in attributes of errors, and numbers behind names in macros", () => {
    const attributes = `#[derive(Debug, ApiError)]
pub enum PayError {
    #[error(error_type = ErrorType::Invalid, code = "PY_01", message = "The card is invalid.")]
    CardInvalid { data: Option<Value> },
    #[error(
        error_type = ErrorType::Busy, code = "PY_02", status = 409,
        message = "The till is busy."
    )]
    Busy,
}`;
    expect(statusesOf({ "pay.rs": attributes })).toEqual({ PY_01: [], PY_02: [409] });
    expect(read({ "pay.rs": attributes }).errors.map(({ message }) => message?.value)).toEqual([
      "The card is invalid.",
      "The till is busy.",
    ]);
    const rows = `build_errors! {
    Ok(0),

    /// The book does not exist.
    NoBook(1001),
    // Cards
    NoCard(2001),
    CardExpired(2002),
}
build_sizes! { Small(1001), Large(2001), Huge(4001) }`;
    const { errors } = read({ "library.rs": rows });
    expect(errors.map(({ code, meaning }) => [code, meaning?.value])).toEqual([
      ["1001", "The book does not exist."],
      ["2001", undefined],
      ["2002", undefined],
    ]);
  });

  test.each([
    [
      "errors.dart",
      `enum ApiErrorCode {
  soldOut('sold_out', 409),
  cartEmpty('cart_empty', 400);
  const ApiErrorCode(this.value, this.status);
  final String value;
  final int status;
}`,
    ],
    [
      "errors.scala",
      `sealed abstract class ApiError(val code: String, val status: Int)
object ApiError {
  case object SoldOut extends ApiError("sold_out", 409)
  case class CartEmpty(id: String) extends ApiError("cart_empty", 400)
}`,
    ],
  ])("reads %s", (file, text) => {
    expect(statusesOf({ [file]: text })).toEqual({ sold_out: [409], cart_empty: [400] });
  });

  test("reads an enumeration of GraphQL with its descriptions", () => {
    const text = `"""Errors of the cart."""
enum CartErrorCode {
  "The cart is empty."
  CART_EMPTY
  "No unit is left."
  SOLD_OUT
  GONE
}
enum Size { SMALL LARGE }`;
    expect(read({ "schema.graphql": text }).errors.map(({ code, meaning }) => [code, meaning?.value])).toEqual([
      ["CART_EMPTY", "The cart is empty."],
      ["SOLD_OUT", "No unit is left."],
      ["GONE", undefined],
    ]);
  });

  test("reads the constants of a module of Rust", () => {
    const text = `pub mod error_codes {
    pub const BOOK_MISSING: &str = "book_missing";
    pub const BOOK_LENT: &'static str = "book_lent";
}`;
    expect(statusesOf({ "consts.rs": text })).toEqual({ book_missing: [], book_lent: [] });
  });

  test("reads the names that a derive macro writes in another case, and no warnings", () => {
    const text = `#[derive(IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum LibraryError { NoBook = 20, NoCard = 3001, BookLent = 3002 }`;
    expect(statusesOf({ "error.rs": text })).toEqual({ no_book: [], no_card: [], book_lent: [] });
    const warnings = "enum WarningCode { warnOld = -1, warnLate = 2001, warnLimit = 2002 };";
    expect(() => read({ "errors.hpp": warnings })).toThrow("received none");
  });
});
