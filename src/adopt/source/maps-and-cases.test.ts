import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

const mapped = ["sold_out 409", "no_order 404", "not_paid 402"];

describe("adopt, maps of codes to statuses", () => {
  test.each([
    [
      "Map.of of Java",
      "ErrorStatuses.java",
      'class ErrorStatuses { static final Map<String, HttpStatus> ALL = Map.of("sold_out", HttpStatus.CONFLICT, "no_order", HttpStatus.NOT_FOUND, "not_paid", HttpStatus.PAYMENT_REQUIRED); }',
    ],
    [
      "Map.ofEntries of Java",
      "ErrorStatuses.java",
      'class ErrorStatuses { static final Map<String, Integer> ALL = Map.ofEntries(Map.entry("sold_out", 409), entry("no_order", 404), new SimpleEntry<>("not_paid", 402)); }',
    ],
    [
      "a builder of Java",
      "Errors.java",
      'class Errors { static final Map<String, Integer> STATUSES = ImmutableMap.<String, Integer>builder().put("sold_out", 409).put("no_order", 404).put("not_paid", 402).build(); }',
    ],
    [
      "calls of put",
      "Errors.java",
      'class Errors { static { STATUSES.put("sold_out", 409); STATUSES.put("no_order", 404); STATUSES.put("not_paid", 402); } }',
    ],
    [
      "mapOf of Kotlin",
      "Shop.kt",
      'val errorStatuses: Map<String, HttpStatusCode> = mapOf("sold_out" to HttpStatusCode.Conflict, "no_order" to HttpStatusCode.NotFound, Pair("not_paid", HttpStatusCode.PaymentRequired))',
    ],
    [
      "a dictionary of C#",
      "Errors.cs",
      'static class Errors { static readonly Dictionary<string, int> Statuses = new Dictionary<string, int> { { "sold_out", 409 }, { "no_order", 404 }, { "not_paid", 402 } }; }',
    ],
    [
      "a map of Scala",
      "Errors.scala",
      'object Errors { val statuses = Map("sold_out" -> 409, "no_order" -> 404, "not_paid" -> 402) }',
    ],
    ["dict of Python", "shop.py", "ERROR_STATUSES = dict(sold_out=409, no_order=404, not_paid=402)\n"],
    [
      "pairs of Python",
      "shop.py",
      'ERROR_STATUSES = dict([("sold_out", 409), ("no_order", 404), ("not_paid", 402)])\n',
    ],
    [
      "symbols of Ruby",
      "errors.rb",
      'module Errors\n  STATUSES = { sold_out: :conflict, "no_order" => :not_found, not_paid: 402 }.freeze\nend\n',
    ],
    [
      "a map of Rust",
      "shop.rs",
      'static ERROR_STATUSES: LazyLock<HashMap<&str, u16>> = LazyLock::new(|| HashMap::from([("sold_out", 409), ("no_order", 404), ("not_paid", 402)]));',
    ],
    [
      "a macro of Rust",
      "shop.rs",
      'static ERROR_STATUSES: phf::Map<&str, u16> = phf_map! { "sold_out" => 409, "no_order" => 404, "not_paid" => 402 };',
    ],
    [
      "Map of TypeScript",
      "shop.ts",
      'const errorStatuses = new Map<string, number>([["sold_out", 409], ["no_order", 404], ["not_paid", 402]]);',
    ],
    [
      "a map of Dart",
      "shop.dart",
      "const errorStatuses = <String, int>{ 'sold_out': 409, 'no_order': 404, 'not_paid': 402 };",
    ],
  ])("reads %s", (_, file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(mapped);
  });

  test("reads the members of an enumeration of another source, and not those of kinds", () => {
    const java =
      "class StatusMapping { static final Map<ErrorCode, Integer> HTTP = Map.of(SOLD_OUT, SC_CONFLICT, NO_ORDER, SC_NOT_FOUND, NOT_PAID, SC_PAYMENT_REQUIRED); }";
    expect(foundBeside({ "StatusMapping.java": java })).toEqual(["SOLD_OUT 409", "NO_ORDER 404", "NOT_PAID 402"]);
    expect(foundBeside({ "StatusMapping.java": java.replace("<ErrorCode", "<ErrorKind") })).toEqual([]);
  });

  test.each([
    [
      "limits of features",
      "errors.kt",
      'package errors\nval featureLimits = mapOf("max_users" to 500, "max_items" to 400, "max_seats" to 429)',
    ],
    [
      "words in another language",
      "errors.kt",
      'val errorWords = mapOf("not_found" to "nicht_gefunden", "is_invalid" to "ist_falsch")\nval x = 1',
    ],
    [
      "levels of logs",
      "Errors.java",
      'class ErrorLevels { static final Map<String, Integer> LEVELS = Map.of("log_debug", 100, "log_error", 400, "log_alert", 500); }',
    ],
    [
      "the statuses of HTTP",
      "Errors.cs",
      'static class ErrorStatus { static Dictionary<string, int> Statuses = new Dictionary<string, int> { { "not_found", 404 }, { "bad_request", 400 }, { "conflict", 409 } }; }',
    ],
    [
      "texts of pages",
      "errors.py",
      'MESSAGES = dict(welcome_text="Welcome to the shop.", good_bye="Have a nice day.", cart_empty="Your cart is empty.")\n',
    ],
    [
      "fields of a form",
      "ErrorHandler.java",
      'class ErrorHandler { void f() { errors.put("first_name", "It is missing."); errors.put("last_name", "It is missing."); } }',
    ],
    [
      "counters of requests",
      "ErrorHandler.java",
      'class ErrorHandler { void f() { metrics.add("http_requests", 500); metrics.add("http_errors", 503); metrics.add("http_hits", 200); } }',
    ],
    [
      "labels of statuses",
      "errors.rb",
      'module Errors\n  LABELS = { "sold_out" => :conflict, "no_user" => :gone }\nend\n',
    ],
  ])("finds no code in %s", (_, file, text) => {
    expect(foundBeside({ [file]: text })).toEqual([]);
  });
});

