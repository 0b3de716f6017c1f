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

  const rows = [
    ["NO_CARD", 403, "There is no card"],
    ["NO_BOOK", 404, "No book was found"],
  ] as const;
  const want = ["NO_CARD 403", "NO_BOOK 404"];

  test.each([
    ["Code", "StatusCode", "Message"],
    ["ErrorCode", "HttpStatusCode", "Description"],
    ["err_code", "http_status", "err_msg"],
    ["errorCode", "httpStatus", "errorMessage"],
  ])("members may be written as %s, %s and %s, and are no codes themselves", (code, status, text) => {
    const items = rows.map((row) => ({ [code]: row[0], [status]: row[1], [text]: row[2] }));
    expect(found(JSON.stringify(items))).toEqual(want);
    expect(() => found(JSON.stringify({ [code]: "It", [text]: "There is no card" }))).toThrow("received none");
  });

  test("items with one member each are those of a map", () => {
    const texts = `errors:\n${rows.map(([code, , text]) => `  - ${code}: ${text}\n`).join("")}`;
    expect(found(texts)).toEqual(["NO_CARD undefined", "NO_BOOK undefined"]);
    const objects = `errors:\n${rows.map(([code, status, text]) => `  - ${code}:\n      status: ${status}\n      message: ${text}\n`).join("")}`;
    expect(found(objects)).toEqual(want);
    const { errors } = adopt([{ file: "errors.yaml", text: objects }]);
    expect(errors.map(({ source }) => source.line)).toEqual([2, 5]);
  });

  test("names are codes below a status or a member that is named after errors", () => {
    expect(found("errors:\n  403: [NO_CARD]\n  404: [NO_BOOK]\n")).toEqual(want);
    expect(found("error_codes: [NO_CARD, NO_BOOK]\n")).toEqual(["NO_CARD undefined", "NO_BOOK undefined"]);
    expect(() => found("cards: [NO_CARD, NO_BOOK]\n")).toThrow("received none");
    expect(() => found("errors: [red_card, blue_card, green_card]\n")).toThrow("received none");
  });

  test("a status may have the name of its phrase", () => {
    const items = [
      { code: "NO_CARD", status: "FORBIDDEN", message: "There is no card" },
      { code: "NO_BOOK", status: "NotFound", message: "No book was found" },
      { code: "DESK_SHUT", status: "active", message: "The desk is shut" },
    ];
    expect(found(JSON.stringify(items))).toEqual([...want, "DESK_SHUT undefined"]);
  });
});
