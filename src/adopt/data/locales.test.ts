import { describe, expect, test } from "vitest";
import { type Adoption, adopt } from "../index.ts";

const pages = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`menu-item-${index}`, `Shelf ${index}`]));
const errors = {
  "error-no-book": "There is no book.",
  "error-old-card": "Show a new card.",
  "error-shut": "Come back.",
};

function read(value: unknown, file = "i18n/en.json"): Adoption {
  return adopt([{ file, text: JSON.stringify(value, null, 1) }]);
}

function codesOf(value: unknown, file?: string): readonly string[] {
  return read(value, file).errors.map(({ code }) => code);
}

describe("adopt, locales", () => {
  test("reads the keys that are named after errors, beside the texts of pages", () => {
    const { errors: found } = read({ ...pages, ...errors });
    expect(found.map(({ code, message, source }) => [code, message?.value, source.line])).toEqual([
      ["error-no-book", "There is no book.", 32],
      ["error-old-card", "Show a new card.", 33],
      ["error-shut", "Come back.", 34],
    ]);
  });

  test("reads the part that is named after errors, with its numbers", () => {
    const part = {
      title: "Error",
      success: "Success",
      1001: "There is no book.",
      1002: "Show a new card.",
      1003: "Shut.",
    };
    expect(codesOf({ home: pages, error: part })).toEqual(["1001", "1002", "1003"]);
  });

  test("sends nested texts of errors under their paths", () => {
    const nested = Object.fromEntries(
      ["user", "book", "card", "shelf", "room"].map((name) => [
        name,
        {
          not_found: `There is no ${name}.`,
          too_old: `The ${name} is not valid.`,
          locked_out: "It is locked.",
          bad_name: "Wrong.",
        },
      ]),
    );
    expect(codesOf(nested, "locales/en/errors.json").slice(3, 6)).toEqual([
      "user.bad_name",
      "book.not_found",
      "book.too_old",
    ]);
    expect(codesOf({ en: { errors: nested, menu: pages } }, "config/locales/en.json")[0]).toBe("user.not_found");
  });

  test("takes no code from texts of pages, and says so", () => {
    const { errors: found, unread } = adopt([
      { file: "i18n/en.json", text: JSON.stringify(pages) },
      { file: "errors.json", text: JSON.stringify({ NO_BOOK: "There is no book.", OLD_CARD: "Show a new card." }) },
    ]);
    expect(found.map(({ code }) => code)).toEqual(["NO_BOOK", "OLD_CARD"]);
    expect(unread).toMatchObject([{ text: "Shelf 0", source: { file: "i18n/en.json" } }]);
  });

  test("reads large maps of described errors as any other map", () => {
    const described = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`NO_BOOK_${index}`, { title: "No book", detail: "There is none." }]),
    );
    expect(codesOf(described, "locales/en.json")).toHaveLength(12);
  });

  test("reads the texts of errors of Rails; those of invalid fields are not codes", () => {
    const messages = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`no_book_${index}`, "There is no such book."]),
    );
    const models = {
      book: { attributes: { name: { bad_uri: "It must be a valid URI.", too_long: "It is too long." } } },
    };
    const codes = codesOf(
      { en: { record: { errors: { models } }, library: { errors: { messages } } } },
      "library.en.json",
    );
    expect(codes).toHaveLength(20);
    expect(codes[0]).toBe("no_book_0");
  });
});