describe("adopt, cases of functions", () => {
  test.each([
    [
      "when of Kotlin",
      "Shop.kt",
      "enum class ShopError { SOLD_OUT, NO_ORDER, GONE }\nfun statusOf(code: ShopError): Int = when (code) {\n  ShopError.SOLD_OUT -> 409\n  ShopError.NO_ORDER, ShopError.GONE -> 404\n}",
    ],
    [
      "a switch expression of C#",
      "Shop.cs",
      "enum ShopError { SOLD_OUT, NO_ORDER, GONE }\nstatic class S { public static int Status(ShopError code) => code switch { ShopError.SOLD_OUT => 409, ShopError.NO_ORDER or ShopError.GONE => 404, _ => 500 }; }",
    ],
    [
      "a switch expression of Dart",
      "shop.dart",
      "enum ShopError { SOLD_OUT, NO_ORDER, GONE }\nint status(ShopError code) => switch (code) {\n  ShopError.SOLD_OUT => 409,\n  ShopError.NO_ORDER || ShopError.GONE => 404,\n};",
    ],
    [
      "when of Kotlin over an enumeration of another source",
      "Shop.kt",
      "fun status(error: Failure) = when (error.code) {\n  ShopError.SOLD_OUT -> HttpStatusCode.Conflict\n  ShopError.NO_ORDER,\n  ShopError.GONE -> HttpStatusCode.NotFound\n}",
    ],
  ])("reads the statuses of members from %s", (_, file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(["SOLD_OUT 409", "NO_ORDER 404", "GONE 404"]);
  });

  test.each([
    [
      "match of Scala",
      "Shop.scala",
      'object ShopError {\n  def code(e: ShopError): String = e match {\n    case SoldOut => "sold_out"\n    case NoOrder => "no_order"\n  }\n  def status(e: ShopError): Int = e match {\n    case SoldOut => 409\n    case NoOrder => 404\n  }\n}',
    ],
    [
      "match of Rust",
      "shop.rs",
      'impl ShopError {\n  fn as_str(&self) -> &str {\n    match self { Self::SoldOut => "sold_out", Self::NoOrder => "no_order" }\n  }\n  fn status(&self) -> u16 {\n    match self { Self::SoldOut => 409, Self::NoOrder => 404 }\n  }\n}',
    ],
  ])("reads the codes and statuses of an enumeration of another source from %s", (_, file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(["sold_out 409", "no_order 404"]);
  });

  test.each([
    [
      "PHP",
      "ErrorStatus.php",
      "<?php\nclass ErrorStatus { static function of($code) { return match ($code) { 'sold_out' => 409, 'no_order', 'no_user' => 404, default => 500 }; } }",
    ],
    [
      "Rust",
      "shop.rs",
      'impl ShopError { fn status(code: &str) -> u16 { match code { "sold_out" => 409, "no_order" | "no_user" => 404, _ => 500 } } }',
    ],
    [
      "C#",
      "Shop.cs",
      'static class ErrorStatus { static int Of(string code) => code switch { "sold_out" => 409, "no_order" or "no_user" => StatusCodes.Status404NotFound, _ => 500 }; }',
    ],
    [
      "Go",
      "errors.go",
      'package errors\nfunc statusOf(code string) int {\n\tswitch code {\n\tcase "sold_out":\n\t\treturn http.StatusConflict\n\tcase "no_order", "no_user":\n\t\treturn 404\n\t}\n\treturn 500\n}',
    ],
  ])("reads texts with the statuses of errors from a function of %s", (_, file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(["sold_out 409", "no_order 404", "no_user 404"]);
  });

  test("reads the codes of a package that is named after errors", () => {
    const text = 'package errs\ntype Code string\nconst (\n\tSoldOut Code = "SOLD_OUT"\n\tNoOrder Code = "NO_ORDER"\n)';
    expect(foundBeside({ "codes.go": text })).toEqual(["SOLD_OUT", "NO_ORDER"]);
    expect(foundBeside({ "codes.go": text.replace("errs", "shop") })).toEqual([]);
  });

  test.each([
    ["numbers of features", 'case "max_users":\n\t\treturn 500\n\tcase "max_items":\n\t\treturn 40\n'],
    ["colors", 'case "warn_high":\n\t\treturn "dark_red"\n\tcase "warn_low":\n\t\treturn "light_blue"\n'],
    ["statuses of successes", 'case "do_get":\n\t\treturn 200\n\tcase "do_post":\n\t\treturn 404\n'],
  ])("finds no code in a switch over %s", (_, cases) => {
    const text = `package errors\nfunc statusOf(name string) any {\n\tswitch name {\n\t${cases}\t}\n}`;
    expect(foundBeside({ "errors.go": text })).toEqual([]);
  });

  test("finds no code in other texts of an enumeration of another source", () => {
    const text =
      'impl ErrorLevel { fn color_code(&self) -> &str { match self { Self::Warn => "light_red", Self::Fatal => "dark_red" } } }';
    expect(foundBeside({ "shop.rs": text })).toEqual([]);
  });

  test("finds no code in the statuses of exceptions", () => {
    const text =
      "class ExceptionMiddleware { int Status(Exception e) => e switch { ArgumentException => 400, SecurityException => 403, FileNotFoundException => 404, _ => 500 }; }";
    expect(foundBeside({ "ExceptionMiddleware.cs": text })).toEqual([]);
  });

  test("reads the statuses of codes from a map of statuses to codes", () => {
    const text =
      'enum ShopError { SoldOut = "sold_out", NoOrder = "no_order", NotPaid = "not_paid" }\nconst byStatus = new Map([[409, ShopError.SoldOut], [404, ShopError.NoOrder], [402, ShopError.NotPaid]]);';
    expect(foundBeside({ "shop.ts": text })).toEqual(mapped);
  });

  test("keeps the values of a map whose keys are constants", () => {
    const text =
      "<?php class ShopService { const ERROR_SOLD = 'a_sold'; const ERROR_ORDER = 'an_order'; static $errorResults = [self::ERROR_SOLD => 'shop_sold_error', self::ERROR_ORDER => 'shop_order_error']; }";
    expect(foundBeside({ "ShopService.php": text })).toEqual(
      expect.arrayContaining(["shop_sold_error", "shop_order_error"]),
    );
  });
});
