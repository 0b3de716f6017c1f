import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";
import { foundBeside } from "./testing/found-beside.ts";

describe("adopt, maps of numbers and of texts", () => {
  const texts = [
    [1001, "No unit is left, and it cannot be sold."],
    [1002, "The order was not found."],
    [1003, "The order is not paid."],
  ] as const;
  const written = (row: (number: number, text: string) => string): string =>
    texts.map(([number, text]) => row(number, text)).join(", ");

  test.each([
    [
      "PHP",
      "Shop.php",
      `<?php class ErrorCodes { static $messages = [${written((n, text) => `${n} => '${text}'`)}]; }`,
    ],
    ["Python", "shop.py", `ERROR_MESSAGES = {${written((n, text) => `${n}: "${text}"`)}}\n`],
    ["Go", "errors.go", `package shop\nvar texts = map[int]string{${written((n, text) => `${n}: "${text}"`)}}`],
    [
      "C#",
      "Shop.cs",
      `static class ErrorTexts { static Dictionary<int, string> All = new() { ${written((n, text) => `{ ${n}, "${text}" }`)} }; }`,
    ],
    [
      "Java",
      "ErrorTexts.java",
      `class ErrorTexts { static Map<Integer, String> ALL = Map.of(${written((n, text) => `${n}, "${text}"`)}); }`,
    ],
    ["Ruby", "errors.rb", `module Errors\n  TEXTS = { ${written((n, text) => `${n} => "${text}"`)} }\nend\n`],
    ["TypeScript", "shop.ts", `const errors = { ${written((n, text) => `${n}: { message: "${text}" }`)} };`],
  ])("reads numbers with texts that describe failures from a map of %s", (_, file, text) => {
    const { errors } = adopt([{ file, text }]);
    expect(errors.slice(0, 3).map(({ code, message }) => [Number(code), message?.value])).toEqual(texts);
  });

  test.each([
    ["statuses of HTTP", "400 => 'The request is invalid.', 404 => 'It was not found.', 409 => 'There is a conflict.'"],
    ["small numbers", "1 => 'The file is too large.', 2 => 'The file was not sent.', 3 => 'The file is missing.'"],
    ["plans", "1001 => 'The free plan.', 1002 => 'The paid plan.', 1003 => 'The plan of schools.'"],
    ["names of levels", "1100 => 'DEBUG', 1200 => 'NOTICE', 1300 => 'ERROR'"],
  ])("finds no code in a map of %s", (_, rows) => {
    expect(foundBeside({ "Errors.php": `<?php class ErrorHandler { static $texts = [${rows}]; }` })).toEqual([]);
  });

  test("reads short numbers in quotes, and leaves out those of successes", () => {
    const ruby =
      "module Pay\n  RESPONSE_CODES = { '00' => 'The payment was approved', '51' => 'The card has insufficient funds', '54' => 'The card has expired', '14' => 'The number is invalid' }\nend\n";
    expect(foundBeside({ "pay.rb": ruby })).toEqual(["51", "54", "14"]);
  });

  test("reads the different numbers behind the texts of errors that a function creates", () => {
    const go = `package errs

var (
	ErrSoldOut = New("sold out", "No unit is left.", 1001)
	ErrNoOrder = New("no order", "There is no such order.", 1002)
	ErrNotPaid = New("not paid", "The order is not paid.", 1003)
)`;
    expect(foundBeside({ "errs.go": go })).toEqual(["1001", "1002", "1003"]);
    expect(foundBeside({ "errs.go": go.replaceAll(/100\d/g, "3") })).toEqual([]);
    expect(foundBeside({ "errs.go": go.replace("1001", "404").replace("1002", "409").replace("1003", "402") })).toEqual(
      [],
    );
  });

  test("reads messages that are looked up by their codes, and not those that a program names", () => {
    const java = `final class ErrorMessages { static final Map<String, String> MESSAGES = Map.ofEntries(
  Map.entry("sold_out", "No unit is left, and it cannot be sold."),
  Map.entry("no_order", "The order was not found."),
  Map.entry("not_paid", "The order is not paid.")); }`;
    expect(foundBeside({ "ErrorMessages.java": java })).toEqual(["sold_out", "no_order", "not_paid"]);
    const named =
      'export const ERROR_MESSAGES = { SOLD_OUT: "It cannot be sold.", NO_ORDER: "The order was not found.", NOT_PAID: "The order is not paid." };';
    expect(foundBeside({ "errors.ts": named })).toEqual([]);
    const django =
      'class SizeField(Field):\n    default_error_messages = {"not_a_list": "It was not a list.", "too_long": "It is too long.", "no_value": "It is missing."}\n';
    expect(foundBeside({ "fields.py": django })).toEqual([]);
  });

  test("reads an enumeration of Scala by its values or, without them, its names", () => {
    const scala =
      'object ErrorCode extends Enumeration {\n  type ErrorCode = Value\n  val SoldOut, NoOrder = Value\n  val NotPaid = Value(3, "not_paid")\n}\nobject Color extends Enumeration { val DarkRed, LightBlue = Value }';
    expect(foundBeside({ "ErrorCode.scala": scala })).toEqual(["SoldOut", "NoOrder", "not_paid"]);
  });
});

