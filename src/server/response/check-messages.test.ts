import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { ContractError, contract, type MessageFormatter } from "../../contract/index.ts";
import { boundary } from "../boundary.ts";

const formatter: MessageFormatter = (message, language) => {
  const format = new IntlMessageFormat(message, language);
  return (details) => String(format.format(details as Record<string, string>));
};

const details = {
  type: "object",
  properties: { n: { type: "number" }, s: { type: "string" }, at: { type: "string", format: "date-time" } },
} as const;

/** The message is the contract's own, or its German translation. */
function shop(message: string, isTranslation: boolean) {
  const names = [...new Set([...message.matchAll(/\b(n|s|at)\b\s*[,}]/g)].map(([, name]) => name))];
  const plain = names.map((name) => `{${name}}`).join(" ");
  const entry = { kind: "conflict", when: "No room.", details } as const;
  return contract({
    name: "shop",
    version: "1.0.0",
    errors: { FULL: { ...entry, message: isTranslation ? plain : message } },
    ...(isTranslation && { locales: { de: { FULL: message } } }),
  } as never);
}

function faultsOf(message: string, isTranslation: boolean, format: MessageFormatter | undefined = formatter) {
  try {
    boundary(shop(message, isTranslation), { formatter: format });
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.faults;
    throw error;
  }
}

describe.each([
  ["in the contract's own language", false, ["errors", "FULL", "message"], "en"],
  ["in a translation", true, ["locales", "de", "FULL"], "de"],
] as const)("a message %s", (_, isTranslation, path, language) => {
  it.each([
    ["a currency style without a currency", "{n, number, currency}", "Currency code is required"],
    ["an invalid currency", "{n, number, ::currency/X}", "Invalid currency code"],
    ["a date pattern that intl-messageformat does not support", "{at, date, ::YYYY}", "patterns are not supported"],
    ["too many fraction digits", `{n, number, ::.${"0".repeat(101)}}`, "out of range"],
    ["an unclosed tag", "<b>{n, plural, other {#}}", "UNCLOSED_TAG"],
    ["a closing tag", "{n, plural, other {#}} </b>", "UNMATCHED_CLOSING_TAG"],
    ["a tag that no detail formats", "<b>{n, plural, other {#}}</b>", "MISSING_VALUE"],
    [
      "an invalid currency in an inner arm",
      "{n, plural, one {a} other {{s, select, a {a} b {{n, number, ::currency/X}} other {c}}}}",
      "Invalid currency code",
    ],
    [
      "an invalid currency in the arm of one number",
      "{n, plural, =7 {{n, number, ::currency/X}} other {c}}",
      "Invalid",
    ],
    ["an invalid currency in the arm one", "{n, plural, one {{n, number, ::currency/X}} other {c}}", "Invalid"],
  ])("makes boundary() throw when the formatter rejects %s", (_title, message, reason) => {
    expect(faultsOf(message, isTranslation)).toEqual([
      {
        rule: "ERRATA_MESSAGE_REJECTED",
        code: "FULL",
        path,
        expected: "a message that the formatter accepts",
        received: expect.any(String),
        fix: expect.stringContaining(reason),
      },
    ]);
    expect(faultsOf(message, isTranslation)[0]?.fix).toContain(`in "${language}"`);
  });

  it("makes boundary() throw when the formatter reads a placeholder as quoted text", () => {
    const [fault] = faultsOf("'< {n, plural, other {#}}", isTranslation);
    expect(fault).toMatchObject({ rule: "ERRATA_MESSAGE_REJECTED", path });
    expect(fault?.fix).toContain("returned");
  });

  it("makes boundary() throw when the formatter does not return text", () => {
    const wrong = (() => () => ["text"]) as unknown as MessageFormatter;
    expect(faultsOf("{n, plural, other {#}}", isTranslation, wrong)[0]?.fix).toContain('returned ["text"]');
  });

  it("makes boundary() throw when there is no formatter", () => {
    expect(() => boundary(shop("{n, plural, other {#}}", isTranslation))).toThrow(/ERRATA_FORMATTER_MISSING FULL/);
  });

  it.each([
    "{n, plural, offset:1 =0 {a} one {# {s}} other {b}}",
    "{n, plural, other {'#'{n}}}",
    "Write ''{n}'' for {n, plural, other {#}}.",
    "Write '{}' for {n, plural, other {#}}.",
    "{s, select, a {{s}} other {{n, plural, one {#} other {#}}}}",
    "{at, date, short} {at, time} {n, number, ::currency/USD}",
    "{n, plural, one {a} other {b}} {n}",
  ])("is accepted: %s", (message) => {
    expect(faultsOf(message, isTranslation)).toEqual([]);
  });
});

describe("a message that fails only for some details", () => {
  const raise = shop("{n, plural, one {# file} other {# files}} of {s} on {at, date, short}", false);
  const responseTo = async (sent: object) => {
    const { error } = raise as unknown as { error: Record<string, (details: object) => Error> };
    const response = await boundary(raise, { formatter }).handle(new Request("http://shop/"), () => {
      throw error.FULL?.(sent);
    });
    return { status: response.status, body: (await response.json()) as { code: string; detail: string } };
  };

  it.each([
    ["no details", {}],
    ["a missing detail", { n: 2 }],
    ["a date as text", { n: 2, s: "x", at: "2026-01-31T12:00:00Z" }],
    ["an invalid date", { n: 2, s: "x", at: "soon" }],
  ])("is sent with the documented status and code: %s", async (_, sent) => {
    const { status, body } = await responseTo(sent);
    expect([status, body.code]).toEqual([409, "FULL"]);
    expect(body.detail).toMatch(/\S/);
    expect(body.detail).not.toMatch(/[{}]/);
  });
});

describe("several boundaries of one contract", () => {
  it("format the samples once for each formatter", () => {
    const raise = shop("{n, plural, one {# file} other {# files}}", false);
    let count = 0;
    const counting: MessageFormatter = (message, language) => {
      count += 1;
      return formatter(message, language);
    };
    boundary(raise, { formatter: counting });
    const first = count;
    expect(first).toBeGreaterThan(0);
    boundary(raise, { formatter: counting });
    expect(count).toBe(first);
    boundary(raise, { formatter: (message, language) => counting(message, language) });
    expect(count).toBe(2 * first);
  });

  it("all throw when the formatter rejects a message", () => {
    const raise = shop("{n, plural, one {# file} other {# files}}", false);
    const rejecting: MessageFormatter = () => {
      throw new Error("no");
    };
    for (let call = 1; call <= 2; call += 1)
      expect(() => boundary(raise, { formatter: rejecting })).toThrow(ContractError);
  });
});
