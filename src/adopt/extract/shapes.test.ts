import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(text: string, file = "errors.md"): Adoption {
  return adopt([{ file, text }]);
}

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md"): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("less common shapes of references", () => {
  test("headings that are numbers, also negative ones; statuses and ranges are none", () => {
    const text =
      "# Error codes\n\n## 10xx - Shelves\n\n### -1000 UNKNOWN\n * It is unknown.\n\n### -1001 NO_SHELF\n * No shelf.\n\n## Codes from 20001 to 20999\n\n### 20001\nNo card.\n\n### 20002\nOld card.\n\n### 404\nNot found.\n";
    expect(found(text)).toEqual(["-1000", "-1001", "20001", "20002"]);
    const { errors } = read(text);
    expect(errors.map(({ title }) => title?.value)).toEqual(["UNKNOWN", "NO_SHELF", undefined, undefined]);
  });

  test("a table of labels and values that describes several codes, below the heading of their status", () => {
    const rows = (code: string, pipe = ""): string =>
      `| **Error** | \`${code}\` |\n| **Message** | It is ${code}. |\n| **Solution** | Wait${pipe}. |\n| | |\n`;
    const text = `# Errors\n\n### 409 Conflict\n\n| | |\n|--|--|\n${["lent_out", "too_late", "no_room", "no_light", "no_heat", "no_key"].map((code) => rows(code, " | longer")).join("")}\n### 410 Gone\n\n| | |\n|--|--|\n${rows("lost_book")}`;
    expect(found(text)).toEqual([
      ...["lent_out 409", "too_late 409", "no_room 409", "no_light 409", "no_heat 409", "no_key 409"],
      "lost_book 410",
    ]);
    expect(read(text).errors[0]).toMatchObject({ solutions: [{ value: "Wait" }] });
  });

  test("items within the item of a code describe it, and are codes only if they are written in capitals with a text", () => {
    const text = `# Errors

- RESULT CODE
  - PROTOCOL CODE
  - DESCRIPTION
- no_book
  - libNO_BOOK
  - No book has the id.
- \`badCard\`
  - The card is \`null\` or old.
  - It is sent with a 403 Forbidden HTTP error.
  - \`CARD_OLD\`: The card is old.
`;
    expect(found(text)).toEqual(["no_book", "badCard 403", "CARD_OLD"]);
    expect(read(text).errors[0]?.meaning?.value).toBe("No book has the id.");
  });

  test("codes that are struck out are deprecated", () => {
    const { errors } = read(
      "# Errors\n\n| Code | Meaning |\n|--|--|\n| 1017 | No card |\n| ~~1018~~ | ~~Old card~~ |\n",
    );
    expect(errors.map(({ code, isDeprecated }) => [code, isDeprecated])).toEqual([
      ["1017", false],
      ["1018", true],
    ]);
  });

  test("a table with an empty title that its line of dashes lacks", () => {
    const text = "# Errors\n\n|Code |Meaning |      |\n|:--|:---------|\n| 3001 | No card |\n| 3002 | No book |\n";
    expect(found(text)).toEqual(["3001", "3002"]);
  });

  test("the types of problems in examples, and no success", () => {
    const problem = (type: string, status: number): string =>
      `\`\`\`json\n{ "type": "${type}", "title": "T", "status": ${status}, "detail": "It failed." }\n\`\`\`\n\n`;
    const text = `# Errors\n\n${problem("https://lib.example/problems/lent-out", 409)}${problem("https://lib.example/errors#timeout", 504)}${problem("about:blank", 404)}- \`op_success\`: It worked.\n- \`op_full\`: No room.\n`;
    expect(found(text)).toEqual(["op_full", "lent-out 409", "timeout 504"]);
  });

  test("unique numbers beside identifiers that are repeated, with titles in any language", () => {
    const row = (number: number, type: string): string => `| ${number} | ${type} | Текст. |\n`;
    const types = ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "BAD_CARD", "BAD_CARD", "BAD_CARD", "BAD_CARD"];
    const text = `# Ошибки error codes\n\n| Код ошибки | Тип | Текст |\n|--|--|--|\n${types.map((type, index) => row(30_001 + index, type)).join("")}`;
    expect(found(text)).toEqual(["30001", "30002", "30003", "30004", "30005", "30006", "30007"]);
  });

  test("numbers in examples below lines in bold that state the status", () => {
    const example = (body: object): string => `\`\`\`json\n${JSON.stringify(body, null, 2)}\n\`\`\`\n\n`;
    const text = `# Errors

**400 Bad request - Card is missing**

Show your card.

${example({ error: "no_card", error_description: "Show it.", code: 38187, title: "No card" })}**401 Unauthorized - Card is old**

${example({ errors: [{ code: 38190, title: "Old card", detail: "Renew it.", status: 401 }] })}${example({ errors: [{ code: 477, title: "Bad id", detail: "It is bad.", status: 400 }] })}`;
    expect(found(text)).toEqual(["38187 400", "38190 401", "477 400"]);
  });

  test("numbers in data that are also statuses, among others that are not", () => {
    const text =
      "- { name: E_FAILED, text: It failed., code: 1001 }\n- { name: E_BAD, text: It is bad., code: 400 }\n- { name: E_FULL, text: No room., code: 1200 }\n";
    expect(found(text, "errors.yaml")).toEqual(["1001", "400", "1200"]);
  });

  test("the responses of a part of OpenAPI, whose schemas fix the status beside the codes", () => {
    const text =
      "info: { title: Common }\ncomponents:\n  responses:\n    Generic409:\n      content:\n        application/json:\n          schema:\n            properties:\n              status: { enum: [409] }\n              code: { enum: [LENT_OUT, TOO_LATE] }\n  schemas:\n    Shelf: { type: object, properties: { id: { type: string } } }\n";
    expect(found(text, "common.yaml")).toEqual(["LENT_OUT 409", "TOO_LATE 409"]);
  });

  test("constants of Go that another file maps to statuses, and maps of names to numbers", () => {
    const consts =
      'package errors\nconst (\n\tForbiddenCode = "FORBIDDEN"\n\tDENIED = "DENIED"\n\tFULLSHELF = "FULL_SHELF"\n)';
    const map =
      "package http\nvar codeMap = map[string]int{\n\terrors.ForbiddenCode: http.StatusForbidden,\n\terrors.DENIED: http.StatusForbidden,\n\terrors.FULLSHELF: http.StatusConflict,\n}";
    const { errors } = adopt([
      { file: "errors/const.go", text: consts },
      { file: "http/error.go", text: map },
    ]);
    expect(errors.map(({ code, status }) => [code, status?.value])).toEqual([
      ["FORBIDDEN", 403],
      ["DENIED", 403],
      ["FULL_SHELF", 409],
    ]);
    const named = "export const ERROR_CODES = { NO_BOOK: -32004, LENT: -32009, LOST: -32009 } as const;";
    expect(found(named, "codes.ts")).toEqual(["NO_BOOK", "LENT", "LOST"]);
    expect(found(named.replace("-32009,", "-32010,"), "codes.ts")).toEqual(["-32004", "-32010", "-32009"]);
  });

  test("a table of messages whose rows of one cell name the error and the status", () => {
    const text =
      "Error message | How to fix\n---|---\n**BookLentError (status code 409)**|\n`Somebody has it.`|Wait for it.|\n`It is reserved.`|Ask.|\n**Exception (status code 500)**|\n`Internal error`|Try again.|\n";
    expect(found(`# Errors\n\n${text}`)).toEqual(["BookLentError 409", "Exception 500"]);
    expect(read(`# Errors\n\n${text}`).errors[0]).toMatchObject({
      message: { value: "Somebody has it." },
      solutions: [{ value: "Wait for it." }, { value: "Ask." }],
    });
  });

  test("types that are words, and that begin with a digit", () => {
    const text =
      "# Problem types\n\n| Type | Status | Description |\n|--|:--:|--|\n| `cardrejected` | `403` | No. |\n| `3dsecurerequired` | `403` | No. |\n";
    expect(found(text)).toEqual(["cardrejected 403", "3dsecurerequired 403"]);
  });

  test("the errors of an OpenRPC document, and not its methods", () => {
    const text = JSON.stringify({
      openrpc: "1.3.0",
      methods: [{ name: "lib_getBook", summary: "Gets it.", errors: [{ code: 60, message: "No shelf" }] }],
      components: { schemas: {}, errors: { NO_BOOK: { code: 404, message: "No book" } } },
    });
    expect(found(text, "openrpc.json")).toEqual(["404", "60"]);
    expect(read(text, "openrpc.json").errors[0]).toMatchObject({ title: { value: "NO_BOOK" }, statuses: [] });
  });

  test("nested objects of numbers within one of errors", () => {
    const text =
      "export const errorCodes = { rpc: { parse: -32700, gone: -32001, lent: -32002 }, port: { full: 4001, shut: 4100, lost: 4900 } };";
    expect(found(text, "codes.ts")).toEqual(["-32700", "-32001", "-32002", "4001", "4100", "4900"]);
  });

  test("the list of codes in a schema of its own", () => {
    const text = "title: ErrorType\ntype: string\nenum: [no-book, lent-out]\n";
    expect(found(text, "schemas/ErrorType.yaml")).toEqual(["no-book", "lent-out"]);
    expect(() => found(text.replace("ErrorType", "Shelf"), "schemas/Shelf.yaml")).toThrow("received none");
  });

  test("the schema of an error in a file of its own", () => {
    const text =
      "type: object\nproperties:\n  error:\n    type: object\n    properties:\n      message: { type: string }\n      code:\n        type: string\n        enum:\n          - bad_card\n          - lent_out\n";
    expect(found(text, "models/error.yml")).toEqual(["bad_card", "lent_out"]);
  });

  test("numbers of a source that are not statuses, with the statuses of another map, and no member for no error", () => {
    const go = `package errors
const (
	EcodeNoBook = 100
	EcodeLent   = 105
	EcodeLost   = 212
	EcodeClosed = 401
)
var errorStatus = map[int]int{ EcodeNoBook: http.StatusNotFound, EcodeLost: http.StatusGone }`;
    expect(found(go, "errors/error.go")).toEqual(["100 404", "105", "212 410", "401"]);
    const proto = 'syntax = "proto3";\nenum ErrorCode {\n  no_error = 0;\n  bad_card = 2000;\n  lent_out = 2001;\n}\n';
    expect(found(proto, "errors.proto")).toEqual(["bad_card", "lent_out"]);
  });

  test("a column of response codes beside one of statuses; rows of other statuses are not errors", () => {
    const rows = ["200 | Success", "304 | NotModified", "400 | BadShelf", "404 | NoSuchBook", "404 | NoSuchShelf"];
    const text = `# Responses\n\n| HTTP Status | Response Code |\n|--|--|\n${[...rows, "409 | BookLent", "500 | InternalError"].map((row) => `| ${row} |\n`).join("")}`;
    expect(found(text, "commons.md")).toEqual([
      "BadShelf 400",
      "NoSuchBook 404",
      "NoSuchShelf 404",
      "BookLent 409",
      "InternalError 500",
    ]);
  });

  test("numbers below the title of codes, beside the names of the errors", () => {
    const row = (name: string, code: number): string => `| \`${name}\` | ${code} | It failed. |\n`;
    const table = (rows: string): string => `| Name | Code | Description |\n|--|--|--|\n${rows}\n`;
    const text = `# Errors\n\n## Books\n\n${table(row("NoBook", 101) + row("NoShelf", 119) + row("BookLent", 137) + row("BookLost", 137) + row("OddTitle", 255) + row("OddName", 902))}`;
    expect(found(text)).toEqual(["101", "119", "137", "255", "902"]);
    const statuses = table(row("NoBook", 404) + row("BookLent", 409) + row("BookLost", 410));
    expect(found(`# Errors\n\n${statuses}`)).toEqual(["NoBook 404", "BookLent 409", "BookLost 410"]);
  });

  test("numbers behind the name of a member, within the items of their statuses", () => {
    const text = `Error Codes
-----------

-  20x - **Success** - The book is lent.
-  400 - **Bad Parameters** -- A parameter is invalid.

   - errno 101 - Missing card - There is no card.
   - errno 113 - Invalid shelf

- 404 - **Not Found** - There is no such book.

   -  errno 102 - Invalid book
`;
    expect(found(text, "http.rst")).toEqual(["101 400", "113 400", "102 404"]);
  });

  test("codes within the items of their statuses", () => {
    const text =
      "# Errors\n\n- 404\n  - `no_book`: No such book.\n  - `no_shelf`: No such shelf.\n- 409\n  - `lent_out`: It is lent.\n";
    expect(found(text)).toEqual(["no_book 404", "no_shelf 404", "lent_out 409"]);
  });

  test("the bodies in the cells of a table, with the statuses of their rows", () => {
    const body = (error: string): string =>
      `Body: \`{<br>  "error": "${error}",<br>  "error_description": "It is ${error}."<br>}\``;
    const text = `# Errors\n\n| HTTP Code | Situation | Content |\n|--|--|--|\n| \`401\` | The card is old. | ${body("invalid_card")} |\n| \`403\` | No card. | ${body("no_card")} |\n`;
    expect(found(text)).toEqual(["invalid_card 401", "no_card 403"]);
  });

  test("numbers and texts in columns without titles; placeholders are not codes", () => {
    const lines = "0   Other error\n1   You are not a member\n2   Guests can not be added\n10  The limit is reached\n";
    expect(found(lines, "error_codes.txt")).toEqual(["1", "2", "10"]);
    const text =
      "# Error codes\n\n| Place Holder | Key | Value |\n|--|--|--|\n| %bookId% | bookId | The book. |\n| %shelfId% | shelfId | The shelf. |\n\n| Code | Text |\n|--|--|\n| ERR_01 | It failed. |\n";
    expect(found(text)).toEqual(["ERR_01"]);
  });

  test("a page whose title is written as one word; a name that says that something did not succeed", () => {
    const text =
      "---\ntitle: ErrorCodes\n---\n\n# Error Codes\n\n| Code | Text |\n|--|--|\n| `401001` | No card |\n| `401002` | Old card |\n| `LENDING_NOT_SUCCESS` | It failed. |\n";
    expect(found(text)).toEqual(["401001", "401002", "LENDING_NOT_SUCCESS"]);
  });

  test("numbers with their statuses before them; the names beside a column of numbers are for people", () => {
    const items =
      "# Errors\n\n* `code: 404, errno: 101`:\n  No card\n* `code: 403, errno: 102`:\n  Old card\n* `code: 503, errno: 201`:\n  Shut\n";
    expect(found(items)).toEqual(["101 404", "102 403", "201 503"]);
    expect(read(items).errors[0]?.meaning?.value).toBe("No card");
    const table =
      "# Errors\n\n| Error | Code | Retriable |\n|--|--|--|\n| NO_CARD | 1 | False |\n| OLD_CARD | 2 | False |\n| DESK_BUSY | -7 | True |\n";
    expect(found(table)).toEqual(["1", "2", "-7"]);
  });

  test("definitions of Markdown, also within others and with quotes; parameters are not codes", () => {
    const text = `# Errors

"error":
:    REQUIRED.  One of these codes:

     "no_card":
     :     There is no card.

     "old_card":
     :     The server SHOULD respond with the HTTP 403
           (Forbidden) status code.

"error_text":
:    OPTIONAL.  A text for people.

**no_book**
:   There is no book.

\`no_shelf\`
: There is no shelf.
`;
    expect(found(text)).toEqual(["no_card", "old_card 403", "no_book", "no_shelf"]);
  });

  test("a list of something else above the list of errors", () => {
    const rows = (names: readonly string[]): string =>
      `<table>${names.map((name) => `<tr><td>${name}</td><td>Text of it.</td></tr>`).join("")}</table>`;
    const text = `List of behaviours:\n\n${rows(["DO_RETRY", "DO_NOT_RETRY", "ASK_DESK"])}\n\nList of error names:\n\n${rows(["NO_CARD", "CARD_INVALID", "BOOK_LOST"])}\n`;
    expect(found(text)).toEqual(["NO_CARD", "CARD_INVALID", "BOOK_LOST"]);
    expect(read(text).decoys).toContainEqual(expect.objectContaining({ reason: "listed under behaviours" }));
  });

  test("pasted tables whose numbers stand together without gaps", () => {
    const glued = "Error codes\n\nHTTP Status CodeCodeMessage\n4041001No card\n4031002Old card\n5032001Shut\n";
    expect(found(glued, "errors.txt")).toEqual(["1001 404", "1002 403", "2001 503"]);
    const numbers = "Error codes\n\nStatus CodeMessage\n0No data\n1001No card\n1002Old card\n1003Shut desk\n";
    expect(found(numbers, "errors.txt")).toEqual(["1001", "1002", "1003"]);
  });

  test("pasted tables with a cell per line, some of which are lists", () => {
    const rows = ["404\n\n2\n\nNo card.", "403\n\n• 3\n• 5\n• Old card.\n• Lost card.", "503\n\n7\n\nIt is shut."];
    const text = `Error codes\n\nHTTP code\n\nID\n\nDescription\n\n${rows.join("\n\n")}\n`;
    expect(found(text, "errors.txt")).toEqual(["2 404", "3 403", "5 403", "7 503"]);
    expect(read(text, "errors.txt").errors[2]?.meaning?.value).toBe("Lost card.");
  });
});
