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

  test.each([
    ["in italics", (code: string, text: string) => `*${code}*\n${text}`],
    ["in a link", (code: string, text: string) => `**[${code}](#${code})**\n${text}`],
    ["before an element", (code: string, text: string) => `**${code}** <span id="${code}"></span>\n${text}`],
    ["before an anchor in braces", (code: string, text: string) => `**${code}** {#${code}}\n${text}`],
    ["in a heading with an anchor", (code: string, text: string) => `### ${code} {#${code}}\n\n${text}`],
    ["in a heading with a number", (code: string, text: string) => `### 2.1 ${code}\n\n${text}`],
    ["on the first line of an item", (code: string, text: string) => `- **${code}**\n  ${text}`],
    ["in the first paragraph of an item", (code: string, text: string) => `1. **${code}**\n\n   ${text}`],
    [
      "before a line break in an item",
      (code: string, text: string) => `- **${code}**<br>${text.replace("\n", "<br>")}`,
    ],
  ])("a code stands %s", (_, write) => {
    const rows = [
      ["NoShelf", "The shelf does not exist.\nHTTP status code: 404"],
      ["BookLent", "Somebody has the book.\nHTTP status code: 409"],
      ["CardOld", "The card has expired.\nHTTP status code: 403"],
    ] as const;
    const text = `# Errors\n\n${rows.map(([code, description]) => write(code, description)).join("\n\n")}\n`;
    expect(found(text)).toEqual(["NoShelf 404", "BookLent 409", "CardOld 403"]);
    expect(adopt([{ file: "errors.md", text }]).errors[0]?.meaning?.value).toContain("The shelf does not exist.");
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

  test.each([
    "Fehlercode",
    "Code d'erreur",
    "Codice errore",
    "Felkod",
    "Kod błędu",
    "エラーコード",
    "Код помилки",
    "Mã lỗi",
    "رمز الخطأ",
  ])("the title %j names codes on a page about something else", (title) => {
    const text = `# Desk\n\n| ${title} | X |\n|--|--|\n| 1001 | No card |\n| 1002 | Old card |\n| 1003 | No book |\n`;
    expect(found(text, "desk.md")).toEqual(["1001", "1002", "1003"]);
    expect(() => found(text.replace(title, "Artikel"), "desk.md")).toThrow("received none");
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

  const failures = ["The card is wrong", "The book was not found", "The shelf already exists"];
  const list = (write: (number: number, text: string) => string, first = 1001): string =>
    failures.map((text, index) => write(first + index, text)).join("\n");

  test.each([
    ["a label", (number: number, text: string) => `Error code ${number}: ${text}`],
    ["a bullet", (number: number, text: string) => `* ${number} = ${text}`],
    ["brackets", (number: number, text: string) => `[${number}] ${text}`],
    ["a bracket behind", (number: number, text: string) => `${number}) ${text}`],
    ["a point", (number: number, text: string) => `${number}. ${text}`],
    ["a comma", (number: number, text: string) => `${number},${text}`],
    ["quotes", (number: number, text: string) => `"${number}": "${text}",`],
    ["points", (number: number, text: string) => `${number} ..... ${text}`],
    ["empty lines", (number: number, text: string) => `${number} = ${text}\n`],
  ])("numbers with %s", (_, write) => {
    expect(found(list(write), "error_codes.txt")).toEqual(["1001", "1002", "1003"]);
    const { errors } = adopt([{ file: "error_codes.txt", text: list(write) }]);
    expect(errors[0]?.meaning?.value).toBe("The card is wrong");
  });

  test("short numbers, and numbers behind a letter", () => {
    const short = list((number, text) => `${number} = ${text}`, 1);
    expect(found(short, "error_codes.txt")).toEqual(["1", "2", "3"]);
    const letters = list((number, text) => `E${number} ${text}`);
    expect(found(letters, "error_codes.txt")).toEqual(["E1001", "E1002", "E1003"]);
  });

  test("groups of a list, below titles", () => {
    const text = "Cards\n1001 = No card\n1002 = Old card\n\nBooks\n2001 = No book\n\nShelves\n3001 = No shelf\n";
    expect(found(text, "error_codes.txt")).toEqual(["1001", "1002", "2001", "3001"]);
  });

  test("names before equals signs and arrows", () => {
    const text = "no_card = There is no card\nold_card = The card is old\nNO_BOOK => There is no book\n";
    expect(found(text, "error_codes.txt")).toEqual(["no_card", "old_card", "NO_BOOK"]);
    const { errors } = adopt([{ file: "error_codes.txt", text }]);
    expect(errors[2]?.meaning?.value).toBe("There is no book");
  });

  test.each([
    ["years", "1999 = first\n2004 = second\n2011 = third\n"],
    ["values", "port = 8080\nretries = 3\ntimeout = 4000\n"],
    ["settings", "max_retries = 3\ntime_out = 4\ncard_name = Card\n"],
    ["steps", "1) Open the desk\n2) Wrong card? Show another one\n3) Book not found? Ask\n4) Close it\n"],
    ["items", "1001. Open the desk\n1002. Show the card\n1003. Take the book\n"],
    ["statuses", "400 = Wrong request\n401 = Not signed in\n404 = Not found here\n500 = It failed\n"],
  ])("%s are no codes", (_, text) => {
    expect(() => found(text, "notes.txt")).toThrow("received none");
  });
});

describe("sentences and examples", () => {
  const example = (body: object): string => `<pre class="json">\n${JSON.stringify(body, null, 2)}\n</pre>\n\n`;
  const card = { code: "CARD_OLD", message: "The card is old." };
  const lent = {
    code: "DESK_ERROR",
    message: "It failed.",
    errors: [{ code: "BOOK_LENT", message: "It is lent.", path: "/id" }],
  };

  test.each([
    "HTTP status : 403",
    "HTTP status code: 403",
    "Status: 403 Forbidden",
    "HTTP 403",
    "HTTP/1.1 403 Forbidden",
    "Código de estado HTTP: 403",
    "HTTP状态码：403",
    "状态码: 403",
    "ステータスコード: 403",
    "상태 코드: 403",
    "Код состояния: 403",
    "HTTP-Statuscode: 403",
    "Statut HTTP : 403",
    "Codice di stato: 403",
    "Response: 403",
    "Status code - 403",
    "`403 Forbidden`",
  ])("a line %j states the status of the examples below it, up to the next one", (line) => {
    const text = `Example errors\n\n${line}\n\nIf the card is bad:\n${example(card)}${example({ ...card, code: "NO_CARD" })}HTTP status: 409\n${example(lent)}`;
    expect(found(text)).toEqual(["CARD_OLD 403", "NO_CARD 403", "DESK_ERROR 409", "BOOK_LENT 409"]);
  });

  test("a line with a status behind an example does not belong to the next one", () => {
    const text = `# Errors\n\n${example(card)}HTTP status: 403\n\nAnother one:\n\n${example({ ...card, code: "NO_CARD" })}`;
    expect(found(text)).toEqual(["CARD_OLD", "NO_CARD"]);
  });

  test("codes of fields within a body are no errors beside a list of codes", () => {
    const text = `# Errors\n\n| Code | Status |\n|--|--|\n| DESK_ERROR | 409 |\n| CARD_OLD | 403 |\n\n${example(lent)}`;
    expect(found(text)).toEqual(["DESK_ERROR 409", "CARD_OLD 403"]);
  });

  const terms =
    "# API\n\nSome standard error codes are:\n\n`L_NO_CARD`\n: No card was shown.\n\n`L_OLD_CARD`\n: The card has expired.\n\n";

  test("a sentence names a code with its status", () => {
    const text = `${terms}## Cards\n\nWithout a card, the call returns with a status of 401 and the error code \`L_SHOW_CARD\`.\n\nThe desk may respond with an HTTP 403 and the \`L_SIGN\` error. For \`L_SHUT\` (HTTP \`503 Service Unavailable\`), wait.\n`;
    expect(found(text)).toEqual(["L_NO_CARD", "L_OLD_CARD", "L_SHOW_CARD 401", "L_SIGN 403", "L_SHUT 503"]);
  });

  test("examples, other names and codes that are not sent are none", () => {
    const text = `${terms}## Cards\n\nA code is a string, e.g. the error code \`L_EXAMPLE\` with a status of 403.\n\nThe error code \`L_OTHER\` is sent.\n\nSend \`card_id\` (HTTP header), or a 400 status is returned.\n\nThe error code \`oldName\` with status 404 is another.\n`;
    expect(found(text)).toEqual(["L_NO_CARD", "L_OLD_CARD"]);
  });

  test("the variables of a listing are no codes beside that of a sentence", () => {
    const listing = '```python\nis_json = "json" in kinds\nraw_body = Read it as\nNO_LIMIT = 3\nMAX_CARDS = 4\n```\n';
    const text = `# Desk\n\nThe desk responds with status 403 and the error code \`no_card\`.\n\n${listing}`;
    expect(found(text, "desk.md")).toEqual(["no_card 403"]);
  });

  test("items that explain members or columns are no codes", () => {
    const text =
      "# Status codes\n\nNotes:\n\n- `error_code` / `desk_text` are sent to callers.\n- `desk_text` is the text below.\n\n| internal_code | upstream | desk_text |\n|--|--|--|\n| 1 | D.1 | No card was shown |\n| 2 | D.2 | The card is old |\n| 3 | D.3 | Request cancelled |\n";
    expect(found(text)).toEqual(["1", "2", "3"]);
  });
});

describe("rows", () => {
  const row = (code: string): string => `| \`${code}\` | It failed. | Try again. |`;

  test("two rows on one line are both read, if they are the exception", () => {
    const rows = ["NO_CARD", "OLD_CARD", "NO_BOOK", "BOOK_LENT"].map((code) => `${row(code)}\n`).join("");
    const text = `# Errors\n\n| Code | Text | Fix |\n|--|--|--|\n${rows}${row("NO_DESK")}${row("NO_ROOM").slice(1)}\n`;
    expect(found(text)).toEqual(["NO_CARD", "OLD_CARD", "NO_BOOK", "BOOK_LENT", "NO_DESK", "NO_ROOM"]);
  });
});

describe("tables without gaps", () => {
  const texts =
    "404 Not FoundNoBookNo book has the id.NoShelfExceptionReturned if the shelf\nis gone.403 ForbiddenCardOldYour card has expired. See the CardHolder page.CardLost\n\nThe card was reported as:\n\n- Lost.\n\nDesk.CardBlockedThe card is blocked [for good](https://lib.example/blocked.html).Invalid2FATokenThe token is wrong.";

  test("a status is that of the codes behind it, and a code has no more than its name", () => {
    const text = `# Error codes\n\nRequests fail with these errors.\n\nHTTP status codeError codeDescription of error code${texts}\n\n## More\n\nCallers wait.\n`;
    expect(found(text)).toEqual([
      "NoBook 404",
      "NoShelfException 404",
      "CardOld 403",
      "CardLost 403",
      "Desk.CardBlocked 403",
      "Invalid2FAToken 403",
    ]);
    const { errors } = adopt([{ file: "errors.md", text }]);
    expect(errors.map(({ source }) => source.line).slice(0, 4)).toEqual([5, 5, 6, 6]);
    expect(errors[1]?.meaning?.value).toBe("Returned if the shelf is gone.");
  });

  test.each([
    [
      "before the text",
      "CodeHTTP statusDescription",
      "NO_BOOK404No book has the id.OLD_CARD403The card is old.DESK_SHUT503Come tomorrow.",
    ],
    [
      "behind the text",
      "CodeDescriptionHTTP status",
      "NO_BOOKNo book has the id.404 Not FoundOLD_CARDThe card is old.403 ForbiddenDESK_SHUTCome tomorrow.503 Service Unavailable",
    ],
  ])("a status stands %s", (_, titles, rows) => {
    expect(found(`# Errors\n\n${titles}${rows}\n`)).toEqual(["NO_BOOK 404", "OLD_CARD 403", "DESK_SHUT 503"]);
  });

  test("redirects are errors in a table of error codes", () => {
    const text = `# Errors\n\n| Error code | HTTP status |\n|--|--|\n| DeskMoved | 301 |\n| NoBook | 404 |\n| CardOld | 403 |\n`;
    expect(found(text)).toEqual(["DeskMoved 301", "NoBook 404", "CardOld 403"]);
  });

  test("sentences behind words that are also titles have no codes", () => {
    const text =
      "# Guide\n\nErrorDescriptionThe page explains BookLent.The MacBook.Air and GitHubActions are names.\n\nCode. Message the desk, and IBookStore opens.\n";
    expect(() => found(text)).toThrow("received none");
  });
});

test("many lines that look like the beginning of tables without gaps are read in linear time", () => {
  const text = "CodeDescriptionNoBookZebras are striped animals of the savanna, and so on\n".repeat(3_000);
  const started = performance.now();
  expect(() => found(text, "errors.txt")).toThrow("received none");
  expect(performance.now() - started).toBeLessThan(10_000);
});

describe("tables of other programs", () => {
  const rows = [
    ["NO_CARD", "403", "There is no card"],
    ["OLD_CARD", "403", "The card is old"],
    ["NO_BOOK", "404", "No book was found"],
  ] as const;
  const want = ["NO_CARD 403", "OLD_CARD 403", "NO_BOOK 404"];
  const padded = rows.map(([code, status, text]) => `| ${code.padEnd(8)} | ${status}    | ${text.padEnd(17)} |\n`);
  const border = "+----------+--------+-------------------+\n";
  const printed = `${border}| Code     | Status | Text              |\n${border}${padded.join("")}${border}`;

  test("tables as databases print them, also with a line in two", () => {
    expect(found(printed, "errors.txt")).toEqual(want);
    const long = printed.replace(
      "There is no card  |",
      "There is          |\n|          |        | no card           |",
    );
    expect(found(long, "errors.txt")).toEqual(want);
    expect(adopt([{ file: "errors.txt", text: long }]).errors[0]?.message?.value).toBe("There is no card");
  });

  test("tables that are drawn with lines", () => {
    const drawn = printed.replaceAll("|", "│").replaceAll("-", "─").replaceAll("+", "┼");
    expect(found(drawn, "errors.txt")).toEqual(want);
  });

  test("tables of wikis, with cells on one line or on several", () => {
    const inline = `{| class="wikitable"\n! Code !! Status !! Text\n${rows.map((row) => `|-\n| ${row.join(" || ")}\n`).join("")}|}\n`;
    expect(found(`== Errors ==\n\n${inline}`, "errors.wiki")).toEqual(want);
    const lines = `{|\n! Code\n! Status\n! style="width: 50%" | Text\n${rows.map(([code, status, text]) => `|-\n| <code>${code}</code>\n| ${status}\n| [[Help|${text}]]\n`).join("")}|}\n`;
    expect(found(`== Errors ==\n\n${lines}`, "errors.wiki")).toEqual(want);
  });

  test("lines of cells with commas or semicolons, with and without titles", () => {
    for (const separator of [",", ";"]) {
      const text = `code,status,message\n${rows.map((row) => row.join(",")).join("\n")}\n`.replaceAll(",", separator);
      expect(found(text, "errors.txt")).toEqual(want);
    }
    expect(found(`${rows.map((row) => row.join(",")).join("\n")}\n`, "errors.csv")).toEqual(want);
  });

  test("numbers and statuses in texts without gaps", () => {
    const numbers = "# Errors\n\nCodeDescription1001The card is old.1002No book was found.1003It failed.\n";
    expect(found(numbers)).toEqual(["1001", "1002", "1003"]);
    const statuses =
      "# Errors\n\nErrorDescriptionNoCardExceptionShow a card.HTTP Status Code: 403NoBookExceptionNo book has the id.HTTP Status Code: 404DeskShutExceptionCome back.HTTP Status Code: 503\n";
    expect(found(statuses)).toEqual(["NoCardException 403", "NoBookException 404", "DeskShutException 503"]);
  });
});
