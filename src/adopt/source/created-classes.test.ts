import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

const base = `export class LibraryError extends Error {
  constructor(status, message, options) {
    super(message);
    this.error = message;
    this.status = status;
  }
}
`;

describe("adopt, classes that pass their status and their code to their parent", () => {
  test("reads the message that the parent sends as the code, with the default of the status", () => {
    const text = `${base}
export class NoBook extends LibraryError { constructor(o) { super(404, "no_book", o); } }
export class BookLent extends LibraryError { constructor(code, o) { super(code ?? 409, "book_lent", o); } }
export class NoShelf extends LibraryError { constructor(o) { super(404, "There is no shelf."); } }
export class Gone extends LibraryError { constructor(o) { super(410, "Gone"); } }`;
    expect(foundBeside({ "errors.js": text })).toEqual(["no_book 404", "book_lent 409"]);
  });

  test("reads both codes of which a condition selects one", () => {
    const js = `${base}
export class Seat extends LibraryError {
  constructor(isOpen) { const message = isOpen.startsWith("true") ? "no_seat" : "desk_shut"; super(503, message); }
}`;
    const python = `class LibraryError(Exception):
    def __init__(self, status, message):
        self.error = message

class Seat(LibraryError):
    def __init__(self, is_open):
        message = "no_seat" if is_open else "desk_shut"
        super().__init__(503, message)
`;
    for (const files of [{ "errors.js": js }, { "errors.py": python }])
      expect(foundBeside(files)).toEqual(["no_seat 503", "desk_shut 503"]);
  });

  test.each([
    [
      "Errors.php",
      `<?php
class LibraryException extends \\Exception {
  public function __construct(int $status, string $message) { $this->error = $message; }
}
class NoBook extends LibraryException { public function __construct() { parent::__construct(404, 'no_book'); } }`,
    ],
    [
      "Errors.java",
      `class LibraryException extends RuntimeException {
  LibraryException(int status, String message) { super(message); this.error = message; }
}
class NoBook extends LibraryException { NoBook() { super(404, "no_book"); } }`,
    ],
    [
      "Errors.cs",
      `public class LibraryException : Exception {
  public LibraryException(int status, string message) : base(message) { Error = message; }
}
public class NoBook : LibraryException { public NoBook() : base(404, "no_book") { } }`,
    ],
    [
      "errors.rb",
      `class LibraryError < StandardError
  def initialize(status, message)
    @error = message
  end
end
class NoBook < LibraryError
  def initialize
    super(404, "no_book")
  end
end`,
    ],
  ])("reads them in %s", (file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(["no_book 404"]);
  });
});

describe("adopt, classes that a function creates", () => {
  test("reads the codes and the status of a class that is an expression", () => {
    const text = `${base}
function E(message, text) {
  const created = class extends LibraryError {
    error_description = text;
    constructor(description, options) { super(400, message, options); }
  };
  return created;
}
export const OldCard = E("old_card");
export const NoCard = E("no_card", "There is no card.");
export const Text = E("Only a text.");`;
    expect(foundBeside({ "errors.js": text })).toEqual(["old_card 400", "no_card 400"]);
  });

  test("reads the members of the class, and the class of a function of Python", () => {
    const js = `function gone(name) { return class extends AppError { code = name; status = 410; }; }
export const OldCard = gone("old_card");
export const NoCard = gone("no_card");`;
    const python = `class LibraryError(Exception):
    def __init__(self, status, message, detail=None):
        self.error = message

def make(message, text=None):
    class Created(LibraryError):
        def __init__(self, detail=None):
            super().__init__(410, message, detail or text)
    return Created

OldCard = make("old_card")
NoCard = make("no_card", "There is no card.")
`;
    for (const files of [{ "errors.js": js }, { "errors.py": python }])
      expect(foundBeside(files)).toEqual(["old_card 410", "no_card 410"]);
  });
});

describe("adopt, classes that name themselves with one word", () => {
  test.each([
    [
      "errors.py",
      `class ThrottledError(LibraryError):
    def code(self):
        return 429
    @classmethod
    def name(cls):
        return "Throttled"
class LentError(LibraryError):
    def code(self):
        return 409
    def name(cls):
        return "BookLent"
class NoBookError(LibraryError):
    def code(self):
        return 404
    def name(cls):
        return "NoSuchBook"
`,
    ],
    [
      "errors.ts",
      `class ThrottledError extends LibraryError { status = 429; get name() { return "Throttled"; } }
class LentError extends LibraryError { status = 409; get name() { return "BookLent"; } }
class NoBookError extends LibraryError { status = 404; name = "NoSuchBook"; }`,
    ],
    [
      "errors.go",
      `package library
func (e *ThrottledError) Status() int { return 429 }
func (e *ThrottledError) Name() string { return "Throttled" }
func (e *LentError) Status() int { return 409 }
func (e *LentError) Name() string { return "BookLent" }
func (e *NoBookError) Status() int { return 404 }
func (e *NoBookError) Name() string { return "NoSuchBook" }`,
    ],
    [
      "Errors.cs",
      `class ThrottledException : LibraryException { public override int Status => 429; public override string Name => "Throttled"; }
class LentException : LibraryException { public override int Status => 409; public override string Name => "BookLent"; }
class NoBookException : LibraryException { public override int Status => 404; public override string Name => "NoSuchBook"; }`,
    ],
  ])("reads them in %s if others of their parent have names in the same member", (file, text) => {
    expect(foundBeside({ [file]: text })).toEqual(["Throttled 429", "BookLent 409", "NoSuchBook 404"]);
    const alone = text.replaceAll("BookLent", "Lent");
    expect(foundBeside({ [file]: alone })).toEqual(["NoSuchBook 404"]);
  });
});
