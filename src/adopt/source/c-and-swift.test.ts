import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(files: Readonly<Record<string, string>>): Adoption {
  return adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
}

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  return Object.fromEntries(read(files).errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

function messagesOf(files: Readonly<Record<string, string>>): Record<string, string | undefined> {
  return Object.fromEntries(
    read(files).errors.map(({ code, message, meaning }) => [code, message?.value ?? meaning?.value]),
  );
}

describe("adopt, C and C++", () => {
  test("reads constants of the preprocessor by the beginning of their names, and no other constants", () => {
    const text = `#ifndef LIBRARY_ERRORS_H
#define LIBRARY_ERRORS_H
#include <stdint.h>
#define LIBRARY_MAX_LOANS 20
#define LIBRARY_TIMEOUT_MS 3000
#define LIBRARY_ERROR_NO_BOOK        -1 // No book has the id.
#define LIBRARY_ERROR_BOOK_LENT      (-2) /* The book is lent. */
#define LIBRARY_ERROR_NO_CARD        -3
#define LIBRARY_ERROR_CARD_EXPIRED   -4
#define LIBRARY_ERROR_TOO_MANY_LOANS \\
  -5
#define LIBRARY_ERROR_CLOSED         -6
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define CHECK(x) \\
  do { if (!(x)) fail(-7); } while (0)
#endif`;
    const { errors } = read({ "library_errors.h": text });
    expect(errors.map(({ code, source }) => `${code} :${source.line}`)).toEqual([
      "-1 :6",
      "-2 :7",
      "-3 :8",
      "-4 :9",
      "-5 :10",
      "-6 :12",
    ]);
    expect(messagesOf({ "library_errors.h": text })).toMatchObject({
      "-1": "No book has the id.",
      "-2": "The book is lent.",
    });
  });

  test("reads constants with texts", () => {
    const text = `#pragma once
namespace shop::errors {
inline constexpr std::string_view kSoldOut{"sold_out"};
constexpr const char* kCartEmpty = "cart_empty";
static const std::string kOrderGone = u8"order_gone"; // 410 Gone
}  // namespace shop::errors`;
    expect(statusesOf({ "errors.hpp": text })).toEqual({ sold_out: [], cart_empty: [], order_gone: [410] });
  });

  test("reads numbers of a class of members, which count on", () => {
    const text = `enum class ShopError : std::uint16_t {
  kNone = 0,
  kSoldOut = 1'001,  ///< No unit is left.
  kCartEmpty,
  kOrderGone = 0x7D0u,
};`;
    expect(messagesOf({ "shop_error.h": text })).toEqual({
      "1001": "No unit is left.",
      "1002": undefined,
      "2000": undefined,
    });
  });

  test.each([
    "typedef enum {\n  SHOP_OK = 0,\n  SHOP_SOLD_OUT = 4001,\n  SHOP_CART_EMPTY = 4002\n} shop_error_t;",
    "typedef enum shop_error {\n  SHOP_OK = 0,\n  SHOP_SOLD_OUT = 4001,\n  SHOP_CART_EMPTY = 4002\n} shop_error_t;",
    "typedef NS_ENUM(NSInteger, ShopError) {\n  ShopErrorNone = 0,\n  ShopSoldOut = 4001,\n  ShopCartEmpty = 4002,\n};",
  ])("reads the enumeration %#, with its name before or behind it", (text) => {
    expect(statusesOf({ "shop.h": `#include "base.h"\n${text}` })).toEqual({ "4001": [], "4002": [] });
  });

  test("reads the rows of a table as the codes of an enumeration", () => {
    const header = `enum class ShopError {
  soldOut = 1,
  cartEmpty = 2,
  orderGone = 3,
};
struct ShopErrorInfo {
  ShopError error;
  std::string_view token;
  int status;
  std::string_view message;
};`;
    const source = `#include "shop_error.hpp"
ShopErrorInfo const& infoOf(ShopError error) {
  static constexpr ShopErrorInfo infos[]{
    {ShopError::soldOut, "soldOut", 409, "No unit is left."},
    {ShopError::cartEmpty, TOKEN(cartEmpty), 400, "Add a unit "
      "first."},
    // The order was deleted.
    {ShopError::orderGone, "orderGone", 410, "The order is gone."},
  };
  for (auto const& info : infos)
    if (info.error == error) return info;
}`;
    const files = { "shop_error.hpp": header, "shop_error.cpp": source };
    expect(statusesOf(files)).toEqual({ soldOut: [409], cartEmpty: [400], orderGone: [410] });
    expect(messagesOf(files)).toMatchObject({ soldOut: "No unit is left.", cartEmpty: "Add a unit first." });
  });

  test("reads rows that only describe the numbers of constants, with designated members", () => {
    const text = `enum { SHOP_ERROR_SOLD_OUT = 5001, SHOP_ERROR_CART_EMPTY = 5002, SHOP_ERROR_GONE = 5003 };
static const struct shop_error_text texts[] = {
  { SHOP_ERROR_SOLD_OUT, "No unit is left." },
  { SHOP_ERROR_CART_EMPTY, "The cart is empty." },
  { SHOP_ERROR_GONE, "The order is gone." },
};`;
    expect(messagesOf({ "shop_errors.c": text })).toEqual({
      "5001": "No unit is left.",
      "5002": "The cart is empty.",
      "5003": "The order is gone.",
    });
    const named = `struct api_error errors[] = {
  { .code = "sold_out", .status = 409, .message = "No unit is left." },
  { .code = "cart_empty", .status = 400, .message = "The cart is empty." },
};`;
    expect(statusesOf({ "api_errors.c": named })).toEqual({ sold_out: [409], cart_empty: [400] });
  });

  test("reads a map from members to codes, and a switch from members to statuses", () => {
    const text = `enum class ShopError { SoldOut, CartEmpty, OrderGone };
static const std::unordered_map<ShopError, std::string> codes = {
  {ShopError::SoldOut, "sold_out"},
  {ShopError::CartEmpty, "cart_empty"},
  {ShopError::OrderGone, "order_gone"},
};
int httpStatus(ShopError error) {
  switch (error) {
    case ShopError::SoldOut: return 409;
    case ShopError::CartEmpty:
    case ShopError::OrderGone:
      return 410;
    default: return 500;
  }
}`;
    expect(statusesOf({ "errors.cc": text })).toEqual({ sold_out: [409], cart_empty: [410], order_gone: [410] });
  });

  test("reads macros that are called once for each error", () => {
    const exceptions = `namespace shop {
  DECLARE_EXCEPTION( shop_exception, base_exception, 3000000, "error of the shop" )
    DECLARE_EXCEPTION( sold_out_exception, shop_exception,
                       3000001, "No unit is left." )
    DECLARE_EXCEPTION( cart_exception, shop_exception, 3000002, "The cart is empty." )
}`;
    expect(messagesOf({ "exceptions.hpp": exceptions })).toEqual({
      "3000000": "error of the shop",
      "3000001": "No unit is left.",
      "3000002": "The cart is empty.",
    });
    const rows = `#define SHOP_ERRORS(X) \\
  X(SOLD_OUT, 409, "No unit is left.") \\
  X(CART_EMPTY, 400, "The cart is empty.") \\
  X(ORDER_GONE, 410, "The order is gone.")
`;
    expect(statusesOf({ "shop.h": rows })).toEqual({ SOLD_OUT: [409], CART_EMPTY: [400], ORDER_GONE: [410] });
  });

  test("reads numbers of rows also if HTTP knows some, members behind macros, and constants of a structure", () => {
    const rows = `#define SHOP_ERROR_CODES(M) \\
  M(0, OK) \\
  M(1, NO_BOOK) \\
  M(117, NO_CARD) \\
  M(202, LENT) \\
  M(999, LATE) \\
/* The end. */
`;
    expect(Object.keys(statusesOf({ "codes.cpp": rows }))).toEqual(["1", "117", "202", "999"]);
    const members = `typedef NS_ERROR_ENUM(ShopDomain, ShopErrorCode) {
  ShopErrorNoKey = 17000,
  ShopErrorGone NS_SWIFT_NAME(gone) = 17005,
};`;
    expect(statusesOf({ "shop.h": members })).toEqual({ "17000": [], "17005": [] });
    const constants = `struct Error { int http; const char* code; const char* message; };
inline constexpr Error kSoldOut{409, "sold_out", "No unit is left."};
const Error kOrderGone = {410, "order_gone", "The order is gone."};
const Point kOrigin = {400, "x_axis", "The axis of the shop."};`;
    expect(statusesOf({ "errors.hpp": constants })).toEqual({ sold_out: [409], order_gone: [410] });
  });

  test("reads the code of a class by what it passes to its parent", () => {
    const text = `class SoldOutError : public ApiError {
public:
  SoldOutError() : ApiError("sold_out", 409, "No unit is left.") {}
};
void buy() {
  throw ApiError("cart_empty", 400, "The cart is empty.");
}`;
    expect(statusesOf({ "errors.cpp": text })).toEqual({ sold_out: [409], cart_empty: [400] });
  });

  test("leaves out limits, levels, flags and messages of logs", () => {
    const text = `#define MAX_SIZE 4096
#define LOG_LEVEL_ERROR 3
enum class LogLevel { Debug, Info, Warning, Error };
enum Flags { FLAG_A = 0x100, FLAG_B = 0x200, FLAG_C = 0x400, FLAG_D = 0x800, FLAG_E = 0x1000, FLAG_F = 0x2000 };
static const struct option options[] = {
  { "help", no_argument, "Shows this text." },
  { "port", required_argument, "The port to listen on." },
  { "host", required_argument, "The host to listen on." },
};
int main() {
  LOG(ERROR, "the file is missing");
  LOG(ERROR, "the file is empty");
  LOG(WARNING, "the file is large");
  return 404;
}`;
    expect(() => read({ "main.cpp": text })).toThrow(/received none/);
  });
});

describe("adopt, Swift", () => {
  test("reads cases with texts, numbers that count on, and names that are sent", () => {
    const text = `import Foundation
/// Errors of the shop.
public enum ShopErrorCode: String, Codable, Error {
    // Validation (422)
    case cartEmpty = "cart_empty"
    case badSku = "bad_sku"
    // Others
    case soldOut = "sold_out" // 409
    case gone, lent = "on_loan"
}
enum LegacyErrorCode: Int {
    case unknown = 0
    case noBook = 7000, noCard
    init(raw: Int) { self = LegacyErrorCode(rawValue: raw) ?? .unknown }
}`;
    expect(statusesOf({ "ShopErrorCode.swift": text })).toEqual({
      cart_empty: [422],
      bad_sku: [422],
      sold_out: [409],
      gone: [],
      on_loan: [],
      "7000": [],
      "7001": [],
    });
  });

  test("reads constants of a type of codes, and no cases without values", () => {
    const text = `public struct ErrorCode: RawRepresentable { public var rawValue: String }
extension ErrorCode {
  /// No unit is left.
  public static let soldOut = ErrorCode("sold_out")
  @available(*, deprecated) public static let cartEmpty = ErrorCode(
    "cart_empty")
  static let orderGone: ErrorCode = ErrorCode(rawValue: "order_gone")
}
public enum ShopError: LocalizedError {
  case sessionMissing
  case api(message: String, code: ErrorCode)
  var message: String {
    switch self {
    case .sessionMissing: "Session \\(id ?? "?") is missing."
    case .api(let message, _): message
    }
  }
}`;
    expect(messagesOf({ "ShopError.swift": text })).toEqual({
      sold_out: "No unit is left.",
      cart_empty: undefined,
      order_gone: undefined,
    });
  });

  test("reads the codes and statuses of cases from computed properties", () => {
    const text = `enum ShopError: Error {
    case soldOut(sku: String)
    case cartEmpty, orderGone

    var code: String {
        switch self {
        case .soldOut: return "sold_out"
        case .cartEmpty: return "cart_empty"
        case .orderGone: return "order_gone"
        }
    }

    var statusCode: Int {
        switch self {
        case .soldOut: return 409
        case .cartEmpty,
             .orderGone:
            return 410
        }
    }
}`;
    expect(statusesOf({ "ShopError.swift": text })).toEqual({ sold_out: [409], cart_empty: [410], order_gone: [410] });
  });

  test("reads the statuses that properties return without their type, and the holes of texts", () => {
    const text = `enum ShopError: AbortError {
    case soldOut
    case notPaid(order: UUID)
    var status: HTTPResponseStatus {
        switch self {
        case .soldOut: .conflict
        case .notPaid: .paymentRequired
        }
    }
    var identifier: String {
        switch self {
        case .soldOut: "sold_out"
        case .notPaid: "not_paid"
        }
    }
    var reason: String {
        switch self {
        case .soldOut: "No unit is left."
        case .notPaid(let order): "Order \\(order.id ?? "?") is not paid."
        }
    }
}`;
    expect(statusesOf({ "ShopError.swift": text })).toEqual({ sold_out: [409], not_paid: [402] });
    expect(messagesOf({ "ShopError.swift": text })).toMatchObject({ not_paid: "Order {id} is not paid." });
  });

  test("leaves out states and settings", () => {
    const text = `enum LoadState: String { case idle, loading, failed }
enum Setting: String, CaseIterable { case theme = "theme_name"; case errors = "show_errors" }
let message = #"The "error" of today"#`;
    expect(() => read({ "State.swift": text })).toThrow(/received none/);
  });
});
