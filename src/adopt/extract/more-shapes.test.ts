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

describe("pasted tables", () => {
  test("a status and its phrase before a code in camel case, without gaps", () => {
    const text = `Errors & Success Responses

Errors

HTTP StatusError CodeDescription
400 Bad RequestbadCardThe card is not valid
404 Not Found noBookThere is no book
409 Conflict lentThe book is lent
503 Service Unavailable The desk is closed
`;
    expect(found(text, "errors.txt")).toEqual(["badCard 400", "noBook 404", "lent 409"]);
  });

  test("numbers below titles that have only spaces between them; statuses are none", () => {
    const text = `Desk gateway

Code Status Description
200 OK It succeeded
400 Bad Request A member is missing
401 Unauthorized No card was shown

'code' 'message' Problem
0 Success The book is yours
1 Missing member: {name} A member is missing
2 The card is old Renew the card
11 The desk is closed Come back
`;
    expect(found(text, "response-codes.txt")).toEqual(["1", "2", "11"]);
    expect(found("Err Code Description\n000 No error\n001 No card\n002 Old card\n003 No desk\n", "errors.txt")).toEqual(
      ["001", "002", "003"],
    );
  });

  test("cells that have a line each, as many as the line of dashes has columns", () => {
    const row = (name: string): string => `DESK_${name} |\n${name} happened |\nNo |\nCall us. |\n`;
    const text = `Return codes\nThe meanings of error codes are as follows.\nValue |\nDescription |\nRetry (Yes/No) |\nSolution |\n|---|---|---|---|\n${row("SUCCESS")}${row("TIMEOUT")}${row("CLOSED")}Parent topic: Desks\n`;
    expect(found(text, "return-codes.txt")).toEqual(["DESK_TIMEOUT", "DESK_CLOSED"]);
    expect(read(text, "return-codes.txt").errors[0]).toMatchObject({
      meaning: { value: "TIMEOUT happened" },
      solutions: [{ value: "Call us." }],
    });
  });

  test("rows whose last cell has several lines, and items whose code has a line of its own", () => {
    const text = `Desk API\nError Codes\n4xx\n| Status Code | Code | Description |\n|---|---|---|\n| 400 | (varies) | A member is invalid\nSee: other errors |\n| 401 | unauthorized | No card\nor an old one |\n| 403 | forbidden | Card is old |\n| 409 | lent | It is lent |\n`;
    expect(found(text, "errors.txt")).toEqual(["unauthorized 401", "forbidden 403", "lent 409"]);
    const items = `Errors\nThe API has these errors:\n- 400 -\nbad_card\n: The card is not valid. - 404 -\nno_book\n: There is no book. - 409 -\nbook_lent\n: The book is lent.\nBodies\n`;
    expect(found(items, "errors.txt")).toEqual(["bad_card 400", "no_book 404", "book_lent 409"]);
  });

  test("a table titled as one of fields, below a sentence that announces error codes", () => {
    const table = `| Field | Description |\n|--|--|\n| bad_card | The card is not valid |\n| no_book | The book is not found |\n| book_lent | The book is already lent |\n`;
    expect(found(`The API sends the following error codes. Others may follow.\n\n${table}`)).toEqual([
      "bad_card",
      "no_book",
      "book_lent",
    ]);
    expect(() => read(`# Errors\n\nAn error has these members.\n\n${table}`)).toThrow("received none");
  });

  test("many codes of one status in a cell", () => {
    const codes = Array.from({ length: 25 }, (_, index) => `E00${index + 10}`);
    const text = `<table><tr><th>Status</th><th>Error codes</th><th>Message</th></tr><tr><td>400</td><td><p>${codes.join("<br />")}</p></td><td>It is invalid</td></tr><tr><td>503</td><td>E9000<br />E9001</td><td>It is down</td></tr></table>`;
    expect(found(text, "errors.html")).toEqual([...codes.map((code) => `${code} 400`), "E9000 503", "E9001 503"]);
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

  test("symbols of programs are sent without their colon", () => {
    const part = (code: string): string => `=== \`:${code}\`\n\n*Message:* "It failed"\n\n`;
    const text = `= Error Code Catalog\n\n== Cards\n\n${part("card.name/required")}${part("card.name/too-long")}${part("no_card")}`;
    expect(found(text, "error-codes.adoc")).toEqual(["card.name/required", "card.name/too-long", "no_card"]);
  });

  test("a status in brackets before an example", () => {
    const body = JSON.stringify({ error: { code: "MEMBERS_INVALID", message: "Some members are invalid." } });
    const text = `# Errors\n\n## Validation\n\nWhen members are invalid (422 status), the response has details:\n\n\`\`\`json\n${body}\n\`\`\`\n`;
    expect(found(text)).toEqual(["MEMBERS_INVALID 422"]);
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
