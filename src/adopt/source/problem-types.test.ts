import { describe, expect, test } from "vitest";
import { foundBeside } from "./testing/found-beside.ts";

const at = "https://library.example/problems";
const sources: Readonly<Record<string, string>> = {
  "lib/problems.py": `NO_BOOK = pd("${at}/no-book", 404, _("No book."), _("There is no such book."))
LENT = pd("${at}/auth/on-loan", 409, _("Lent."), _("It is lent."))`,
  "lib/ProblemType.kt": `enum class ProblemType(val uri: String, val status: Int, val title: String) {
  NO_BOOK("${at}/no-book", 404, "No book"), LENT("${at}/on-loan", 409, "Lent")
}`,
  "lib/problems.ts": `throw new Problem({ type: "${at}/no-book", status: 404, title: "No book" });
throw new HttpProblem({ type: "urn:problem-type:on-loan", status: 409, title: "Lent" });`,
  "lib/problems.go": `var ErrNoBook = Problem{Type: "${at}/no-book", Status: 404, Title: "No book"}
var ErrLent = &problem.Details{Type: "${at}/on-loan", Status: http.StatusConflict, Title: "Lent"}`,
  "lib/Problems.cs": `return Results.Problem(type: "${at}/no-book", statusCode: 404, title: "No book");
return Problem(title: "Lent", statusCode: StatusCodes.Status409Conflict, type: "${at}/on-loan");`,
  "lib/problems.php": `<?php
throw new ApiProblem(404, 'There is no book.', '${at}/no-book', 'No book');
throw new ApiProblem(409, 'It is lent.', '${at}/on-loan', 'Lent');`,
};

describe("adopt, types of problems", () => {
  test("reads the last part of their addresses in every language", () => {
    for (const [file, text] of Object.entries(sources))
      expect(foundBeside({ [file]: text }), file).toEqual(["no-book 404", "on-loan 409"]);
    const constants = `public final class Problems {
  public static final URI NO_BOOK = URI.create("${at}/no-book");
  public static final URI LENT = URI.create("${at}/on-loan");
}`;
    expect(foundBeside({ "lib/Problems.java": constants })).toEqual(["no-book", "on-loan"]);
  });

  test("reads no address of a page beside a code, and none that is requested", () => {
    const text = `throw new ApiError({ code: "no_book", status: 404, docs: "https://docs.example/errors/other" });
fetch("${at}/no-book");`;
    expect(foundBeside({ "lib/links.ts": text })).toEqual(["no_book 404"]);
  });
});