describe("adopt, functions with a status for all other codes", () => {
  test.each([
    [
      "Go",
      "errors.go",
      'package errors\ntype Code string\nconst (\n\tSoldOut Code = "SOLD_OUT"\n\tNoOrder Code = "NO_ORDER"\n\tBroken Code = "BROKEN_DOWN"\n)\nfunc (c Code) HTTPStatus() int {\n\tswitch c {\n\tcase SoldOut:\n\t\treturn 409\n\tcase NoOrder:\n\t\treturn 404\n\tdefault:\n\t\treturn 500\n\t}\n}',
    ],
    [
      "Kotlin",
      "Shop.kt",
      "enum class ShopError { SOLD_OUT, NO_ORDER, BROKEN_DOWN }\nfun statusOf(e: ShopError) = when (e) {\n  ShopError.SOLD_OUT -> 409\n  ShopError.NO_ORDER -> 404\n  else -> 500\n}",
    ],
    [
      "Java",
      "Shop.java",
      "class S { enum ShopError { SOLD_OUT, NO_ORDER, BROKEN_DOWN }\n  static int status(ShopError e) { return switch (e) { case SOLD_OUT -> 409; case NO_ORDER -> 404; default -> 500; }; } }",
    ],
  ])("adds it to the codes without a case in %s", (_, file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(["SOLD_OUT 409", "NO_ORDER 404", "BROKEN_DOWN 500"]);
  });

  test("adds it neither to codes that have a status elsewhere nor from a function for something else", () => {
    const text = (name: string): string =>
      `enum class ShopError { SOLD_OUT, NO_ORDER, GONE_AWAY, BROKEN_DOWN }\nval statuses = mapOf(ShopError.GONE_AWAY to 410)\nfun ${name}(e: ShopError) = when (e) {\n  ShopError.SOLD_OUT -> 409\n  ShopError.NO_ORDER -> 404\n  else -> 500\n}`;
    expect(foundBeside({ "Shop.kt": text("status") })).toContain("GONE_AWAY 410");
    expect(foundBeside({ "Shop.kt": text("priority") })).toContain("BROKEN_DOWN");
  });
});

describe("adopt, Elixir and Erlang", () => {
  test("reads maps, clauses and responses of Elixir", () => {
    const errors = `defmodule Shop.ErrorCodes do
  @moduledoc """
  The "codes" of the shop: {:error, :x}.
  """
  @type t :: atom()
  @status %{sold_out: 409, no_order: :not_found}
  @errors %{not_paid: {402, "The order is not paid."}}
  def http_status(code) when code in [:too_many, :too_late], do: 429
  def http_status(:too_early) do
    425
  end
  def marks, do: [~r/["']/, ?"]
end`;
    const controller = `defmodule Shop.OrderController do
  def create(conn, {:error, :gone}) do
    conn |> put_status(:gone) |> json(%{code: "order_gone", message: "The order is gone."})
  end

  def create(conn, {:error, :lost}) do
    conn
    |> put_status(404)
    |> json(%{error: %{"code" => "order_lost", "message" => "The order is lost."}})
  end
end`;
    expect(foundBeside({ "error_codes.ex": errors, "order_controller.ex": controller })).toEqual([
      "sold_out 409",
      "no_order 404",
      "too_many 429",
      "too_late 429",
      "too_early 425",
      "not_paid 402",
      "order_gone 410",
      "order_lost 404",
    ]);
  });

  test("reads exceptions of Elixir, and numbers with names and texts", () => {
    const text = `defmodule Shop.NotPaidError do
  defexception message: "The order is not paid.", code: "not_paid", plug_status: 402
end
defmodule Shop.Errors do
  @errors %{
    4_000_001 => {:sold_out, false, "No unit is left."},
    4_000_002 => {:no_order, false, "There is no such order."},
    4_000_003 =>
      {:not_sent, true, "The order is not sent."}
  }
end`;
    expect(foundBeside({ "errors.ex": text }).toSorted()).toEqual(["4000001", "4000002", "4000003", "not_paid 402"]);
  });

  test("leaves out fields, roles, texts, colors and levels of Elixir", () => {
    const text = `defmodule Shop.User do
  @roles %{site_admin: 400, site_owner: 500, site_guest: 404}
  @messages %{welcome_back: "Welcome back.", good_bye: "Good bye to you."}
  def changeset(user, attrs) do
    user
    |> cast(attrs, [:first_name])
    |> add_error(:first_name, "is invalid", validation: :name_format)
    |> unique_constraint(:email_address, message: "has already been taken")
  end
  def error_color(:too_high), do: "dark_red"
  def error_color(:too_low), do: "light_blue"
  def log_level(:log_debug), do: 400
  def join(socket) do
    socket
    |> log_error("TopicNameMissing", "You must provide the name of a topic")
    |> join_error()
  end
end`;
    expect(foundBeside({ "user.ex": text })).toEqual([]);
  });

  test("reads clauses, maps and binaries of Erlang", () => {
    const text = `%% The "errors" of the shop.
-module(shop_errors).
-export([status/1]).

status(sold_out) -> 409;
status(no_order) ->
    404;
status(not_paid) -> 402;
status(_) -> 500.

reply(Req) ->
    cowboy_req:reply(410, #{}, encode(#{code => <<"order_gone">>, message => <<"The order is gone.">>}), Req).`;
    expect(foundBeside({ "shop_errors.erl": text })).toEqual([
      "sold_out 409",
      "no_order 404",
      "not_paid 402",
      "order_gone 410",
    ]);
  });
});
