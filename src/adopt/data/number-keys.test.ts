import { describe, expect, test } from "vitest";
import { adopt } from "../index.ts";

function found(text: string, file: string): readonly string[] {
  return adopt([{ file, text }]).errors.map(({ code, message, meaning, title }) =>
    [code, title?.value, message?.value ?? meaning?.value].filter(Boolean).join(" | "),
  );
}

describe("maps whose keys are short numbers", () => {
  test("hexadecimal and decimal keys, with a name and a text in `desc`", () => {
    const errors = {
      0: { name: "SUCCESS", desc: "Success" },
      1: { name: "NO_BOOK", desc: "No such book" },
      9: { name: "LENT", desc: "The book is lent and cannot be lent again" },
      "1f": { name: "CARD", desc: "The card is not valid" },
      c0: { name: "BUSY", desc: "Busy" },
    };
    expect(found(JSON.stringify({ version: 2, errors }), "map.json")).toEqual([
      "1 | NO_BOOK | No such book",
      "9 | LENT | The book is lent and cannot be lent again",
      "1f | CARD | The card is not valid",
      "c0 | BUSY | Busy",
    ]);
  });

  test("long keys before an empty one, which ends the file", () => {
    const texts = {
      1110001: "Failed to lend",
      1110002: "Failed to return",
      1110003: "Book not found",
      1110004: "Card expired",
      "": "",
    };
    expect(found(JSON.stringify(texts), "en/desk.json")).toEqual([
      "1110001 | Failed to lend",
      "1110002 | Failed to return",
      "1110003 | Book not found",
      "1110004 | Card expired",
    ]);
  });

  test("negative keys of YAML, texts without an object, and texts in a member of any name", () => {
    const texts = "-1: Unknown book\n-2: Card expired\n-3: Shelf not found\n-4: Too many books\n";
    expect(found(texts, "faults.yaml")).toEqual([
      "-1 | Unknown book",
      "-2 | Card expired",
      "-3 | Shelf not found",
      "-4 | Too many books",
    ]);
    const objects = ["Unknown book", "Card expired", "Shelf not found", "Too many books"].map(
      (text, index) => `  "0x${index + 10}": { en: ${text} }`,
    );
    expect(found(`errors:\n${objects.join("\n")}\n`, "map.yaml")).toEqual([
      "0x10 | Unknown book",
      "0x11 | Card expired",
      "0x12 | Shelf not found",
      "0x13 | Too many books",
    ]);
  });

  test("numbers of other things and statuses are no codes", () => {
    const days = { 1: "Open all day", 2: "Open at night", 3: "Open at noon", 4: "Not set" };
    expect(() => found(JSON.stringify(days), "days.json")).toThrow("lists error codes");
    const statuses = { 400: "Request failed", 401: "Not authorized", 404: "Book not found", 500: "Server failed" };
    expect(() => found(JSON.stringify({ errors: statuses }), "map.json")).toThrow("lists error codes");
  });
});

describe("rows and numbers without names", () => {
  test("lists of rows, and maps of numbers to rows", () => {
    const rows = [
      [1, "NO_BOOK", "No such book"],
      [2, "OLD", "The card has expired"],
      [3, "FULL", "The shelf is not free"],
      [4, "SHUT", "The desk is unavailable"],
    ] as const;
    const expected = [
      "1 | NO_BOOK | No such book",
      "2 | OLD | The card has expired",
      "3 | FULL | The shelf is not free",
      "4 | SHUT | The desk is unavailable",
    ];
    expect(
      found(JSON.stringify({ errors: rows }), "map.json").map((line) => line.replaceAll(/\| [A-Z_]+ /g, "")),
    ).toEqual(expected.map((line) => line.replaceAll(/\| [A-Z_]+ /g, "")));
    const map = Object.fromEntries(rows.map(([number, ...others]) => [number, others]));
    expect(found(JSON.stringify({ errors: map }), "map.json")).toEqual(expected);
  });

  test("names with their numbers or their statuses, and hexadecimal codes in a list", () => {
    const names = (numbers: readonly number[]): string =>
      JSON.stringify(
        Object.fromEntries(
          ["BOOK_MISSING", "CARD_EXPIRED", "SHELF_LOCKED"].map((name, index) => [name, numbers[index]]),
        ),
      );
    expect(found(names([1, 2, 3]), "errors.json")).toEqual([
      "1 | BOOK_MISSING",
      "2 | CARD_EXPIRED",
      "3 | SHELF_LOCKED",
    ]);
    const { errors } = adopt([{ file: "errors.json", text: names([404, 403, 409]) }]);
    expect(errors.map(({ code, status }) => [code, status?.value])).toEqual([
      ["BOOK_MISSING", 404],
      ["CARD_EXPIRED", 403],
      ["SHELF_LOCKED", 409],
    ]);
    expect(() => found(names([1, 2, 3]), "limits.json")).toThrow("lists error codes");
    const list = ["0x01", "0x02"].map((code) => ({ code, desc: "The card has expired" }));
    expect(found(JSON.stringify(list), "errors.json")).toEqual([
      "0x01 | The card has expired",
      "0x02 | The card has expired",
    ]);
  });
});
