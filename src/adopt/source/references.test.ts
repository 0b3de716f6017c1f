import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

describe("adopt, names in source code that refer to codes and statuses", () => {
  test("takes computed keys for the codes of their constants, and other keys of TypeScript for texts", () => {
    const text = `export const ErrorCodes = { SoldOut: "SOLD_OUT", NoOrder: "NO_ORDER", NotPaid: "NOT_PAID" } as const;
export const HTTP_STATUS: Record<ErrorCode, number> = { [ErrorCodes.SoldOut]: 409, [ErrorCodes.NoOrder]: 404, NOT_PAID: 402 };`;
    expect(foundBeside({ "shop.ts": text })).toEqual(["SOLD_OUT 409", "NO_ORDER 404", "NOT_PAID 402"]);
  });

  test("reads the statuses of a map within the enumeration whose members it names", () => {
    const text = `class ErrorCode(str, Enum):
    SOLD_OUT = "sold_out"
    NO_ORDER = "no_order"

    @property
    def status_code(self) -> int:
        return {ErrorCode.SOLD_OUT: 409, ErrorCode.NO_ORDER: HTTPStatus.NOT_FOUND}.get(self, 500)
`;
    expect(foundBeside({ "shop.py": text })).toEqual(["sold_out 409", "no_order 404"]);
  });

  test("reads the numbers of a package of errors with the statuses of a map", () => {
    const text = `package errcode
type Code int
const (
	SoldOut Code = 1001
	NoOrder Code = 1002
)
var infos = map[Code]Info{
	SoldOut: {409, "no unit is left"},
	NoOrder: {Status: http.StatusNotFound, Msg: "no such order"},
}`;
    expect(foundBeside({ "codes.go": text })).toEqual(["1001 409", "1002 404"]);
    expect(foundBeside({ "codes.go": text.replace("package errcode", "package shop") })).toEqual([]);
  });

  test("reads the members of StatusCodes as statuses", () => {
    const script = 'throw new ApiError("SOLD_OUT", StatusCodes.CONFLICT, "No unit is left.");';
    expect(foundBeside({ "shop.ts": script })).toEqual(["SOLD_OUT 409"]);
    const scala =
      'object ErrorCodes {\n  val SoldOut = "sold_out"\n  val NoOrder = "no_order"\n  val all: Map[String, StatusCode] = Map(SoldOut -> StatusCodes.Conflict, NoOrder -> StatusCodes.NotFound)\n}';
    expect(foundBeside({ "ErrorCodes.scala": scala })).toEqual(["sold_out 409", "no_order 404"]);
  });

  test("reads errors that a class creates by kind, and those of a variable with the type", () => {
    const text = `public static class OrderErrors {
  public static readonly Error SoldOut = Error.Conflict("Orders.SoldOut", "No unit is left.");
  public static readonly Error NotFound = new("Orders.NotFound", "There is no such order.", 404);
  public static readonly Widget Big = new("Orders.BigWidget", "A big one that is not small.", 404);
}`;
    expect(foundBeside({ "OrderTexts.cs": text })).toEqual(["Orders.SoldOut 409", "Orders.NotFound 404"]);
  });

  test("reads conditions that compare a code with a text, and not those about pages", () => {
    const text = (name: string): string =>
      `export function statusFor(${name}: string): number {\n  if (${name} === "sold_out") return 409;\n  if (${name} === "no_order" || ${name} === "no_user") return 404;\n  return 500;\n}`;
    expect(foundBeside({ "shop-errors.ts": text("code") })).toEqual(["sold_out 409", "no_order 404", "no_user 404"]);
    expect(foundBeside({ "shop-errors.ts": text("page") })).toEqual([]);
  });

  test("reads functions of Elixir whose body is one expression", () => {
    const text =
      'defmodule Shop.ErrorCodes do\n  def get(:sold_out), do: %{code: "SOLD_OUT", status: 409, message: "No unit is left"}\n  def get(_), do: %{code: "NO_ORDER", status: :not_found, message: "No such order"}\nend\n';
    expect(foundBeside({ "error_codes.ex": text })).toEqual(["SOLD_OUT 409", "NO_ORDER 404"]);
  });
});
