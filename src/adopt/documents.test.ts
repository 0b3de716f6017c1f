import { describe, expect, test } from "vitest";
import { adopt, type SourceText } from "./index.ts";

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md", ...others: readonly SourceText[]): readonly string[] {
  const { errors } = adopt([{ file, text }, ...others]);
  return errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

function entry(text: string, code: string, file = "errors.md"): ReturnType<typeof adopt>["errors"][number] {
  const error = adopt([{ file, text }]).errors.find((one) => one.code === code);
  if (error === undefined) throw new Error(`${code} was not found`);
  return error;
}

describe("tables", () => {
  test("in Markdown: the columns are recognised by their titles, in any order", () => {
    const text =
      "# Errors\n\n| HTTP | What to do | Error code | When |\n|--|--|--|--|\n| `404` | Check the id. | `book_gone` | The book was sold. |\n";
    expect(found(text)).toEqual(["book_gone 404"]);
    expect(entry(text, "book_gone")).toMatchObject({
      meaning: { value: "The book was sold." },
      solutions: [{ value: "Check the id." }],
    });
  });

  test("in Markdown: a code whose other cells are empty is one; a text below the table is not", () => {
    const text =
      "# Errors\n\n| Code | Status |\n|--|--|\n| NO_BOOK | |\n| `no_card` | |\n| LENT | 409 |\nMore follows.\n";
    expect(found(text)).toEqual(["NO_BOOK", "no_card", "LENT 409"]);
  });

  test("in HTML: cells may be left open, and may span rows", () => {
    const text = `<h2>Error codes</h2><table><tr><th>Status<th>Code<th>Meaning
      <tr><td rowspan=2>409 Conflict<td><code>BOOK_LENT</code><td>Somebody has it.
      <tr><td>BOOK_RESERVED<td>Somebody waits for it.
      <tr><td>410<td>BOOK_LOST<td>Nobody knows where it is.</table>`;
    expect(found(text, "errors.html")).toEqual(["BOOK_LENT 409", "BOOK_RESERVED 409", "BOOK_LOST 410"]);
  });

  test("in HTML: rows that span the table give a status to the rows below", () => {
    const text = `<h1>Errors</h1><table><thead><tr><th>Code</th><th>Meaning</th></tr></thead>
      <tr><td colspan=2>404 Not Found</td></tr><tr><td>NO_BOOK</td><td>No such book.</td></tr>
      <tr><td colspan=2>409 Conflict</td></tr><tr><td>BOOK_LENT</td><td>Lent.</td></tr></table>`;
    expect(found(text, "errors.html")).toEqual(["NO_BOOK 404", "BOOK_LENT 409"]);
  });

  test("in reStructuredText: grids, with targets and several lines in a cell", () => {
    const text = `Errors
======

.. code-block:: json

  {"code": "LIB09", "message": "x"}

+---------------+-------------+----------------------+
| Code          | HTTP status | Description          |
+===============+=============+======================+
| .. _lib01:    | 503         | The :ref:\`catalogue\` |
|               |             | is closed.           |
| LIB01         |             |                      |
+---------------+-------------+----------------------+
| LIB02         | | 401 or    | No card.             |
|               | | 403       |                      |
+---------------+-------------+----------------------+
| 09*           | 500         | Several others       |
+---------------+-------------+----------------------+
`;
    expect(found(text, "errors.rst")).toEqual(["LIB01 503", "LIB02 401 403", "LIB09"]);
    expect(entry(text, "LIB01", "errors.rst").meaning?.value).toBe("The catalogue is closed.");
  });

  test("in reStructuredText: simple tables and list tables", () => {
    const simple =
      "Errors\n------\n\n==========  ======  =============\nCode        Status  Meaning\n==========  ======  =============\nno_shelf    404     No such shelf\nfull_shelf  409     No room\n==========  ======  =============\n";
    expect(found(simple, "errors.rst")).toEqual(["no_shelf 404", "full_shelf 409"]);
    const list =
      "Errors\n------\n\n.. list-table::\n   :header-rows: 1\n\n   * - Code\n     - Status\n   * - ``no_shelf``\n     - 404\n";
    expect(found(list, "errors.rst")).toEqual(["no_shelf 404"]);
  });

  test("leave out statuses without codes, fields, headers, endpoints, and what is not about errors", () => {
    const text = `# Errors

| Status | Name |
|---|---|
| 404 | Not Found |

| Field | Type | Description |
|---|---|---|
| \`error_code\` | string | The code. |

| Header | Description |
|---|---|
| Retry-After | Seconds. |

| ID | Method | API endpoint | Success |
|---|---|---|---|
| end-1 | GET | /books | 200 |

## Opcodes

| Code | Name |
|---|---|
| HELLO_THERE | Sent first. |

## Codes

| Code | Status |
|---|---|
| BOOK_GONE | 410 |
| UNSPECIFIED | 500 |
| OK | 200 |
`;
    const { errors, decoys } = adopt([{ file: "errors.md", text }]);
    expect(errors.map(({ code }) => code)).toEqual(["BOOK_GONE"]);
    expect(decoys.map(({ name, reason }) => `${name}: ${reason}`).sort()).toEqual([
      "200: a bare HTTP status, without a code",
      "404: a bare HTTP status, without a code",
      "HELLO_THERE: listed under opcodes",
      "OK: a success",
      "Retry-After: a name in a table of something else than errors",
      "UNSPECIFIED: a placeholder for no value",
      "error_code: a name in a table of something else than errors",
    ]);
  });

  test("in AsciiDoc: rows on one line or on several, with or without attributes", () => {
    const text = `= Errors

== Shelves

[options="header", cols="<1m,<1"]
|===

| Code
| Description

| Lib.Shelf.NotFound
| No shelf has xref:ids.adoc[the id].

| Lib.Shelf.Full
a|
The shelf has no room.
|===

== Cards

|===
|Code |HTTP status |Meaning

|\`no_card\` |401 |Show your card.
|\`old_card\` |403 |Renew your card.
|===

no_light:: It is dark.
no_heat:: It is cold.
`;
    expect(found(text, "errors.adoc")).toEqual([
      "Lib.Shelf.NotFound",
      "Lib.Shelf.Full",
      "no_card 401",
      "old_card 403",
      "no_light",
      "no_heat",
    ]);
    expect(entry(text, "Lib.Shelf.NotFound", "errors.adoc").meaning?.value).toBe("No shelf has the id.");
    expect(entry(text, "old_card", "errors.adoc").source.line).toBe(25);
    expect(adopt([{ file: "-", text }]).errors).toHaveLength(6);
  });

  test("with separators: cells in quotes, statuses below the title of codes, and codes that begin with a digit", () => {
    const text =
      'name,codes,description\nNO_BOOK,404,"No book, no ""loan"""\n2FA_NEEDED,401,Second factor\nBOOK_LENT,420,"Somebody\nhas it"\n';
    expect(found(text, "errors.csv")).toEqual(["NO_BOOK 404", "2FA_NEEDED 401", "BOOK_LENT 420"]);
    expect(entry(text, "NO_BOOK", "errors.csv").meaning?.value).toBe('No book, no "loan"');
    expect(found("code\tstatus\nNO_BOOK\t404\nBOOK_LENT\t409\n", "errors.tsv")).toHaveLength(2);
  });

  test("below headings that are written as codes are the codes; the headings are titles", () => {
    const part = (name: string, code: number): string =>
      `## ${name}\n\n| Error code | Description |\n|---|---|\n| ${code} | Text. |\n| ${code + 1} | Text. |\n\n`;
    const text = `# Errors\n\n${part("BookError", 5000)}${part("CardError", 6000)}${part("ShelfError", 7000)}`;
    expect(found(text)).toEqual(["5000", "5001", "6000", "6001", "7000", "7001"]);
  });

  test("tell codes from their categories if a page has both", () => {
    const text =
      "# Errors\n\n| Type | Description |\n|---|---|\n| `invalid_request_error` | Bad. |\n\n| Code | Status |\n|---|---|\n| `card_lost` | 402 |\n";
    expect(found(text)).toEqual(["card_lost 402"]);
    expect(found(text.slice(0, text.indexOf("| Code")))).toEqual(["invalid_request_error"]);
  });
});

