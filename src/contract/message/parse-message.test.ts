import fc from "fast-check";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { ContractError, contract } from "../index.ts";
import { compileMessage, parseMessage } from "./index.ts";

/** Messages that the core once accepted although intl-messageformat rejects them. */
const rejected: readonly (readonly [title: string, message: string, reason: RegExp])[] = [
  ["two plural arms of the same category", "{n, plural, one {a} one {b} other {c}}", /has two arms "one"/],
  ["two plural arms of the same number", "{n, plural, =1 {a} =1 {b} other {c}}", /has two arms "=1"/],
  ["two spellings of the same number", "{n, plural, =1 {a} =01 {b} other {c}}", /has two arms "=1"/],
  ["two arms other", "{n, plural, other {a} other {b}}", /has two arms "other"/],
  ["two ordinal arms of the same category", "{n, selectordinal, two {a} two {b} other {c}}", /has two arms "two"/],
  ["two select arms of the same name", "{n, select, a {a} a {b} other {c}}", /has two arms "a"/],
  ["a number in a select", "{n, select, =0 {a} other {b}}", /has the arm "=0", expected a word/],
  ["punctuation in a select", "{n, select, a-b {a} other {b}}", /has the arm "a-b", expected a word/],
  ["two words in a select", "{n, select, a b {a} other {b}}", /has the arm "a b", expected a word/],
  ["an offset in a select", "{n, select, offset:1 other {b}}", /has the arm "offset:1 other"/],
  ["a fraction in a plural", "{n, plural, =1.5 {a} other {b}}", /has the arm "=1\.5", expected =<integer>/],
  ["a space after the equals sign", "{n, plural, = 1 {a} other {b}}", /has the arm "= 1"/],
  ["a number that is not exact", "{n, plural, =99999999999999999999 {a} other {b}}", /too large/],
  [
    "an unknown plural category",
    "{n, plural, single {a} other {b}}",
    /has the arm "single", expected =<integer>, zero/,
  ],
  ["an offset that is not a number", "{n, plural, offset:x other {b}}", /has the arm "offset:x other"/],
  ["an offset after an arm", "{n, plural, one {a} offset:1 other {b}}", /has the arm "offset:1 other"/],
  ["text after the last arm", "{n, plural, other {b} one}", /has "one" after its last arm/],
  ["a no-break space before the type", "{n,\u00a0plural, other {b}}", /unknown type/],
  ["a no-break space before an arm", "{n, plural,\u00a0other {b}}", /has the arm "\u00a0other"/],
  ["a left-to-right mark in a name", "{n\u200e}", /not a placeholder name/],
  ["an arm that is closed inside a quotation", "{n, plural, other {'#}}", /not closed/],
  ["an arm that is closed inside a brace quotation", "{n, plural, other {'{#}}", /not closed/],
  ["an unclosed quotation in a style", "{n, date, '}", /not closed/],
  ["a brace in a style", "{n, date, {x}}", /not closed within the style/],
  ["an empty skeleton", "{n, number, ::}", /empty style/],
];

const intl = (message: string): IntlMessageFormat =>
  new IntlMessageFormat(message, "en", undefined, { ignoreTag: true });

function accepts(parse: (message: string) => unknown, message: string): boolean {
  try {
    parse(message);
    return true;
  } catch {
    return false;
  }
}

