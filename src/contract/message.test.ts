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
} from "./index.ts";

const say = (message: string, details?: unknown, locale = "en"): string => compileMessage(message, locale)(details);
const icu: MessageFormatter = (message, locale) => {
  const format = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
  return (details) => String(format.format(details as Record<string, string>));
};

describe("a message", () => {
  it("without braces and apostrophes is itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const plain = text.replaceAll(/[{}']/g, "");
        expect(say(plain)).toBe(plain);
      }),
    );
  });

  it("says what intl-messageformat says, wherever the core formats it", () => {
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
        expect(say(message, { name, count }, tag)).toBe(icu(message, tag)({ name, count }));
      }),
    );
  });

  it("quotes braces as ICU does", () => {
    expect(say("Write '{'id'}' or '{id}'.")).toBe("Write {id} or {id}.");
    expect(say("It''s {name}'s.", { name: "Ann" })).toBe("It's Ann's.");
    expect(say("'{it''s}'")).toBe("{it's}");
    expect(say("'{never closed")).toBe("{never closed");
    expect(say("don't")).toBe("don't");
  });

  it("writes numbers as its language does", () => {
    expect(say("{n, number}", { n: 1234.5678 })).toBe("1,234.568");
    expect(say("{n, number}", { n: 1234.5678 }, "de")).toBe("1.234,568");
    expect(say("{n, number, ::.00}", { n: 1234.5 })).toBe("1,234.50");
    expect(say("{n, number, ::.00}", { n: 1234.5 }, "de")).toBe("1.234,50");
    expect(say("{n, number, ::.0##}", { n: 0.12345 })).toBe("0.123");
    expect(say("{n, number, integer}", { n: 2.6 })).toBe("3");
    expect(say("{n, number, percent}", { n: 0.25 })).toBe("25%");
    expect(say("{n, number}", { n: 12n ** 20n })).toBe("3,833,759,992,447,475,122,176");
  });

  it("shows the placeholder of a detail that is missing, and never throws over one", () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    for (const details of [
      undefined,
      null,
      5,
      "x",
      {},
      { id: null },
      { id: circle },
      { id: { toJSON: () => undefined } },
    ])
      expect(say("Gone: {id}.", details)).toBe("Gone: {id}.");
    expect(say("{n, number}", { n: "many" })).toBe("many");
    expect(say("{list}", { list: ["a"] })).toBe('["a"]');
  });

  it("reads a detail only if it is the details' own", () => {
    expect(say("{toString} {__proto__} {constructor}", {})).toBe("{toString} {__proto__} {constructor}");
    expect(say("{__proto__}", JSON.parse('{"__proto__":"own"}'))).toBe("own");
  });

  it("names its placeholders, within plural and select too", () => {
    const message = "{a} {n, plural, offset:1 =0 {none} one {{b}} other {{c, select, x {{d}} other {}}}}";
    expect([...placeholders(parseMessage(message))]).toEqual(["a", "n", "b", "c", "d"]);
  });

  it.each([
    ["{", /character 1 is not closed/],
    ["a } b", /unmatched "}" at character 3/],
    ["{}", /no placeholder name/],
    ["{a b}", /no placeholder name/],
    ["{0}", /no placeholder name/],
    ["{a,}", /has none of the types number/],
    ["{a, money}", /has none of the types number/],
    ["{a, number, }", /empty style/],
    ["{a, plural}", /has no arms/],
    ["{a, plural, one {x}}", /no arm "other"/],
    ["{a, select, {x} other {y}}", /has no name/],
    ["{a, plural, other {x}", /not closed/],
    ["{a, plural, other {x", /not closed/],
    ["{a, plural, other {".repeat(12), /nested more than 10 deep/],
  ])("%s is refused with the place", (message, reason) => {
    expect(() => parseMessage(message)).toThrow(SyntaxError);
    expect(() => parseMessage(message)).toThrow(reason);
  });

  it("is parsed or refused with a SyntaxError, whatever it holds", () => {
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

  it("go through the formatter that is handed over", () => {
    expect(needsFormatter(parseMessage(message))).toBe(true);
    expect(needsFormatter(parseMessage("{a} {b, number, ::.00}"))).toBe(false);
    expect(needsFormatter(parseMessage("{at, date, short}"))).toBe(true);
    expect(compileMessage(message, "en", icu)({ count: 1, who: "Ann" })).toBe("1 file for Ann");
  });

  it("are left as they are written where there is no formatter", () => {
    expect(say(message, { count: 1 })).toBe(message);
  });

  it("are formatted in the language that was asked for, else in the contract's own", () => {
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
