import fc from "fast-check";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import {
  compileMessage,
  contract,
  type MessageFormatter,
  needsFormatter,
  parseMessage,
  placeholders,
} from "../index.ts";

const format = (message: string, details?: unknown, locale = "en"): string => compileMessage(message, locale)(details);
const icu: MessageFormatter = (message, locale) => {
  const compiled = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  return (details) => String(compiled.format(details as Record<string, string>));
};

describe("a message", () => {
  it("is unchanged without braces and apostrophes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units);
        const plain = text.replaceAll(/[{}']/g, "");
        expect(format(plain)).toBe(plain);
      }),
    );
  });

  it("equals the output of intl-messageformat for everything that the core formats", () => {
    const piece = fc.oneof(
      fc.string().map((text) => text.replaceAll(/[{}'<]/g, "")),
      fc.constantFrom(
        "{name}",
        "{ name }",
        "{count, number}",
        "{count, number, integer}",
        "''",
        "'{'",
        "'{a}'",
        "it's",
      ),
    );
    const locale = fc.constantFrom("en", "de", "fr", "hi");
    fc.assert(
      fc.property(fc.array(piece), locale, fc.string(), fc.double({ noNaN: true }), (pieces, tag, name, count) => {
        const message = pieces.join(" ");
        expect(format(message, { name, count }, tag)).toBe(icu(message, tag)({ name, count }));
      }),
    );
  });

  it("unquotes braces like ICU", () => {
    expect(format("Write '{'id'}' or '{id}'.")).toBe("Write {id} or {id}.");
    expect(format("It''s {name}'s.", { name: "Ann" })).toBe("It's Ann's.");
    expect(format("'{it''s}'")).toBe("{it's}");
    expect(format("'{never closed")).toBe("{never closed");
    expect(format("don't")).toBe("don't");
  });

  it("formats numbers in its language", () => {
    expect(format("{n, number}", { n: 1234.5678 })).toBe("1,234.568");
    expect(format("{n, number}", { n: 1234.5678 }, "de")).toBe("1.234,568");
    expect(format("{n, number, ::.00}", { n: 1234.5 })).toBe("1,234.50");
    expect(format("{n, number, ::.00}", { n: 1234.5 }, "de")).toBe("1.234,50");
    expect(format("{n, number, ::.0##}", { n: 0.12345 })).toBe("0.123");
    expect(format("{n, number, integer}", { n: 2.6 })).toBe("3");
    expect(format("{n, number, percent}", { n: 0.25 })).toBe("25%");
    expect(format("{n, number}", { n: 12n ** 20n })).toBe("3,833,759,992,447,475,122,176");
  });

  it("writes an ellipsis for a missing detail, never its raw placeholder, and never throws", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const details of [
      undefined,
      null,
      5,
      "x",
      {},
      { id: null },
      { id: circular },
      { id: () => "x" },
      { id: Symbol("x") },
      { id: { toJSON: () => undefined } },
    ])
      expect(format("Gone: {id}.", details)).toBe("Gone: ….");
    expect(format("{n, number}", { n: "many" })).toBe("many");
    expect(format("{list}", { list: ["a"] })).toBe('["a"]');
  });

  it("reads own members only", () => {
    expect(format("{toString} {__proto__} {constructor}", {})).toBe("… … …");
    expect(format("{__proto__}", JSON.parse('{"__proto__":"own"}'))).toBe("own");
  });

  it("has the placeholders within its plural and select arms too", () => {
    const message = "{a} {n, plural, offset:1 =0 {none} one {{b}} other {{c, select, x {{d}} other {}}}}";
    expect([...placeholders(parseMessage(message))]).toEqual(["a", "n", "b", "c", "d"]);
  });

  it.each([
    ["{", /character 1 is not closed/],
    ["a } b", /unmatched "}" at character 3/],
    ["{}", /is not a placeholder name/],
    ["{a b}", /is not a placeholder name/],
    ["{0}", /is not a placeholder name/],
    ["{a,}", /has an unknown type, expected one of number/],
    ["{a, money}", /has an unknown type, expected one of number/],
    ["{a, number, }", /empty style/],
    ["{a, plural}", /has no arms/],
    ["{a, plural, one {x}}", /no arm "other"/],
    ["{a, select, {x} other {y}}", /has no name/],
    ["{a, plural, other {x}", /not closed/],
    ["{a, plural, other {x", /not closed/],
    ["{a, plural, other {".repeat(12), /nested more than 10 deep/],
  ])("%s is rejected with the position", (message, reason) => {
    expect(() => parseMessage(message)).toThrow(SyntaxError);
    expect(() => parseMessage(message)).toThrow(reason);
  });

  it("is parsed or rejected with a SyntaxError, for any input", () => {
    const unit = fc.constantFrom("{", "}", "'", ",", " ", "a", "plural", "other", "number", "#", "__proto__");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        try {
          parseMessage(units.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("plural, select and dates", () => {
  const message = "{count, plural, one {# file} other {# files}} for {who}";

  it("are formatted by the given formatter", () => {
    expect(needsFormatter(parseMessage(message))).toBe(true);
    expect(needsFormatter(parseMessage("{a} {b, number, ::.00}"))).toBe(false);
    expect(needsFormatter(parseMessage("{at, date, short}"))).toBe(true);
    expect(compileMessage(message, "en", icu)({ count: 1, who: "Ann" })).toBe("1 file for Ann");
  });

  it("fall back to the matching arm or `other` without a formatter", () => {
    expect(format(message, { count: 1, who: "Ann" })).toBe("1 files for Ann");
    expect(format(message, { count: 1200 })).toBe("1,200 files for …");
    expect(format(message, {})).toBe("… files for …");
    expect(format("{n, plural, =0 {no files} other {# files}}", { n: 0 })).toBe("no files");
    expect(format("{who, select, ann {#1 {who}} other {someone}}", { who: "ann" })).toBe("#1 ann");
    expect(format("{at, date, short}", { at: "2026-11-20" })).toBe("2026-11-20");
  });

  it("are formatted in the requested language, otherwise in the contract's own", () => {
    const errors = {
      FULL: {
        kind: "payload_too_large",
        when: "More than fits.",
        message: "{n, plural, one {# file} other {# files}}",
        details: { properties: { n: { type: "number" } } },
      },
    } as const;
    const locales = { de: { FULL: "{n, plural, one {# Datei} other {# Dateien}}" } };
    const api = contract({ name: "x", version: "1", errors, locales });
    const entry = api.entries.get("FULL")!;
    expect(api.languages).toEqual(["en", "de"]);
    expect(api.formatOf(entry, "de", icu)({ n: 2 })).toBe("2 Dateien");
    expect(api.formatOf(entry, "fr", icu)({ n: 2 })).toBe("2 files");
    expect(api.formatOf(entry, "__proto__", icu)({ n: 1 })).toBe("1 file");
  });
});
