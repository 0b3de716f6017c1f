import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(text: string, file = "errors.md"): Adoption {
  return adopt([{ file, text }]);
}

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md"): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("pages of one code, and pages that were pasted", () => {
  test.each([
    [
      "22N02.adoc",
      "= 22N02\n\n== Description\nThe number is negative.\n\n== Example\n\n* `ALTER` changes it.\n* `DROP` removes it.\n",
    ],
    ["LB1004.md", "---\ntitle: Library Error LB1004\n---\n\n# Library Error LB1004\n\nThe number is negative.\n"],
    ["22000.adoc", "= 22000\n\n== Description\nThe number is negative.\n"],
  ])("a title that ends with the code after which the file is named: %s", (name, text) => {
    const { errors } = read(text, `pages/errors/${name}`);
    expect(errors.map(({ code }) => code)).toEqual([name.replace(/\.\w+$/, "")]);
  });

  test("an address that ends with the name of the file is the code, and titles below it are none", () => {
    const { errors } = read(
      "# Card Rejected\n\n**Type URI:** `https://lib.example/docs/problems/card-rejected`  \n**HTTP Status:** `403 Forbidden`  \n\n## Description\n\nThe card is old.\n\n## Prevention\n\n### Desk-Side\n- Wait.\n\n### Client-Side\n- Ask.\n",
      "docs/problems/card-rejected.md",
    );
    expect(errors).toMatchObject([
      { code: "card-rejected", status: { value: 403 }, meaning: { value: "The card is old." } },
    ]);
  });

  test("lines of a simple table of reStructuredText that continue a cell are no codes", () => {
    const text =
      "Error codes\n-----------\n\n====== ==============================\nCode   Description\n====== ==============================\n40000  The card is old.\n------ ------------------------------\n4007   The book is not\n       accessible.\n------ ------------------------------\n4008   The desk is shut.\n====== ==============================\n";
    expect(found(text, "errors.rst")).toEqual(["40000", "4007", "4008"]);
    expect(read(text, "errors.rst").errors[1]?.meaning?.value).toBe("The book is not accessible.");
  });

  test("a list of numbers has no code in its title; ranges of numbers are none", () => {
    const text =
      "---\ntitle: library/desk-errors-list\n---\n\n- 1000: Any error.\n- 1101: There is no card.\n- 1102: The card is old.\n- 1400 to 1499: Errors of HTTP.\n";
    expect(found(text, "library/desk-errors-list.md")).toEqual(["1000", "1101", "1102"]);
  });

  test("numbers below a title that names errors in one word, beside their names", () => {
    const rows = (numbers: readonly number[]): string =>
      numbers.map((number) => `| ${number} | DESK_ERR_${number} | It failed. |`).join("\n");
    const text = `## Desk\n\n| code | Message | Description |\n|--|--|--|\n${rows([11001, 11002, 11003])}\n\n## Card\n\n| code | Reason | Description |\n|--|--|--|\n${rows([100, 101, 116])}\n`;
    expect(found(text, "LendingErrorCode.md")).toEqual(["11001", "11002", "11003", "100", "101", "116"]);
  });

  test("lines of pasted pages: a code with its title below it, and numbers with a text", () => {
    const titled =
      "Library Documentation: Error Codes\n\nCARD-01\n\nCard Missing\n\nThere is no card.\n\nResolution:\n\nShow a card.\n\nCARD-02\n\nCard Old\n\nThe card is old.\n";
    const { errors } = read(titled, "library.txt");
    expect(errors.map(({ code, title, meaning }) => [code, title?.value, meaning?.value])).toEqual([
      ["CARD-01", "Card Missing", "There is no card."],
      ["CARD-02", "Card Old", "The card is old."],
    ]);
    const statuses = "400 Bad Request A member is missing.\n404 Not Found There is no such page.\n";
    const numbers = "1000 General error\n1001 There is no card\n2001 Card expired, show another one (new)\n";
    expect(found(`Errors\n\nStatuses:\n${statuses}\nX-Error-Code values\n\n${numbers}`, "errors.txt")).toEqual([
      "1000",
      "1001",
      "2001",
    ]);
  });

  test("tables of pasted pages without empty lines between them", () => {
    const text = `Success Codes
Code | Description |
---|---|
200 | OK - It succeeded |
Error Format
All errors have these members:Field | Type | Description |
---|---|---|
code | integer | The status |
error_code | string | A name for programs |
Common Error Codes
Code | Status | Description |
---|---|---|
no_card | 404 | There is no card. |
Solutions
401 Unauthorized - bad_token
Causes:
- The token is old.
400 Bad Request - bad_member
- A member is missing.
`;
    expect(found(text)).toEqual(["no_card 404", "bad_token 401", "bad_member 400"]);
  });

  test("patterns of codes are none, and neither is the title above them", () => {
    const text =
      "Categories\n| Format | Definition |\n|---|\nLB-AUTH-XXXX | Cards |\nLB-VAL-XXXX | Values |\nCards\n| Code | Message |\n|---|\nLB-AUTH-0001 | There is no card. |\n| Code | Message |\n|---|\nLB-VAL-0001 | Missing value. |\nLB-VAL-0002 | Old value. |\n";
    expect(found(text)).toEqual(["LB-AUTH-0001", "LB-VAL-0001", "LB-VAL-0002"]);
    expect(read(text).decoys).toContainEqual(expect.objectContaining({ reason: "a pattern of codes" }));
  });

  test("codes in examples of bodies with short names of members; quoted messages are not codes", () => {
    const body = (code: string): string => `\n\`\`\`json\n{ "err_code": "${code}", "err_msg": "It failed." }\n\`\`\`\n`;
    const text = `# Errors\n\n### \`401\` Wrong key\n${body("BAD_KEY")}\n### \`403\` No access\n${body("NO_ACCESS")}\nThe message is one of:\n\n- "\`shelf\` is not used with \`desk_size\`"\n- "\`desk_size\` is not a number"\n- "\`page_size\` is too large"\n`;
    expect(found(text)).toEqual(["BAD_KEY 401", "NO_ACCESS 403"]);
    expect(found(`${text}\n### Format\n${body("L_EXAMPLE_ERROR")}`)).toEqual(["BAD_KEY 401", "NO_ACCESS 403"]);
  });

  test("fields of a body in a list are no codes, beside numbers with names", () => {
    const text =
      "# Error codes\n\nEach error has the following structure:\n\n* `error_code` – a number;\n* `error_text` – a text;\n* `extras` – details, maybe empty.\n\nCodes:\n\n* `1 - NO BOOK` No book has the id.\n* `2 - NO CARD` There is no card.\n* `3 - BAD DESK` The desk does not exist.\n";
    expect(found(text)).toEqual(["1", "2", "3"]);
  });

  test("a sentence states the status of a code of a table", () => {
    const text =
      "# Errors\n\nA client that is too fast receives a `429` HTTP status code (Too many requests) and error code `L0900`. The code `L0902` is no 404, 409 or 410. Some return code `L0903`.\n\n| Error code | Meaning |\n|---|---|\n| L0900 | Too fast. |\n| L0901 | No such book. |\n| L0902 | Lent. |\n| L0903 | Late. |\n";
    expect(found(text)).toEqual(["L0900 429", "L0901", "L0902", "L0903"]);
  });

  test("tables with a cell on each line, also below a border, and tables of fields", () => {
    const text = `Error codes
Key | Description | Format |
status | "error" if the request failed | STRING |
error_id | The code of the error | STRING(2) |
Codes (error_id):
error_id | error_type | Description |
01 | no book | There is no such book. |
02 | no card | There is no card. |
18 | late | The book is late. |
`;
    expect(found(text)).toEqual(["01", "02", "18"]);
    const lines = `Error codes
|
Status Code |
Error Code |
Message |
|---|---|---|
|
200 |
LIB.100 |
null |
|
404 |
LIB.404100 |
There is no book. |
|
409 |
LIB.409100 |
The book is lent. |
`;
    expect(found(lines)).toEqual(["LIB.404100 404", "LIB.409100 409"]);
  });

  test("a status on the line below its code", () => {
    const text = `Error codes
NO_SUCH_BOOK
404
Used if no book has the id.
BOOK_IS_LENT
409
Used if somebody has the book.
CARD_EXPIRED
Used if the card is older than 30 days.
`;
    expect(found(text)).toEqual(["NO_SUCH_BOOK 404", "BOOK_IS_LENT 409", "CARD_EXPIRED"]);
    expect(read(text).errors[0]?.meaning?.value).toBe("Used if no book has the id.");
  });

  test("terms that describe fields are none, and those below a status have it", () => {
    const text = `Error codes
===========

Each error has a status and the following JSON fields:

\`\`error_code\`\`
    The code, see below.

\`\`error_key\`\`
    A key for support.

HTTP 401 Unauthorized
---------------------

**card.key.missing**
    There is no key.

**card.key.wrong**
    The key is wrong.

HTTP 404 Not Found
------------------

**book.missing**
    There is no book.
`.replaceAll("\\`", "`");
    const { errors } = adopt([{ file: "codes.rst", text }]);
    expect(errors.map(({ code, status }) => `${code} ${status?.value}`)).toEqual([
      "card.key.missing 401",
      "card.key.wrong 401",
      "book.missing 404",
    ]);
  });

  test("names of codes behind that of their type are none", () => {
    const text = `ErrorCode
enum ErrorCode {
NO_BOOK
NO_CARD
}

Values

ErrorCode.NO_BOOK

ErrorCode.NO_CARD
`;
    expect(found(text, "errors.txt")).toEqual(["NO_BOOK", "NO_CARD"]);
  });

  test.each([
    ["Chinese", "错误码", "HTTP状态码", "说明"],
    ["other words of Chinese", "返回代码", "HTTP 状态码", "含义"],
    ["Japanese", "エラーコード", "HTTPステータスコード", "意味"],
    ["Spanish", "Código de error", "Código de estado HTTP", "Descripción"],
    ["Portuguese", "Código de erro", "Status HTTP", "Descrição"],
    ["German", "Fehlercode", "HTTP-Status", "Bedeutung"],
    ["Russian", "Код ошибки", "HTTP код", "Описание"],
  ])("titles of tables in %s", (_, code, status, meaning) => {
    const text = `# API\n\n## ${code}\n\n| ${code} | ${status} | ${meaning} |\n|---|---|---|\n| 10001 | 400 | 参数错误 |\n| 10002 | 401 | 未授权 |\n| 20003 | 404 | 不存在 |\n`;
    expect(found(text)).toEqual(["10001 400", "10002 401", "20003 404"]);
    expect(read(text).errors[0]?.meaning?.value).toBe("参数错误");
  });

  test("titles with the number of their section and a status", () => {
    const text = `8. Error codes

8.1 HTTP 400 (Bad requests)

CodeDescription
40001The id must be a number
40002The shelf is missing
40003The desk is missing

8.2 HTTP 409 (Conflicts)

CodeDescription
40901The book is lent
40902The card is used
40903The desk is taken
`;
    expect(found(text, "errors.txt")).toEqual([
      "40001 400",
      "40002 400",
      "40003 400",
      "40901 409",
      "40902 409",
      "40903 409",
    ]);
  });
});