describe("headings, terms and items", () => {
  test("a heading per code, with labels and with statuses in the heading above", () => {
    const text = `# API errors

## 404 Not Found

### \`no_book\`

The book does not exist.

**Cause:** A wrong id.
**Solution:** Check the id.

## 409

### \`book_lent\`

Somebody has it.

#### How to fix

- Wait.
`;
    expect(found(text)).toEqual(["no_book 404", "book_lent 409"]);
    expect(entry(text, "no_book")).toMatchObject({
      status: { value: 404, confidence: "derived" },
      meaning: { value: "The book does not exist." },
      causes: [{ value: "A wrong id." }],
      solutions: [{ value: "Check the id." }],
    });
    expect(entry(text, "book_lent").solutions).toMatchObject([{ value: "Wait." }]);
  });

  test("a definition list, and prose that states the status", () => {
    const text =
      "<h1>Errors</h1><dl><dt>NoSuchBook<dd>No book has the id. HTTP status 404.<dt>BookLent<dd>Returned with <b>HTTP 409</b>.</dl>";
    expect(found(text, "errors.html")).toEqual(["NoSuchBook 404", "BookLent 409"]);
  });

  test("items that begin with a code", () => {
    const text = "# Error codes\n\n- `no_book` (404): The book does not exist.\n- `book_lent` - Somebody has it.\n";
    expect(found(text)).toEqual(["no_book 404", "book_lent"]);
  });

  test("a definition list in Markdown, and a list of numbers", () => {
    const text = "# Error codes\n\n`L_NO_BOOK`\n: The book does not exist.\n\n`L_LENT`\n: Somebody has it.\n";
    expect(found(text)).toEqual(["L_NO_BOOK", "L_LENT"]);
    expect(entry(text, "L_LENT").meaning?.value).toBe("Somebody has it.");
    const numbers =
      "# Error codes\n\n* 2 No card\n* 200 Text too long\n* 4000 No shelf\n* 4001 No room\n* 4002 No light\n";
    expect(found(numbers)).toEqual(["2", "200", "4000", "4001", "4002"]);
    expect(() => found("# Error codes\n\nWait:\n\n* 2 seconds\n* 4 seconds\n* 8 seconds\n")).toThrow(/received none/);
  });

  test("numbers of errors and ranges of statuses are not statuses", () => {
    const row = (number: number, name: string): string => `| ${number} | \`${name}\` | Text. |\n`;
    const head = "| Code | Name | Message |\n|---|---|---|\n";
    const text = `# Error codes\n\n## Shelves (213-218)\n\n${head}${row(213, "NO_SHELF")}${row(215, "FULL_SHELF")}\n## Keys (410-414)\n\n${head}${row(410, "NO_KEY")}${row(411, "OLD_KEY")}`;
    expect(found(text)).toEqual(["NO_SHELF", "FULL_SHELF", "NO_KEY", "OLD_KEY"]);
  });

  test("a page per code, with front matter, an example, and other codes that it only mentions", () => {
    const page = (name: string, status: number): string => `---
title: "${name}"
---

<Danger>\`err:library:${name}\`</Danger>

\`\`\`json
{ "error": { "status": ${status}, "detail": "x" } }
\`\`\`

## Related errors

- \`err:library:other_one\` - not this one
- \`err:library:other_two\` - nor this
`;
    const second = { file: "errors/b.mdx", text: page("no_shelf", 410) };
    expect(found(page("no_book", 404), "errors/a.mdx", second)).toEqual([
      "err:library:no_book 404",
      "err:library:no_shelf 410",
    ]);
    expect(found("---\ncode: 40142\ntitle: Card expired\n---\n\nIt is sent with HTTP status 401.\n")).toEqual([
      "40142 401",
    ]);
  });

  test("names in examples, if the page has no other code", () => {
    const example = (head: string, body: string): string => `\`\`\`json\n${head}\n${body}\n\`\`\`\n\n`;
    const typed = example(
      "Status: 415 Unsupported Media Type\n",
      '{ "type": "bad-format", "description": "Send JSON." }',
    );
    const sent = example("HTTP/1.1 200 OK\n", '{ "type": "book-sent", "description": "It is on its way." }');
    const oauth = example("", '{ "error": "card_invalid", "error_description": "Renew your card." }');
    expect(found(`# Errors\n\n${typed}${sent}${oauth}`)).toEqual(["bad-format 415", "card_invalid"]);
    expect(found(`# Errors\n\n${typed}- \`NO_BOOK\` - No book.\n- \`NO_CARD\` - No card.\n`)).toEqual([
      "NO_BOOK",
      "NO_CARD",
    ]);
  });

  test("the status of an example, if nothing else states that of its code, and no name of a part of a body", () => {
    const body = (name: string): string => `\`\`\`json\n{ "code": "${name}", "message": "A text." }\n\`\`\`\n`;
    const table = "| Code | Description |\n|---|---|\n| LIB01 | Closed |\n| LIB02 | Full |\n\n";
    const text = `# Errors\n\n${table}HTTP - 503\n\n${body("LIB01")}\n### 409 Conflict\n\nExample:\n\n${body("LIB02")}`;
    expect(found(text)).toEqual(["LIB01 503", "LIB02 409"]);
    const links =
      '{ "status": 404, "title": "Not Found", "detail": "No book has it.", "_links": { "docs": { "type": "text/html" } } }';
    expect(() => found(`# Errors\n\n\`\`\`json\n${links}\n\`\`\`\n`)).toThrow(/received none/);
  });

  test("a code that only an example has", () => {
    const text =
      '# Errors\n\n```http\nHTTP/1.1 422 Unprocessable Content\n\n{ "code": "BAD_ISBN", "message": "Bad." }\n```\n';
    expect(found(text)).toEqual(["BAD_ISBN 422"]);
  });
});

