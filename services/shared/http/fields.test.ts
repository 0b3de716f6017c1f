import { describe, expect, it } from "vitest";
import { Name, Text } from "./fields.ts";

const accepts = (schema: typeof Name, text: string): boolean => schema.safeParse(text).success;

describe("Name", () => {
  it("trims, and accepts 1 to 200 characters in one line of any script", () => {
    expect(Name.parse("  Zoë 東京 \n")).toBe("Zoë 東京");
    expect(["", "  ", "a".repeat(201)].map((text) => accepts(Name, text))).toEqual([false, false, false]);
  });

  it.each([
    ["NUL", "a\0b"],
    ["a line break", "a\nb"],
    ["half of a surrogate pair", "a\ud800"],
    ["a right-to-left override", "a\u202eb"],
    ["an isolate", "a\u2066b"],
  ])("rejects %s", (_, text) => {
    expect(Name.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
      "Must not contain control characters.",
    ]);
  });
});

describe("Name, for characters without a glyph,", () => {
  it.each([
    ["a zero-width space", "\u200b"],
    ["zero-width joiners", "\u200d\u200c\u2060"],
    ["a byte order mark", "\ufeff\u200b"],
    ["a soft hyphen", "\u00ad"],
    ["Hangul fillers", "\u3164\u115f\uffa0"],
    ["a blank Braille pattern", "\u2800"],
    ["a tag character", "\u{e0041}"],
    ["a combining mark alone", "\u0301"],
    ["marks and spaces", "\u200b \u200b"],
  ])("rejects %s", (_, text) => {
    expect(accepts(Name, text)).toBe(false);
  });

  it.each(["می\u200cخواهم", "👩\u200d⚕️", "e\u0301", "7", "?", "नि"])("accepts %s", (text) => {
    expect(Name.parse(text)).toBe(text);
  });
});

describe("Text", () => {
  it("accepts line breaks, tabs and writing in both directions", () => {
    expect(accepts(Text, "a\r\n\tb \u202babc\u202c 🎉")).toBe(true);
  });

  it("rejects other control characters and halves of surrogate pairs", () => {
    expect(["\0", "\u001b[2J", "\u0085", "\udc00"].map((text) => accepts(Text, text))).toEqual(Array(4).fill(false));
  });
});
