import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

function found(text: string): readonly string[] {
  return adopt([{ file: "errors.md", text }]).errors.map(({ code, statuses }) =>
    [code, ...statuses.map(({ value }) => value)].join(" "),
  );
}

describe("statuses of sections", () => {
  const section = (code: string, ...below: readonly string[]): string =>
    `## \`${code}\`\n\nSent when the desk refuses.\n\n${below.join("\n")}\n\n`;

  test("are read from a list below a sentence that announces them, and from a sentence that accompanies a word", () => {
    const intro = "The `no_book` error code can accompany the following HTTP status codes:\n";
    const text = `# Error codes\n\n${section("no_book", intro, "- `404` for books", "- `400` for anything else")}${section("unauthorized", "`unauthorized` error code can accompany a `403` HTTP status code.")}${section("card_old", "- `409` is the number of books", "- `400` is the number of shelves")}`;
    expect(found(text)).toEqual(["no_book 404 400", "unauthorized 403", "card_old"]);
  });

  test("are read from texts in Chinese, unless these only name another one as an example", () => {
    const part = (code: string, text: string): string => `## ${code}\n\n${text}\n\n`;
    const text = `# 错误码\n\n${part("5001", "请求过多，返回 HTTP 状态码 429，请稍后再试。")}${part("5002", "遇到 http 响应码为 409 的错误页面。")}${part("5003", "卡片已过期。")}${part("5004", "It failed, such as a 500.")}`;
    expect(found(text)).toEqual(["5001 429", "5002 409", "5003", "5004"]);
  });

  test("are read from a column that has classes of statuses beside them", () => {
    const text =
      "# Errors\n\n| Title | Error code | HTTP Status Category |\n|---|---|---|\n| Expected | Desk/Expected | 4xx |\n| Closed | Desk/Closed | 503 (Service Unavailable) |\n| Unknown | Desk/Unknown | 5xx |\n";
    expect(found(text)).toEqual(["Desk/Expected", "Desk/Closed 503", "Desk/Unknown"]);
  });
});

describe("headings that are numbers", () => {
  const page = (numbers: readonly number[]): string =>
    `# Error codes\n\n${numbers.map((number) => `## ${number}\n\n* Message: The desk refused.\n\n`).join("")}`;

  test("are codes if most are no statuses, also those that are", () => {
    const numbers = [101, 103, 110, 200, 201, 219, 250, 301, 401, 601, 602, 4100, 4101, 4102];
    expect(found(page(numbers))).toEqual(numbers.map(String));
  });

  test("are statuses if most of them are some", () => {
    const numbers = [400, 401, 403, 404, 405, 409, 410, 429, 500, 502, 503, 4100, 4101];
    expect(found(page(numbers))).toEqual(["4100", "4101"]);
  });
});

describe("names that are not sent", () => {
  const codes =
    "# Errors\n\n| Code | Description |\n|---|---|\n| NO_CARD | There is no card. |\n| CARD_OLD | The card is old. |\n| BOOK_LENT | The book is lent. |\n\n";

  test("repeated codes of gRPC are classes of messages beside codes", () => {
    const rows = ["no card", "card too old", "no book", "no shelf", "no desk", "no hall"]
      .map((message, index) => `| ${index < 4 ? "InvalidArgument" : "NotFound"} | 400 | ${message} |\n`)
      .join("");
    const text = `${codes}## Messages\n\n| GRPC Code | HTTP Code | Message |\n|---|---|---|\n${rows}`;
    expect(found(text)).toEqual(["NO_CARD", "CARD_OLD", "BOOK_LENT"]);
  });

  test("codes of gRPC are codes if a page has no others", () => {
    const text =
      "# Errors\n\n| gRPC code | HTTP status | Description |\n|---|---|---|\n| INVALID_ARGUMENT | 400 | It is wrong. |\n| NOT_FOUND | 404 | There is none. |\n| RESOURCE_EXHAUSTED | 429 | Too many. |\n";
    expect(found(text)).toEqual(["INVALID_ARGUMENT 400", "NOT_FOUND 404", "RESOURCE_EXHAUSTED 429"]);
  });

  test("a heading that is the name of a file is the title of a listing", () => {
    const text = `${codes}### lend.go\n\n\`\`\`go\nfunc lend() error\n\`\`\`\n\n### book.not.found\n\nThere is no book.\n`;
    expect(found(text)).toEqual(["NO_CARD", "CARD_OLD", "BOOK_LENT", "book.not.found"]);
  });
});

describe("groups of numbers", () => {
  const found = (text: string, file: string): readonly string[] =>
    adopt([{ file, text }]).errors.map(({ code, meaning }) => `${code} ${meaning?.value}`);

  test("below headings that are written as codes are the codes, and a table of contents has none", () => {
    const text = `- [Errors of the library](#errors-of-the-library)
  - [SYSTEM_ERROR](#system_error)
  - [CARD_ERROR](#card_error)

# Errors of the library

## SYSTEM_ERROR

- \`10000\` The page is not found.
- \`10001\` The system failed.

## CARD_ERROR

- \`20001\` The card has expired.
`;
    expect(found(text, "errors.md")).toEqual([
      "10000 The page is not found.",
      "10001 The system failed.",
      "20001 The card has expired.",
    ]);
  });

  test("in paragraphs of their own are codes, and years are none", () => {
    const text = `Error codes
===========

4250 : "library.NoCard"

4255 : "library.OldCard"

4260 : "library.ShelfFull"
`;
    expect(adopt([{ file: "errors.rst", text }]).errors.map(({ code }) => code)).toEqual(["4250", "4255", "4260"]);
    const years = "Error history\n=============\n\n2019 : failed\n\n2020 : failed\n\n2021 : failed\n";
    expect(() => adopt([{ file: "errors.rst", text: years }])).toThrow("received none");
  });
});
