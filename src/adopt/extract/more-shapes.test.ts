import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(text: string, file = "errors.md"): Adoption {
  return adopt([{ file, text }]);
}

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md"): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("lists", () => {
  test("numbers behind a label, between their title and their text, with a status in a sentence", () => {
    const text = `# Error codes

* No card
    * Code: 701
    * Error: there is no card
* Old card
    * Code": 702
    * Error: the card is old
* Lent
    * Code: 703
    * Error: the book is lent

## Conflicts

A response with status code 409 (Conflict), with an error code 703 (Lent), may have more members.
`;
    expect(found(text)).toEqual(["701", "702", "703 409"]);
    const [first] = read(text).errors;
    expect([first?.title?.value, first?.meaning?.value]).toEqual(["No card", "there is no card"]);
  });

  test("paragraphs that begin with a mark and a number", () => {
    const lines = ["010", "020", "100", "200"].map((code) => `\`| ERRL: ${code}\` - Desk ${code} is closed\n\n`);
    expect(found(`# Error codes:\n - | ERRL: 0xx - Desks\n\n## Desks\n${lines.join("")}`)).toEqual([
      "010",
      "020",
      "100",
      "200",
    ]);
  });

  test("a marked status before the codes, and one behind an arrow", () => {
    const grouped = "# Errors\n\n- `400 Bad Request`: `BAD_NAME`, `BAD_SIZE`\n- `409 Conflict`: `BOOK_LENT`\n";
    expect(found(grouped)).toEqual(["BAD_NAME 400", "BAD_SIZE 400", "BOOK_LENT 409"]);
    expect(found("# Errors\n\n* `BAD_NAME` → 400\n* `NO_CARD` -> 401\n* `OLD_CARD` => 403\n")).toEqual([
      "BAD_NAME 400",
      "NO_CARD 401",
      "OLD_CARD 403",
    ]);
  });

  test("labelled lines in the item of a code", () => {
    const item = (code: string): string => `- Code: \`${code}\`\n  Message: No card\n  Notes: Show one.\n`;
    const { errors } = read(`# Error codes\n\n${["E0001", "E0002", "E0003"].map(item).join("")}`);
    expect(errors.map(({ code, message }) => [code, message?.value])).toEqual([
      ["E0001", "No card"],
      ["E0002", "No card"],
      ["E0003", "No card"],
    ]);
  });
});

describe("tables", () => {
  test("statuses with texts of the API's own", () => {
    const rows = ["`400 Bad query`|`QueryError`|a", "`404 Gone away`|`LostError`|b", "`409 Lent`|`LentError`|c"];
    expect(found(`# Errors\n\nHTTP status code |Error code |Text\n---|---|---\n${rows.join("\n")}\n`)).toEqual([
      "QueryError 400",
      "LostError 404",
      "LentError 409",
    ]);
  });

  test("an introduction that mentions parameters, and announces error codes", () => {
    const text = `# Errors

Some responses, as those to an invalid parameter, have a code. Below is a list of the error codes.

| Code | Text |
|--|--|
| no_card | There is no card. |
| old_card | The card is old. |
`;
    expect(found(text)).toEqual(["no_card", "old_card"]);
  });

  test("pasted titles and cells without gaps, with several texts; the pattern of codes is none", () => {
    const text = `Error Codes

Error Code Format

DESK_SPECIFIC_ERROR

Cards (CARD_*)

CodeHTTPDescriptionResolution
CARD_MISSING401No card shownShow the card
CARD_OLD403OAuth card has expiredRenew it at a desk
`;
    expect(found(text, "error-codes.txt")).toEqual(["CARD_MISSING 401", "CARD_OLD 403"]);
    expect(read(text, "error-codes.txt").errors[1]).toMatchObject({
      meaning: { value: "OAuth card has expired" },
      solutions: [{ value: "Renew it at a desk" }],
    });
  });
});

