import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.mdx"): readonly string[] {
  const { errors } = adopt([{ file, text }]);
  return errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("components", () => {
  const codes = ["CARD_OLD", "BOOK_LENT", "NO_SHELF", "TOO_LATE"];

  test.each([
    ["a template in braces", (code: string) => `<Summary>{\`${code}\`}</Summary>`],
    ["a string in braces", (code: string) => `<ErrorCode>{"${code}"}</ErrorCode>`],
    ["a template in an attribute", (code: string) => `<Accordion title={\`${code}\`}>`],
    ["marked text", (code: string) => `<Summary>\`${code}\`</Summary>`],
  ])("of MDX: %s is a code", (_, write) => {
    const text = codes.map((code) => `## About ${code.toLowerCase()}\n\n${write(code)}\n\nIt failed at the desk.\n`);
    expect(found(`# Errors\n\n${text.join("\n")}`)).toEqual(codes);
  });

  test("of MDX: a code below a title is that of the whole section, however its title is written", () => {
    const part = (title: string, code: string): string =>
      `## ${title}\n\n<Summary>{\`${code}\`}</Summary>\n\nIt failed.\n\n### Examples\n\n- \`my-card.example.org\`\n- \`old_card.example.org\`\n\n`;
    const text = `# Errors\n\n${part("Old card", "CARD_OLD")}${part("no_shelf", "NO_SHELF")}${part("book_lent", "BOOK_LENT")}${part("Invalid Query Parameter", "BAD_PARAMETER")}`;
    expect(found(text)).toEqual(["CARD_OLD", "NO_SHELF", "BOOK_LENT", "BAD_PARAMETER"]);
    expect(adopt([{ file: "errors.mdx", text }]).errors[0]?.title?.value).toBe("Old card");
  });

  test("of HTML: a run of text that is styled as code is one, right before its title as well", () => {
    const card = (code: string, title: string): string =>
      `<details><summary><span class="error-code">${code}</span>${title}</summary><p>Ask at the desk.</p></details>`;
    const text = `<h1>Error reference</h1><h3>Cards</h3>${card("CARD-401", "No card")}${card("CARD-403-OLD", "Old card")}<h3>Books</h3>${card("BOOK-404", "No book")}`;
    expect(found(text, "errors.html")).toEqual(["CARD-401", "CARD-403-OLD", "BOOK-404"]);
    expect(adopt([{ file: "errors.html", text }]).errors[1]?.title?.value).toBe("Old card");
  });
});

describe("statuses", () => {
  test("of a heading are those of the codes in the table below it, also several", () => {
    const table = (code: string): string => `| Code | Overview |\n|--|--|\n| ${code} | It failed at the desk. |\n\n`;
    const text = `# Errors\n\n### Code 400/401\n\n${table("card_old")}### Error code 404\n\n${table("no_shelf")}### Code 429\n\n${table("too_fast")}`;
    expect(found(text)).toEqual(["card_old 400 401", "no_shelf 404", "too_fast 429"]);
  });

  test("of a column of classes stand in brackets behind these", () => {
    const row = (code: string, type: string, status: number): string =>
      `| desk.${code}<br/><pre>0x0201</pre> | [${type}](/errors#${type}) <pre>(${status})</pre> | It failed | A text |\n`;
    const text = `# Desk errors\n\n| id / code | class / status | message | description |\n|--|--|--|--|\n${row("no_book", "NotFoundError", 404)}${row("old_card", "DeniedError", 403)}${row("crashed", "InternalError", 500)}`;
    expect(found(text)).toEqual(["desk.no_book 404", "desk.old_card 403", "desk.crashed 500"]);
  });

  test("of a heading right before its title are those of the example below it", () => {
    const part = (heading: string, member: string, code: string): string =>
      `### ${heading}\n\n\`\`\`json\n{ "${member}": "${code}", "message": "It failed" }\n\`\`\`\n\n`;
    const text = `# Errors\n\n${part("`400`Unknown shelf", "err_code", "Bad Request")}${part("`401` No card", "err_code", "NO_CARD")}${part("`422` Wrong body", "category", "INVALID_BODY")}`;
    expect(found(text)).toEqual(["Bad Request 400", "NO_CARD 401", "INVALID_BODY 422"]);
  });
});

describe("pages of one problem", () => {
  const page = (title: string, status: string, code: string): string =>
    `# ${title}\n**Type**: \`https://desk.example/docs/problems/${code}.md\`\n**Status**: \`${status}\`\n**Code**: \`${code}\`\n\n## Description\nThe desk is shut.\n`;

  test("state its code and its status in labelled lines above all headings", () => {
    expect(found(page("Not Found", "404 Not Found", "404-01"), "docs/problems/not-found.md")).toEqual(["404-01 404"]);
    expect(found(page("Lent", "409 Conflict", "BOOK_LENT"), "docs/problems/lent.md")).toEqual(["BOOK_LENT 409"]);
  });

  test("are not pages with a table of others", () => {
    const text = `${page("Errors", "409 Conflict", "BOOK_LENT")}\n| Code | Status |\n|--|--|\n| NO_BOOK | 404 |\n| NO_CARD | 403 |\n`;
    expect(found(text, "errors.md")).toEqual(["NO_BOOK 404", "NO_CARD 403"]);
  });
});

test("types of data are no codes", () => {
  const text =
    "# Errors\n\n| Error code | Status |\n|--|--|\n| 1001 | 404 |\n| 1002 | 403 |\n\n## Data Types\n\n| Data Type | Description |\n|--|--|\n| Integer | A number |\n| Date string | A day |\n| Boolean | True or false |\n";
  expect(found(text, "errors.md")).toEqual(["1001 404", "1002 403"]);
});

describe("tables", () => {
  test("have statuses below titles that call them typical, and below headings with several", () => {
    const typical =
      "| Constant | Code | Typical HTTP Status |\n|--|--|--|\n| NO_BOOK_ERROR | `DSK_001` | 404 Not Found |\n| LENT_ERROR | `DSK_002` | 500 Internal Server |\n| OLD_ERROR | `DSK_003` | 403 Forbidden |\n\n";
    expect(found(`# Error codes\n\n${typical}`, "errors.md")).toEqual(["DSK_001 404", "DSK_002 500", "DSK_003 403"]);
    const several =
      "### 2. Invalid cards (400/422)\n\n| Error code | Message |\n|--|--|\n| CARD_OLD | Old |\n| CARD_BAD | Bad |\n";
    expect(found(`# Error codes\n\n${several}`, "errors.md")).toEqual(["CARD_OLD 400 422", "CARD_BAD 400 422"]);
  });

  test("of messages whose explanations begin with the name of a field have no codes", () => {
    const messages =
      "| 訊息 | 觸發條件 |\n|--|--|\n| `The card is too long.` | `CardNumber` 超過 30 字元。 |\n| `The type is invalid.` | `BookType` 值不在允許範圍。 |\n| `The desk is invalid.` | `DeskName` 值不在允許範圍。 |\n\n";
    const codes = "| Code | Meaning |\n|--|--|\n| 1001 | No book |\n| 1002 | No card |\n| 1003 | No shelf |\n";
    expect(found(`# Error codes\n\n${messages}${codes}`, "errors.md")).toEqual(["1001", "1002", "1003"]);
  });
});
