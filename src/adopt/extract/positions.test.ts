import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

function read(text: string, file = "errors.md"): Adoption {
  return adopt([{ file, text }]);
}

/** Returns the codes and statuses that a source states, as `CODE status`. */
function found(text: string, file = "errors.md"): readonly string[] {
  return read(text, file).errors.map(({ code, statuses }) => [code, ...statuses.map(({ value }) => value)].join(" "));
}

describe("rows", () => {
  test("with a line of dashes behind each, and texts of several lines", () => {
    const text = `# Reasons

Values of the \`reason\` parameter.

Reason | Explanation
---
\`card_expired\` | The card is old.
- Renew it.
---
\`card_missing\` | No card.
---
\`card_blocked\` | Ask the desk.
---
`;
    expect(found(text)).toEqual(["card_expired", "card_missing", "card_blocked"]);
    expect(read(text).errors[0]?.meaning?.value).toBe("The card is old. - Renew it.");
  });

  test("that the lines below continue, and codes with a line break", () => {
    const rows = "`400` | `NO_CARD` | No card. | • None\n• Lost\n`409` | `LENT` | The book is lent. | • Lent\n• Sold\n";
    expect(found(`# Errors\n\nHTTP Status | Error Code | Text | Causes\n---|---|---|---\n${rows}`)).toEqual([
      "NO_CARD 400",
      "LENT 409",
    ]);
    const urns = ["Card/Old", "Book/Lent"].map((name) => `| <code>urn:desk:error:<br/>${name}</code> | Text. |\n`);
    expect(found(`# Errors\n\n| Code | Text |\n|--|--|\n${urns.join("")}`)).toEqual([
      "urn:desk:error:Card/Old",
      "urn:desk:error:Book/Lent",
    ]);
  });

  test("below the titles of another table of codes, but not those of other names", () => {
    const table = (names: readonly string[]): string =>
      `| Code | Text |\n|--|--|\n${names.map((name) => `| ${name} | Its text. |\n`).join("")}\n`;
    const errors = `# Lending\n\n## Errors\n\n${table(["CARD_OLD", "CARD_LOST", "BOOK_LENT"])}`;
    expect(found(`${errors}## Addresses\n\n${table(["STREET_EMPTY", "CITY_EMPTY"])}`, "lending.md")).toHaveLength(5);
    expect(found(`${errors}## Turns\n\n${table(["turn", "on ramp"])}`, "lending.md")).toHaveLength(3);
  });

  test("some of which stand together without gaps, among cells with a line each", () => {
    const text =
      "Status code\n\nMeaning\n\nWhen?\n\n-101\n\nNo card\n\nIt is missing\n\n-104Old cardIt is old\n-105Lost cardIt is lost\n\n-200\n\nLent book\n\nIt is lent\n";
    expect(found(text, "errors.txt")).toEqual(["-101", "-104", "-105", "-200"]);
  });

  test("with two words in capitals and a number as the code", () => {
    const text = "Error codes\n\nCode Meaning\nERROR 101 No card.\nERROR 102 Old card.\nFAILED 209 Lent.\n";
    expect(found(text, "errors.txt")).toEqual(["ERROR 101", "ERROR 102", "FAILED 209"]);
    expect(found(text.replace("ERROR 102", "ERROR 404"), "errors.txt")).toEqual(["ERROR 101", "FAILED 209"]);
  });
});

describe("titles, items and sentences", () => {
  test("numbers before titles, unless they count the titles", () => {
    const titles = (numbers: readonly number[]): string =>
      `Common error codes\n\n${numbers.map((code) => `${code}: Old Card Number ${code}\n\nRenew the card.\n\n`).join("")}`;
    expect(found(titles([190, 4, 100, 404]), "errors.txt")).toEqual(["190", "4", "100", "404"]);
    const pages = `# Errors\n\n## 1: First\n\nText.\n\n## 2: Second\n\nText.\n\n## 3: Third\n\nText.\n\n| Code | Text |\n|--|--|\n| NO_CARD | No card. |\n`;
    expect(found(pages)).toEqual(["NO_CARD"]);
    const declines =
      "# Declines\n\n### Decline code 05: No honor\n\nA.\n\n### Decline code 14: No card\n\nB.\n\n### Decline code 51: No funds\n\nC.\n";
    expect(found(declines)).toEqual(["05", "14", "51"]);
  });

  test("labelled paragraphs, one record below the other, also with the status before the code", () => {
    const record = (code: string, text: string): string =>
      `**Error Code**\n${code}\n\n**Description**\n${text}\n\n***\n\n`;
    const records = `# Errors\n\n${record("CardOld", "The card is old.")}${record("CardLost", "The card is lost.")}`;
    expect(found(records)).toEqual(["CardOld", "CardLost"]);
    expect(read(records).errors[1]?.meaning?.value).toBe("The card is lost.");
    const steps = (name: string, status: string): string =>
      `**Failure: ${name}**\n\nSend:\n\n* _**card-id** (old)_\n\n**Http Status:** \`${status}\`\n\n`;
    expect(
      found(`# Errors\n\n${steps("a", "401 CARD_OLD")}${steps("b", "404 CARD_LOST")}${steps("c", "409 LENT_OUT")}`),
    ).toEqual(["CARD_OLD 401", "CARD_LOST 404", "LENT_OUT 409"]);
  });

  test("items whose code and text only a space divides", () => {
    const text =
      "Error codes\n\n- card_old Card Old Renew it.\n- card_lost Card Lost Search it.\n- book_lent Lent Wait.\n";
    expect(found(text, "errors.txt")).toEqual(["card_old", "card_lost", "book_lent"]);
  });

  test("values that a sentence lists below that of an error code", () => {
    const list = "Possible values: [card_old\n, card_lost\n, book_lent\n]\n";
    expect(found(`Errors\nStandard error code denoting the error type\n${list}`, "errors.txt")).toEqual([
      "card_old",
      "card_lost",
      "book_lent",
    ]);
    const colours = "Colour of the card\n\nPossible values: `dark_red`, `dark_blue`, `dark_green`\n";
    expect(
      found(`# Lending\n\n${colours}\n## Errors\n\n| Code | Text |\n|--|--|\n| NO_CARD | No. |\n`, "lending.md"),
    ).toEqual(["NO_CARD"]);
  });

  test("an enum in a listing of a page without other codes", () => {
    const values = ["CARD_EXPIRED", "CARD_MISSING", "BOOK_NOT_FOUND"].map(
      (name) => `  ${name} = "${name.toLowerCase()}",\n`,
    );
    const text = `# Errors\n\nThe API sends these.\n\n\`\`\`ts\nexport enum ErrorCode {\n${values.join("")}}\n\`\`\`\n`;
    expect(found(text)).toEqual(["card_expired", "card_missing", "book_not_found"]);
    expect(read(text).errors[1]?.source).toMatchObject({ file: "errors.md", line: 8 });
  });

  test("the type of a body is not a code beside the number of one", () => {
    const body = '{ "error": { "type": "CardException", "code": 190, "message": "The card is old." } }';
    expect(
      found(
        `# Errors\n\n| Code | Text |\n|--|--|\n| 190 | Old card. |\n| 4 | Wait. |\n| 613 | Later. |\n\n\`\`\`json\n${body}\n\`\`\`\n`,
      ),
    ).toEqual(["190", "4", "613"]);
  });
});