describe("a message that one formatter accepts and another rejects", () => {
  it.each(rejected)("is rejected for %s", (_, message, reason) => {
    expect(() => parseMessage(message)).toThrow(SyntaxError);
    expect(() => parseMessage(message)).toThrow(reason);
  });

  it.each(rejected)("makes contract() report MESSAGE_SYNTAX in every language for %s", (_, message) => {
    const definition = (own: string, translated: string) => ({
      name: "shop",
      version: "1.0.0",
      errors: { FULL: { kind: "conflict", when: "No room.", message: own, details: {} } },
      locales: { de: { FULL: translated } },
    });
    for (const [own, translated, path] of [
      [message, "{n}", "errors.FULL.message"],
      ["{n}", message, "locales.de.FULL"],
    ] as const) {
      let error: unknown;
      try {
        contract(definition(own, translated) as never);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(ContractError);
      expect((error as ContractError).faults).toContainEqual(
        expect.objectContaining({ rule: "ERRATA_CONTRACT_MESSAGE_SYNTAX", code: "FULL", path: path.split(".") }),
      );
    }
  });

  it("is never accepted by the core when intl-messageformat rejects it", () => {
    const space = fc.constantFrom("", "", " ", "\n", "\t", "\u00a0", "\u200e");
    const selector = fc.constantFrom(
      ...["one", "other", "few", "=0", "=1", "=01", "=+1", "= 1", "=1.5", "=-1", "male", "a-b", "a b", "é", "1"],
      ...["offset:1 one", "offset: 2 other", "=", ""],
    );
    const junk = fc.oneof(
      { weight: 12, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.constantFrom("{", "}", "'", "#", ",", "x", "offset:1") },
    );
    const style = fc.constantFrom(
      "",
      ", short",
      ", ::.00",
      ",::yMd",
      ", yyyy'}'",
      ", '",
      ", a{",
      ", percent",
      ", ::",
      ", ",
    );
    const { message } = fc.letrec<{ message: string; argument: string; arm: string }>((tie) => ({
      message: fc
        .array(
          fc.oneof(
            { depthSize: "small" },
            fc.constantFrom("text", "#", "'#'", "'{'", "'#{", "''", "it's", "'", "{n}"),
            fc.tuple(tie("argument"), junk).map((parts) => parts.join("")),
          ),
          { maxLength: 3 },
        )
        .map((parts) => parts.join("")),
      arm: fc
        .tuple(space, selector, space, tie("message"), junk)
        .map(([before, name, after, text, end]) => `${before}${name}${after}{${text}}${end}`),
      argument: fc.oneof(
        fc
          .tuple(space, space, fc.constantFrom("number", "date", "time"), style)
          .map(([before, after, type, end]) => `{${before}n,${after}${type}${end}}`),
        fc
          .tuple(
            space,
            fc.constantFrom("plural", "select", "selectordinal"),
            space,
            fc.constantFrom("", "", " offset:1 ", "offset:x "),
            fc.array(tie("arm"), { minLength: 1, maxLength: 3 }),
            fc.constantFrom(" other {x}", " other {x}", ""),
          )
          .map(
            ([before, type, after, offset, arms, other]) =>
              `{n,${before}${type},${after}${offset}${arms.join("")}${other}}`,
          ),
      ),
    }));
    fc.assert(
      fc.property(message, (text) => {
        if (accepts(parseMessage, text)) expect(accepts(intl, text), text).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("a message that both accept", () => {
  it.each([
    ["a quoted number sign", "{n, plural, other {'#'1 of #}}"],
    ["a quoted placeholder after a number sign", "{n, plural, other {'#{n}'}}"],
    ["an apostrophe before a number sign outside a plural", "'#{n}'"],
    ["a number sign in a select", "{s, select, other {#}}"],
    ["a select inside a plural", "{n, plural, other {{s, select, é {'# #} other {#}}}}"],
    ["an offset", "{n, plural, offset:1 =1 {you} other {you and #}}"],
    ["a number with a sign", "{n, plural, =-1 {none} =+2 {two} other {#}}"],
    ["a select by number", "{n, select, 2 {two} other {else}}"],
    ["a select by a word with an accent", "{s, select, é {e} other {else}}"],
    ["line breaks around the arms", "{n,\n\tplural,\n\tone {a}\n\tother {b}\n}"],
    ["a plural without a space", "{n,plural,other{#}}"],
  ])("is formatted with %s", (_, message) => {
    expect(() => parseMessage(message)).not.toThrow();
    const details = { n: 2, s: "é" };
    const formatter = (text: string) => (values: unknown) => String(intl(text).format(values as never));
    expect(compileMessage(message, "en", formatter)(details)).toBe(intl(message).format(details));
  });

  it("is formatted with its arm `other` when there is no formatter", () => {
    expect(compileMessage("{n, plural, offset:1 =1 {you} other {'#' you and #}}", "en")({ n: 1_001 })).toBe(
      "# you and 1,000",
    );
    expect(compileMessage("{s, select, a {A} other {#}}", "en")({ s: "b" })).toBe("#");
  });

  it("is left to a formatter when it has more fraction digits than every engine supports", () => {
    const message = `{n, number, ::.${"0".repeat(101)}}`;
    expect(compileMessage(message, "en")({ n: 1.5 })).toBe("1.5");
  });
});
