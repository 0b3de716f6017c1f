import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Adopts files and returns the statuses of each code. */
function statusesOf(files: Readonly<Record<string, string>>): Record<string, readonly number[]> {
  const { errors } = adopt(Object.entries(files).map(([file, text]) => ({ file, text })));
  return Object.fromEntries(errors.map(({ code, statuses }) => [code, statuses.map(({ value }) => value)]));
}

describe("adopt, errors that functions of their class or package create", () => {
  test("reads static fields and properties of C#", () => {
    const text = `public static class Library
{
    public static readonly Error OldCard = Error.Create("Library.OldCard", 403, "The card is old.");
    public static readonly ApiError Lent = ApiError.Of("book_lent", HttpStatusCode.Conflict, "The book is lent.");
    public static ApiError Shut { get; } = ApiError.Of("desk_shut", HttpStatusCode.ServiceUnavailable, "It is shut.");
}`;
    expect(statusesOf({ "Library.cs": text })).toEqual({
      "Library.OldCard": [403],
      book_lent: [409],
      desk_shut: [503],
    });
  });

  test("reads variables of Go, with the status before or behind the code", () => {
    const text = `package library
var (
	NoBook = apierr.New("no_book", "there is no such book", http.StatusNotFound)
	Lent   = apierr.New(http.StatusConflict, "book_lent", "the book is lent")
)`;
    expect(statusesOf({ "library.go": text })).toEqual({ no_book: [404], book_lent: [409] });
  });

  test("reads no codes from texts alone and from names of fields", () => {
    const go = `package library
var (
	ErrShut = errors.New("shut")
	ErrLent = errors.New("the book is lent")
)
func check() error { return errs.New("name", "must not be blank") }`;
    const java = `class Check {
  void all() { throw ValidationError.of("name", "must not be blank"); }
  void some() { errors.create("bookTitle", "is required"); }
}`;
    expect(() => statusesOf({ "library.go": go })).toThrow("received none");
    expect(() => statusesOf({ "Check.java": java })).toThrow("received none");
  });
});
