import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(text: string, file = "errors.txt"): Adoption {
  return adopt([{ file, text }]);
}

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.txt"): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("titles and cells that only spaces divide, or nothing", () => {
  test("codes, statuses and texts below titles in any order", () => {
    const spaced =
      "Desk errors\n\nError Code HTTP Code Error Description\n0 500 Unknown.\n1 [401, 403] No card.\n2 429 Wait.\n";
    expect(found(spaced)).toEqual(["1 401 403", "2 429"]);
    const named =
      "Desk error codes\n\nCode Text Description\nDSK-1-E01 No card: [name] Show it.\nDSK-1-E02 Old card Renew it,\nthen return.\n";
    expect(found(named)).toEqual(["DSK-1-E01", "DSK-1-E02"]);
    expect(read(named).errors[0]?.message?.value).toBe("No card: [name] Show it.");
    const glued = "Errors\n\ncodemessageDescription\n1No cardThere is no card\n2Old cardThe card is old\n";
    expect(found(glued)).toEqual(["1", "2"]);
    expect(read(glued).errors[1]?.message?.value).toBe("Old card");
    const labelled = "Errors\n\nCodeLabelDescription\n1001NO_CARDThe card is missing\n1002LENTThe book is lent\n";
    expect(found(labelled)).toEqual(["1001", "1002"]);
  });

  test("a status on the line below its row, and numbers below a sentence that announces errors", () => {
    const rows =
      "4001No card shown.401\n7054Book {id} not found\n200\n7055Card {id} is disabled\n200\n4099Closed.500\n";
    expect(found(`Error codes\n\nERROR CODEDEFINITIONHTTP Status Code\n${rows}`)).toEqual([
      "4001 401",
      "7054 200",
      "7055 200",
      "4099 500",
    ]);
    const values = "Value | Text |\n---|---|\n15 | Invalid date |\n19 | Name is missing |\n104 | No book left |\n";
    expect(found(`The following errors are sent by the API:\n${values}`, "desk.md")).toEqual(["15", "19", "104"]);
  });

  test("codes below the title of a status, and numbers of HTTP among other numbers", () => {
    expect(found("Status CodeStatus Code Description\n0Sent\n1No card\n3Old card\n4Lost card\n")).toEqual([
      "1",
      "3",
      "4",
    ]);
    const pages =
      "Card errors\n\nError Code Definition\n1 No card\n2 Old card\n700 Lost card\n\nShelf errors\n\nError Code Definition\n400 Shelf is full\n401 Shelf is locked\n";
    expect(found(pages)).toEqual(["1", "2", "700", "400", "401"]);
    const statuses = `${pages}\nHTTP\n\nError Code Definition\n404 Not Found\n429 Too Many Requests\n`;
    expect(found(statuses)).toEqual(["1", "2", "700", "400", "401"]);
  });

  test("rows of several lines with pipes, and tables below each other with short lines of dashes", () => {
    const rows =
      "| Error Code | Message | Fix |\n| CARD\n | No card. | Show it. |\n| OLD\n | Old card. | Renew it. |\n| OK\n | Success. | -- |\n";
    expect(found(rows, "errors.md")).toEqual(["CARD", "OLD"]);
    const tables =
      "| Code | Label | Description |\n|---|\n| 1001 | NO_CARD | No card. |\n| 1002 | OLD_CARD | Old card. |\n| Code | Label | Description |\n|---|\n| 2001 | LENT_BOOK | Lent. |\n| 2002 | LOST_BOOK | Lost. |\n";
    expect(found(tables, "errors.md")).toEqual(["1001", "1002", "2001", "2002"]);
  });
});

describe("cells that have a line each", () => {
  test("columns with unknown titles, and texts of several lines", () => {
    const text = `Error codes

Group

HTTP Status Code

Error Code

Description

Lending

409

Book.Lent

The book is lent.

It comes back on Monday.

Lending

403

Card.Old

The card is old.
`;
    expect(found(text)).toEqual(["Book.Lent 409", "Card.Old 403"]);
    expect(read(text).errors[0]?.meaning?.value).toBe("The book is lent. It comes back on Monday.");
  });

  test("lines that end with a pipe, and rows without the second cell", () => {
    const pipes = "Errors\nError Code |\nDefinition |\n0 |\nNo error |\n1 |\nNo card |\n2 |\nOld card |\n";
    expect(found(pipes, "errors.md")).toEqual(["1", "2"]);
    const sparse =
      "Error Codes\nCode or Type\nName\nWhat To Do\n102\nRenew the card.\n4\nToo many calls\nWait.\n190\nOld card\nRenew it.\n341\nLimit\nWait.\n";
    expect(found(sparse)).toEqual(["102", "4", "190", "341"]);
  });
});