describe("numbers behind a label", () => {
  test("titles of groups above them are no codes, and a group may have a single one", () => {
    const group = (title: string, codes: readonly string[]): string =>
      `# ${title}\n\n${codes.map((code) => `### Error code: ${code}\n\n- **Message**: No book.\n`).join("\n")}\n`;
    const text = `${group("DeskClient", ["0001", "0002"])}${group("Chat", ["0500"])}${group("Card", ["0600", "0601"])}`;
    expect(found(text, "errors.mdx")).toEqual(["0001", "0002", "0500", "0600", "0601"]);
  });

  test("titles without a gap above numbers that have a line of their own", () => {
    const records = [1, 2, 3].map(
      (code) => `${code}\n\nDescription\n\nNo book ${code}.\n\nResolution\n\nAsk the desk.\n`,
    );
    expect(found(`API Errors\n\nCodeInformation\n${records.join("\n")}`, "errors.txt")).toEqual(["1", "2", "3"]);
  });
});

describe("a page for each code", () => {
  const text = "The desk counts requests.\n\n## Causes\n\n- **Many requests** - Too many.\n- The card is set.\n";

  test.each([
    ["too-many-books.mdx", "---\ntitle: Too many books (BOOK_LIMIT_EXCEEDED)\n---\n\n", "BOOK_LIMIT_EXCEEDED"],
    ["unauthorized.md", "---\ntitle: Not signed in (UNAUTHORIZED)\n---\n\n", "UNAUTHORIZED"],
    ["book-limit.md", "# Too many books – BOOK_LIMIT\n\n", "BOOK_LIMIT"],
    ["book-limit.md", "# Too many books\n\nError code: `book_limit`\n\n", "book_limit"],
    ["book-limit/index.md", "# Too many books\n\nThe `BOOK_LIMIT` error stops the desk.\n\n", "BOOK_LIMIT"],
    ["book-limit.md", "# [BOOK_LIMIT] Too many books\n\n", "BOOK_LIMIT"],
    ["book-limit.md", "---\ntitle: 'Too many books: book_limit'\n---\n\n", "book_limit"],
    ["book-limit.html", "<html><body><h1>Too many books <code>BOOK_LIMIT</code></h1></body></html>", "BOOK_LIMIT"],
    ["book-limit.html", "<html><body><h1>Too many books (BOOK_LIMIT)</h1></body></html>", "BOOK_LIMIT"],
  ])("the code behind the title or in the first paragraph of %s", (name, start, code) => {
    const page = name.endsWith(".html") ? start : start + text;
    const { errors } = read(page, `docs/errors/${name}`);
    expect(errors.map((error) => [error.code, error.title?.value.slice(0, 3)])).toEqual([
      [code, name === "unauthorized.md" ? "Not" : "Too"],
    ]);
  });

  test("a name in brackets that is neither that of the file nor of a failure is no code", () => {
    expect(() => read(`# Errors of lending (DESK_API)\n\n${text}`, "docs/errors/lending.md")).toThrow("received none");
  });
});
