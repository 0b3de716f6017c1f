import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md"): readonly string[] {
  const { errors } = adopt([{ file, text }]);
  return errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

const listing = (body: object, language = "json"): string =>
  `\`\`\`${language}\n${JSON.stringify(body, null, 2)}\n\`\`\`\n\n`;

describe("bodies", () => {
  test("whose type is a name among those of errors have it as their code, also without a text", () => {
    const text = `# Errors\n\n${listing({ type: "desk:error:no_such_card" })}${listing({ type: "desk:error:bad_request", errors: [{ error: "is invalid", path: ["card"] }] })}`;
    expect(found(text)).toEqual(["desk:error:no_such_card", "desk:error:bad_request"]);
  });

  test("with the type and the title of a failure have it as their code, and others do not", () => {
    const failure = { type: "BookLent", title: "The book is already lent" };
    expect(found(`# Errors\n\n${listing(failure)}`)).toEqual(["BookLent"]);
    const other = { type: "PaperBook", title: "A tale of two desks" };
    expect(found(`# Errors\n\n${listing(failure)}${listing(other)}`)).toEqual(["BookLent"]);
  });

  test("are read from listings of JavaScript that are JSON", () => {
    const body = { errorMessage: "The card is old", errorCode: "CARD_OLD" };
    expect(found(`# Errors\n\n${listing(body, "javascript")}`)).toEqual(["CARD_OLD"]);
  });

  test("with a placeholder for the code, an unset type or the address of a page name no error", () => {
    const codes = "| Code | Status |\n|--|--|\n| NO_BOOK | 404 |\n| about:blank | 400 |\n\n";
    const links = "- https://desk.example/format/#errors\n- https://desk.example/examples/#error-objects\n\n";
    const body = { code: "error_code_identifier", message: "Text for people" };
    expect(found(`# Errors\n\n${codes}${links}${listing(body)}`)).toEqual(["NO_BOOK 404"]);
  });
});

describe("a page of one code", () => {
  const page = (body: string): string =>
    `---\ntitle: "card_old"\ndescription: "CardOld represents a 403 error - the card has expired"\n---\n\n${body}## How to fix it\n\nRenew the card.\n`;

  test("has the whole one that stands alone above its first heading, and the status of its description", () => {
    expect(found(page("<Danger>`err:desk:cards:card_old`</Danger>\n\n"), "errors/desk/card_old.mdx")).toEqual([
      "err:desk:cards:card_old 403",
    ]);
    expect(found(page(""), "errors/desk/card_old.mdx")).toEqual(["card_old 403"]);
  });

  test("has the status of an example whose type ends with the code", () => {
    const body = listing({
      error: { status: 409, title: "Lent", type: "https://desk.example/errors/cards/book_lent" },
    });
    const text = `---\ntitle: "book_lent"\n---\n\n<Danger>\`err:desk:cards:book_lent\`</Danger>\n\n${body}`;
    expect(found(text, "errors/book_lent.mdx")).toEqual(["err:desk:cards:book_lent 409"]);
  });
});

describe("constants of an enum", () => {
  const constants = ['NO_BOOK(5003, "没有书"),', 'CARD_OLD(5004, "The card is old"),', 'BOOK_LENT(5005, "Lent");'];

  test("in paragraphs are codes with their texts, without successes", () => {
    const text = `<h1>Error codes</h1><p>/**<br/>* A text<br/>*/<br/>${constants[0]}</p><p>SUCCESS(0, "OK"),<br/>${constants[1]}<br/>${constants[2]}</p>`;
    expect(found(text, "errors.html")).toEqual(["5003", "5004", "5005"]);
    expect(adopt([{ file: "errors.html", text }]).errors[1]?.message?.value).toBe("The card is old");
  });

  test("in listings without the rest of the program are codes", () => {
    expect(found(`# Error codes\n\n\`\`\`java\n${constants.join("\n")}\n\`\`\`\n`)).toEqual(["5003", "5004", "5005"]);
  });
});

test("the reason of a number is its text", () => {
  const text =
    "# Error codes\n\n| Code | Reason |\n|--|--|\n| 2000 | Unknown book |\n| 2004 | The desk is shut / No light |\n| 2005 | Card is old |\n";
  expect(adopt([{ file: "errors.md", text }]).errors.map(({ meaning }) => meaning?.value)).toEqual([
    "Unknown book",
    "The desk is shut / No light",
    "Card is old",
  ]);
});