describe("evidence of examples", () => {
  test("names of members are not codes; words are if other codes are written like them", () => {
    const text = `Errors

{
  "error_code": "ERROR_CODE",
  "message": "text", // for people
  "trace_id": "x1"
}

trace_id: Names the request.

NO_CARD

There is no card.

OLD_CARD

The card is old.

OFFLINE

The desk is closed.

{ "error_code": "LATE", "message": "The book is late." }
`;
    expect(found(text)).toEqual(["NO_CARD", "OLD_CARD", "OFFLINE", "LATE"]);
  });

  test("the error of a body precedes the reason in its details", () => {
    const body = (error: string, status: number, reason: string): string =>
      `{ "error": "${error}", "message": "Text for people.", "code": ${status}, "details": { "reason": "${reason}" } }`;
    const text = `Errors\n\n401 Unauthorized\n\n${body("unauthorized", 401, "card_old")}\n\n409 Conflict\n\n${body("book_lent", 409, "x")}\n`;
    expect(found(text).toSorted()).toEqual(["book_lent 409", "unauthorized 401"]);
  });

  test("a problem whose type is a section of HTTP has no code", () => {
    const problem =
      '{ "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "Invalid.", "status": 400 }';
    expect(
      found(
        `# Errors\n\n| Code | Text |\n|--|--|\n| NO_CARD | No card. |\n\n\`\`\`json\n${problem}\n\`\`\`\n`,
        "errors.md",
      ),
    ).toEqual(["NO_CARD"]);
  });
});

describe("columns", () => {
  test("a code beside a status, identifiers below the title of a status, and the number beside a repeated state", () => {
    const inner =
      "# Errors\n\n| Code | InnerCode | Text |\n|--|--|--|\n| 400 | 40001 | No card. |\n| 400 | 40002 | Old card. |\n| 404 | 40401 | No book. |\n| 404 | 40401 | Lost. |\n";
    expect(found(inner, "errors.md")).toEqual(["40001 400", "40002 400", "40401 404"]);
    const named =
      "# Status codes\n\n| Status Code | Lend | Return |\n|--|--|--|\n| NO_CARD* | x | |\n| OLD_CARD | | x |\n| LENT_BOOK | x | |\n";
    expect(found(named, "errors.md")).toEqual(["NO_CARD", "OLD_CARD", "LENT_BOOK"]);
    const state =
      "# Errors\n\n| SQLCODE | SQLSTATE | Text |\n|--|--|--|\n| 1152 | 08S01 | Refused. |\n| 4028 | HY000 | Missing. |\n| 1364 | HY000 | Null. |\n";
    expect(found(state, "errors.md")).toEqual(["1152", "4028", "1364"]);
  });

  test("a number that is a bound is not a status", () => {
    const text =
      "# Error codes\n\n| Code | Meaning |\n|--|--|\n| 30013 | Maximum number of guests reached (500) |\n| 30014 | No desk |\n| 30015 | No book (404) |\n";
    expect(found(text, "errors.md")).toEqual(["30013", "30014", "30015 404"]);
  });
});

describe("names and numbers without a gap", () => {
  const rows =
    "NO_CARD3001DeskNo card was shown.\nOLD_CARD3002DeskThe card is old.\nBOOK_LENT3003Shelf dataIt is lent.\n";

  test("a name, a number, a category and a text below titles without gaps", () => {
    const text = `Library error codes\n\nError NameCodeCategoryDescription\n${rows}`;
    const { errors } = read(text);
    expect(errors.map(({ code, message, meaning }) => [code, message?.value ?? meaning?.value])).toEqual([
      ["3001", "No card was shown."],
      ["3002", "The card is old."],
      ["3003", "It is lent."],
    ]);
  });

  test("lines without titles, in capitals and in camel case; a prefix before different numbers is part of the code", () => {
    const plain = (lines: string): string => `Library error codes\n\n${lines}`;
    const upper = "NO_CARD3001No card was shown.\nOLD_CARD3002The card is old.\nBOOK_LENT3003It is lent.\n";
    expect(found(plain(upper))).toEqual(["3001", "3002", "3003"]);
    const camel = "noCard31No card was shown.\noldCard32The card is old.\nbookLent33It is lent.\n";
    expect(found(plain(camel))).toEqual(["31", "32", "33"]);
    const prefix = "LIB_E3001No card was shown.\nLIB_E3002The card is old.\nLIB_E3003It is lent.\n";
    expect(found(plain(prefix))).toEqual(["LIB_E3001", "LIB_E3002", "LIB_E3003"]);
  });

  test("titles without gaps are no code, whatever follows them", () => {
    const text =
      "Library error codes\n\nErrorCodeDescriptionShelf\nNO_CARD: No card was shown.\nOLD_CARD: The card is old.\n";
    expect(found(text)).toEqual(["NO_CARD", "OLD_CARD"]);
  });
});
