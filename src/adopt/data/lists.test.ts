import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

function found(text: string): readonly string[] {
  return adopt([{ file: "errors.yaml", text }]).errors.map(({ code, status }) => `${code} ${status?.value}`);
}

describe("lists of errors", () => {
  const item = (reason: string, code: string, http: number): string =>
    `  - reason: ${reason}\n    code: ${code}\n    http: ${http}\n    params: []\n    message: { de: "Kein ${code}", en: "It is ${reason}" }\n`;

  test("a unique reason is the code beside a repeated class of errors", () => {
    const text = `domain: desk\nreasons:\n${item("NO_BOOK", "NOT_FOUND", 404)}${item("NO_SHELF", "NOT_FOUND", 404)}${item("CARD_OLD", "DENIED", 403)}`;
    expect(found(text)).toEqual(["NO_BOOK 404", "NO_SHELF 404", "CARD_OLD 403"]);
    expect(adopt([{ file: "errors.yaml", text }]).errors[0]?.message?.value).toBe("It is NO_BOOK");
  });

  test("a code that no item repeats is the code, and so is one beside reasons that are repeated or sentences", () => {
    const unique = `reasons:\n${item("BAD_ID", "NO_BOOK", 404)}${item("NO_LIGHT", "NO_SHELF", 404)}${item("TOO_LATE", "CARD_OLD", 403)}`;
    expect(found(unique)).toEqual(["NO_BOOK 404", "NO_SHELF 404", "CARD_OLD 403"]);
    const repeated = `reasons:\n${item("BAD_ID", "NO_BOOK", 404)}${item("BAD_ID", "NO_BOOK", 404)}${item("BAD_ID", "CARD_OLD", 403)}`;
    expect(found(repeated)).toEqual(["NO_BOOK 404", "CARD_OLD 403"]);
    const sentences = `reasons:\n${item("It is bad", "NO_BOOK", 404)}${item("It is gone", "NO_BOOK", 404)}${item("It is old", "CARD_OLD", 403)}`;
    expect(found(sentences)).toEqual(["NO_BOOK 404", "CARD_OLD 403"]);
  });
});
