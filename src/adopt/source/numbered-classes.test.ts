import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  const { errors } = adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
  return Object.fromEntries(errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

const scala = `trait LibraryError {
  val id: Int
  val code: StatusCode
}
object LibraryError {
  case object NoCard extends LibraryError {
    override val id               = 2
    override val code: StatusCode = StatusCodes.Forbidden
    override val message: String  = "There is no card."
  }
  final case class NoBook(title: String) extends LibraryError {
    override val id: Int          = NoBook.Id
    override val code: StatusCode = NoBook.Code
    override val message: String  = s"There is no book $title."
  }
  case object NoBook {
    val Id   = 404
    val Code = StatusCodes.NotFound
  }
  case class Shut(hour: Int) extends LibraryError {
    val id: Int          = 5031
    val code: StatusCode = StatusCodes.ServiceUnavailable
  }
}`;

describe("adopt, classes with a number beside the constant of a status", () => {
  test("reads the number of each class, also from its companion", () => {
    expect(statusesOf({ "LibraryError.scala": scala })).toEqual({ 2: [403], 404: [404], 5031: [503] });
  });

  test("reads the numbers that classes pass to their parent", () => {
    const text = `sealed class LibraryError(val id: Int, val status: HttpStatusCode) {
  object NoBook : LibraryError(1, HttpStatusCode.NotFound)
  object OldCard : LibraryError(2, HttpStatusCode.Forbidden)
  data object Lent : LibraryError(3, HttpStatusCode.Conflict)
}`;
    expect(statusesOf({ "LibraryError.kt": text })).toEqual({ 1: [404], 2: [403], 3: [409] });
  });

  test("reads no numbers that classes share, that few have, or that stand beside no status", () => {
    for (const text of [
      scala.replaceAll(/= (?:2|404|5031)$/gm, "= 7"),
      scala.replace("= 5031", "= unknown"),
      scala.replaceAll(/StatusCodes\.\w+/g, "7"),
      scala.replaceAll("LibraryError", "LibraryShelf"),
    ])
      expect(() => statusesOf({ "Library.scala": text })).toThrow("received none");
  });

  test("reads no numbers that a factory completes with its prefix", () => {
    const text = `public static class LibraryErrors
{
    private static readonly ErrorFactory Codes = ErrorFactory.New("LIB");
    public static Error NoBook { get; } = Codes.Create(1, HttpStatusCode.NotFound, "There is no such book.");
    public static Error OldCard { get; } = Codes.Create(2, HttpStatusCode.Forbidden, "The card is old.");
    public static Error Lent { get; } = Codes.Create(1003, HttpStatusCode.Conflict, "The book is lent.");
}`;
    expect(() => statusesOf({ "LibraryErrors.cs": text })).toThrow("received none");
    const plain = text.replace('ErrorFactory.New("LIB")', "new ErrorFactory()");
    expect(statusesOf({ "LibraryErrors.cs": plain })).toEqual({ 1: [404], 2: [403], 1003: [409] });
  });
});