describe("headings and pages", () => {
  test("a code in pasted text is followed by its text, which has no full stop", () => {
    const entry = (code: string, text: string): string => `${code}\n\n${text}\n\n\nSolution: Ask at a desk\n\n`;
    const text = `Library API\n\nError Codes\n\n${entry("CARD_MISSING", "No card was shown here")}${entry("CARD_OLD", "The card is expired since May")}`;
    const { errors } = read(text, "errors.txt");
    expect(errors.map(({ code, meaning, solutions }) => [code, meaning?.value, solutions[0]?.value])).toEqual([
      ["CARD_MISSING", "No card was shown here", "Ask at a desk"],
      ["CARD_OLD", "The card is expired since May", "Ask at a desk"],
    ]);
  });

  test("codes at another level in a part that lists many", () => {
    const codes = Array.from({ length: 10 }, (_, index) => `#### \`card_${index}_not_found\`\n\nNone.\n`);
    const text = `# Lend\n\n## Result\n\n### \`status\`\n\n${codes.join("\n")}\n### \`desk_and_shelf_have_one_key\`\n\nText.\n\n#### \`desk_has_other_floor\`\n\nText.\n\n## Client libraries\n\n### \`lend_book\`\n\nText.\n`;
    expect(found(text, "lend.md").slice(10)).toEqual(["desk_and_shelf_have_one_key", "desk_has_other_floor"]);
  });

  test("a page whose title is the code of its file in words, unless the page writes the code in another way", () => {
    const page = (title: string, text = ""): string => `# ${title}\n\n${text}It failed.\n\n**Status:** 403\n`;
    const errors = adopt([
      { file: "docs/errors/card_expired.md", text: page("Card expired") },
      { file: "docs/errors/no_card.md", text: page("No card", "| | |\n|--|--|\n| Code | `NO_CARD` |\n\n") },
      { file: "docs/errors/opening_hours.md", text: page("Opening hours") },
    ]).errors.map(({ code }) => code);
    expect(errors).toEqual(["card_expired", "NO_CARD"]);
  });
});

describe("listings", () => {
  const codes = { NO_CARD: 401, OLD_CARD: 403, BOOK_LENT_ALREADY: 409 };
  const map = Object.fromEntries(
    Object.entries(codes).map(([code, status]) => [code, { status, message: "It failed." }]),
  );
  const all = ["NO_CARD 401", "OLD_CARD 403", "BOOK_LENT_ALREADY 409"];

  test("a map of codes in a page, with the line of each", () => {
    const text = `# Error codes\n\nText.\n\n\`\`\`json\n${JSON.stringify(map, null, 1)}\n\`\`\`\n`;
    expect(found(text)).toEqual(all);
    expect(read(text).errors.map(({ source }) => source.line)).toEqual([7, 11, 15]);
  });

  test("aligned lines of codes, the longest of which has no gap before its status", () => {
    const lines = Object.entries(codes).map(([code, status]) => `${code.padEnd(17)} ${status}   It failed again\n`);
    expect(found(`<h1>Errors</h1><pre>\n${lines.join("")}</pre>`, "errors.html")).toEqual(all);
  });

  test("an example of a request is not a list of codes", () => {
    const body = JSON.stringify({ first_name: "Ada", last_name: "Byron", desk_name: "North" });
    expect(() => read(`# Errors\n\nSend a body.\n\n\`\`\`json\n${body}\n\`\`\`\n`)).toThrow("received none");
  });

  test("a file that is JSON as a whole, whatever its name, with numbers of few digits and a class of statuses", () => {
    const parent = { code: "404", message: "Not found" };
    const numbers = Object.fromEntries(
      [1, 31, 111, 112, 231, 232].map((code) => [code, { parent, message: "No card." }]),
    );
    expect(found(`    ${JSON.stringify(numbers)}`)).toEqual(
      ["1", "31", "111", "112", "231", "232"].map((code) => `${code} 404`),
    );
  });
});