describe("pasted text", () => {
  test("cells without gaps between them", () => {
    const text = `Error types

TypeDescription
invalid_request_errorThe request is malformed.

Error codes

CodeHTTP StatusDescription
card_missing401The card is missing.
card_expired403The card has expired.

FieldTypeDescription
codestringThe code.`;
    expect(found(text, "errors.txt")).toEqual(["card_missing 401", "card_expired 403"]);
  });

  test("codes and texts without gaps, with labels below and statuses beside", () => {
    const text = `Error codes
404Not FoundNo such page
500Internal Server ErrorServer error
Card errors
CARD_EXPIREDThe card has expired
Solution: Renew the card
AUTHZ_ERRORAPI card lacks a permission
Solution: Ask the librarian
TIMEOUTOperation timed out
Solution: Try again`;
    expect(found(text, "errors.txt")).toEqual(["CARD_EXPIRED", "AUTHZ_ERROR", "TIMEOUT"]);
    expect(entry(text, "AUTHZ_ERROR", "errors.txt")).toMatchObject({
      meaning: { value: "API card lacks a permission" },
      solutions: [{ value: "Ask the librarian" }],
    });
  });

  test("rows of Markdown that lost their first pipes, also in a Markdown file", () => {
    const text =
      "Card errors\n| Error Code | HTTP Status | Description |\n|---|---|---|\nCARD_A | 401 | First |\nCARD_B | 403 | Second |\nCARD_C | 409 | Third |\n";
    expect(found(text, "errors.txt")).toEqual(["CARD_A 401", "CARD_B 403", "CARD_C 409"]);
    expect(found(text, "errors.md")).toEqual(["CARD_A 401", "CARD_B 403", "CARD_C 409"]);
  });

  test("items without gaps between them, cells that each end with a pipe, and words in capitals beside a status", () => {
    const items = "Card errors\nno_card: Show your card.old_card: Renew your card.lent_out: Wait for it.";
    expect(found(items, "errors.txt")).toEqual(["no_card", "old_card", "lent_out"]);
    const cells =
      "Card errors\nno_card |\nShow your card |\nold_card |\nRenew your card |\nlost_card |\nAsk for another |\n";
    expect(found(cells, "errors.txt")).toEqual(["no_card", "old_card", "lost_card"]);
    const words =
      'Errors\n{ "code": "LENT_OUT", "message": "It is lent." }- 409 LENT_OUT: It is lent.\n- 410 LOST: It is lost.\n- 404 NO_BOOK: There is none.\n';
    expect(found(words, "errors.txt")).toEqual(["LENT_OUT 409", "LOST 410", "NO_BOOK 404"]);
  });

  test("one cell a line, and tabs", () => {
    const lines =
      "Error code\n\nDescription\n\nHTTP Status code\n\nE101\n\nThe first.\n\n400\n\nE102\n\nThe second.\n\n500\n";
    expect(found(lines, "errors.txt")).toEqual(["E101 400", "E102 500"]);
    expect(found("Code\tStatus\nNO_BOOK\t404\nBOOK_LENT\t409\n", "errors.txt")).toEqual([
      "NO_BOOK 404",
      "BOOK_LENT 409",
    ]);
  });
});

describe("hostile pages", () => {
  test("end within seconds: deep nesting, many rows, unclosed objects", () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `<tr><td>CODE_${index}<td>400`).join("");
    expect(
      adopt([{ file: "a.html", text: `<h1>Errors</h1><table><tr><th>Code<th>Status${rows}</table>` }]).errors,
    ).toHaveLength(5_000);
    expect(() => adopt([{ file: "a.html", text: "<div>".repeat(100_000) }])).toThrow(/nested deeper than/);
    expect(() => adopt([{ file: "a.txt", text: '{"a":'.repeat(50_000) }])).toThrow(/received none/);
    // Names that repeat are not those of numbers, so no line begins such rows.
    expect(
      adopt([{ file: "a.txt", text: `Errors\n\n${"no_card1404The card is old.\n".repeat(20_000)}` }]).errors,
    ).toHaveLength(1);
  }, 20_000);
});
