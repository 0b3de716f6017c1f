import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md"): readonly string[] {
  const { errors } = adopt([{ file, text }]);
  return errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("terms of paragraphs", () => {
  test("a code in bold has a line of its own, whatever anchors follow it", () => {
    const text = `# Common errors

 **NoShelfException**   <a name="errors-NoShelf"></a>
The shelf does not exist.  
HTTP Status Code: 404

**BookLentException** <a id="errors-BookLent"></a> <a name="lent"></a>
Somebody has the book.  
HTTP Status Code: 409

**CardOldException**
The card has expired.  
HTTP Status Code: 403
`;
    expect(found(text)).toEqual(["NoShelfException 404", "BookLentException 409", "CardOldException 403"]);
    expect(adopt([{ file: "errors.md", text }]).errors[1]?.meaning?.value).toBe("Somebody has the book.");
  });

  test("words in bold at the beginning of a paragraph are no codes", () => {
    const text = `# Errors

**Note**
The desk returns errors as JSON.

**BookLent** is sent if somebody has the book.

| Code | Status |
|--|--|
| NO_BOOK | 404 |
| NO_CARD | 403 |
`;
    expect(found(text)).toEqual(["NO_BOOK 404", "NO_CARD 403"]);
  });
});

describe("tables", () => {
  const row = (code: string, text: string): string =>
    `<tr>\n       <td>${code}</td>\n       <td>${text}</td>\n     </tr>\n`;
  const table = (rows: string): string =>
    `<Block>\n  {\`\n  <table>\n    <thead>\n     <tr><th>Code</th><th>Text</th></tr>\n    </thead>\n    <tbody>\n     ${rows}    </tbody>\n  </table>\n  \`}\n</Block>\n\n`;

  test("an empty line does not end a table of HTML in Markdown, and a status above it is no code", () => {
    const text = `# Errors\n\n## 403 Forbidden\n\n${table(`${row("card_old", "The card is old.")}\n       ${row("card_lost", "The card is lost.")}`)}## **422 UNPROCESSABLE\\_ENTITY**\n\n${table(row("bad_title", "The title is bad."))}`;
    expect(found(text)).toEqual(["card_old 403", "card_lost 403", "bad_title 422"]);
  });

  test("a status with HTTP's own phrase is a code without a table of others below it", () => {
    const text = "# Errors\n\n## 422 UNPROCESSABLE_ENTITY\n\nThe title is bad.\n\n## 404 BOOK_NOT_FOUND\n\nNo book.\n";
    expect(found(text)).toEqual(["UNPROCESSABLE_ENTITY 422", "BOOK_NOT_FOUND 404"]);
  });

  test("rows of dashes divide others, and elements in cells are read in a page that is only a table", () => {
    const text =
      "| Code | Text |\n|--|:--|\n| <code>1000</code> | User error |\n| <code>1001</code> | No card |\n|- |- |\n| <code>2000</code> | Shelf error |\n| <code>2001</code> | No shelf |\n|–|–|\n| <code>3000</code> | No book |\n";
    expect(found(text, "table.md")).toEqual(["1000", "1001", "2000", "2001", "3000"]);
  });

  const codes = (rows: readonly string[]): string =>
    `| Error Code | Desk Code | HTTP Status | Details |\n|--|--|--|--|\n${rows.map((cells) => `| ${cells} |\n`).join("")}\n`;
  const named = `# Errors\n\n${codes(["20001 | NoBook | 404 | No book.", "20002 | NoShelf | 404 | No shelf.", "20003 | CardOld | 403 | Old card."])}## More\n\n${codes(["20101 | BookLent | 409 | Lent.", "20102 | Forbidden | 403 | No.", "20103 | DeskShut | 503 | Shut."])}`;

  test.each([
    ["XML", "```xml\n<Error>\n  <Code>NoShelf</Code>\n  <Message>No shelf.</Message>\n</Error>\n```\n"],
    ["JSON", '```json\n{ "code": "NoShelf", "message": "No shelf." }\n```\n'],
  ])("names are codes beside numbers if the bodies of the page have them, in %s", (_, body) => {
    const names = ["NoBook 404", "NoShelf 404", "CardOld 403", "BookLent 409", "Forbidden 403", "DeskShut 503"];
    expect(found(`${named}${body}`)).toEqual(names);
  });

  test("numbers are codes beside names without a body, or if a body has them", () => {
    const numbers = ["20001 404", "20002 404", "20003 403", "20101 409", "20102 403", "20103 503"];
    expect(found(named)).toEqual(numbers);
    expect(found(`${named}\`\`\`json\n{ "code": 20002, "message": "No shelf." }\n\`\`\`\n`)).toEqual(numbers);
  });

  test("a table of algorithms on a page of errors has no codes, and its sizes are no statuses", () => {
    const text = `# Errors\n\n| Error | Description |\n|--|--|\n| no_card | No card. |\n| no_book | No book. |\n\n#### Hash algorithms\n\n| Full name | Allowed | Size |\n|--|--|--|\n| SHA-1 | No | 160 |\n| SHA-256 | Yes | 256 |\n| SHA-384 | Yes | 384 |\n`;
    expect(found(text)).toEqual(["no_card", "no_book"]);
  });

  test("cells of AsciiDoc whose marked text is passed through", () => {
    const text =
      "|===\n|error_code|description|Http Status Code\n\n|`+-101+`\n|`+No card+`\n|403\n\n|`+-102+`\n|`+No book+`\n|404\n\n|===\n";
    expect(found(text, "errors.adoc")).toEqual(["-101 403", "-102 404"]);
    expect(adopt([{ file: "errors.adoc", text }]).errors[0]?.meaning?.value).toBe("No card");
  });
});

describe("lines of text", () => {
  test.each([" = ", "=", " => ", " -> ", " → ", ": ", ":", " : ", "：", " - ", " – ", " "])(
    "numbers and texts with %j between them",
    (separator) => {
      const texts = ["The card is old", "No book has the id", "无效的卡"];
      const text = texts.map((line, index) => `${1001 + index}${separator}${line}\n`).join("");
      expect(found(text, "error_codes.txt")).toEqual(["1001", "1002", "1003"]);
    },
  );

  test("settings and years are no codes", () => {
    expect(() => found("1999 = first\n2004 = second\n", "notes.txt")).toThrow("received none");
    expect(() => found("port = 8080\nretries = 3\ntimeout = 4000\n", "notes.txt")).toThrow("received none");
  });
});
