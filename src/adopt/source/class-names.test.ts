import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

const sources: Readonly<Record<string, string>> = {
  "lib/errors.py": `class LibraryException(Exception):
    _code = ''
    _status = '500 Internal Server Error'
    def __init__(self, message=None):
        if not self._code:
            self._code = self.__class__.__name__
class NoBook(LibraryException):
    _status = '404 Not Found'
class OnLoan(LibraryException):
    _status = '409 Conflict'
class Lent(OnLoan):
    _code = 'OnLoan'`,
  "lib/errors.ts": `export abstract class LibraryError extends Error {
  constructor(message: string, readonly status: number, code?: string) {
    super(message);
    this.code = code ?? this.constructor.name;
  }
}
export class NoBook extends LibraryError { constructor() { super("There is no book.", 404); } }
export class OnLoan extends LibraryError { constructor() { super("It is lent.", 409); } }`,
  "lib/LibraryException.java": `public abstract class LibraryException extends RuntimeException {
  public String getErrorCode() { return getClass().getSimpleName(); }
}
@ResponseStatus(HttpStatus.NOT_FOUND)
class NoBook extends LibraryException { }
@ResponseStatus(HttpStatus.CONFLICT)
class OnLoan extends LibraryException { }`,
  "lib/LibraryError.kt": `sealed class LibraryError(val status: Int) : Exception() {
  open val code: String get() = this::class.simpleName ?: "Unknown"
}
class NoBook : LibraryError(404)
object OnLoan : LibraryError(409)`,
  "lib/LibraryException.cs": `public abstract class LibraryException : Exception {
  public virtual string Code => GetType().Name;
  public abstract HttpStatusCode Status { get; }
}
public class NoBook : LibraryException { public override HttpStatusCode Status => HttpStatusCode.NotFound; }
public class Lent : LibraryException {
  public override HttpStatusCode Status => HttpStatusCode.Conflict;
  public override string Code => "OnLoan";
}`,
  "lib/LibraryException.php": `<?php
abstract class LibraryException extends \\Exception {
  public function errorCode(): string { return (new \\ReflectionClass($this))->getShortName(); }
}
class NoBook extends LibraryException { protected $status = 404; }
class OnLoan extends LibraryException { protected $status = 409; }`,
  "lib/LibraryError.swift": `class LibraryError: Error {
  var code: String { String(describing: type(of: self)) }
  var status: Int { 500 }
}
class NoBook: LibraryError {
  override var status: Int { 404 }
}
class OnLoan: LibraryError {
  override var status: Int { 409 }
}`,
};

describe("adopt, classes whose names are sent as their codes", () => {
  test("reads them in every language, unless a class has a code of its own", () => {
    for (const [file, text] of Object.entries(sources))
      expect(foundBeside({ [file]: text }), file).toEqual(["NoBook 404", "OnLoan 409"]);
  });

  test("writes them in snake case where their parent does", () => {
    const text = `module Library
  class Error < StandardError
    def code
      self.class.name.demodulize.underscore
    end
  end
  class NoBook < Error
    def status; 404; end
  end
  class OnLoan < Error
    def status = 409
  end
end`;
    expect(foundBeside({ "errors.rb": text })).toEqual(["no_book 404", "on_loan 409"]);
  });

  test("reads the name that an operator returns for a class", () => {
    const text = `public class NoBook : ApiException { public NoBook() : base(404, nameof(NoBook), "There is no book.") {} }
public class OnLoan : ApiException { public OnLoan() : base(409, nameof(OnLoan), "It is lent.") {} }`;
    expect(foundBeside({ "Errors.cs": text })).toEqual(["NoBook 404", "OnLoan 409"]);
  });

  test("reads no class whose name is only that of its error, and none that others inherit", () => {
    const named = sources["lib/errors.ts"]?.replace("this.code", "this.name") ?? "";
    expect(foundBeside({ "errors.ts": named })).toEqual([]);
    const shared = `${sources["lib/errors.py"]}\nclass ClientError(LibraryException):\n    pass\nclass OldCard(ClientError):\n    _status = '403 Forbidden'`;
    expect(foundBeside({ "errors.py": shared })).toEqual(["NoBook 404", "OnLoan 409", "OldCard 403"]);
  });
});

describe("adopt, classes with the name under which they are serialised", () => {
  test("reads the name as the code", () => {
    const kotlin = `@JsonClassDiscriminator("errcode")
sealed interface ErrorResponse {
  val error: String
  @Serializable
  @SerialName("NO_BOOK")
  data class NoBook(override val error: String) : ErrorResponse
  @Serializable
  @SerialName("ON_LOAN")
  data class OnLoan(override val error: String, @SerialName("until_day") val until: Long) : ErrorResponse
}`;
    const java = `public interface ErrorResponse {}
@JsonTypeName("NO_BOOK") class NoBook implements ErrorResponse {}
@JsonTypeName("ON_LOAN") record OnLoan(String error) implements ErrorResponse {}`;
    const types = `export interface NoBookError { code: "NO_BOOK"; message: string }
export interface OnLoanError { code: "ON_LOAN"; status: 404 | 409; message: string }`;
    for (const [file, text] of Object.entries({
      "a/ErrorResponse.kt": kotlin,
      "b/ErrorResponse.java": java,
      "c/errors.ts": types,
    }))
      expect(foundBeside({ [file]: text }), file).toEqual(["NO_BOOK", "ON_LOAN"]);
  });

  test("reads the code and the status of a decorator", () => {
    const text = `@error_code("NO_BOOK", status=404)
class NoBook(LibraryError):
    pass
@api_error(code="ON_LOAN", status_code=409)
class OnLoan(LibraryError):
    pass`;
    expect(foundBeside({ "errors.py": text })).toEqual(["NO_BOOK 404", "ON_LOAN 409"]);
  });
});
