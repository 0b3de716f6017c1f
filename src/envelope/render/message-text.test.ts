import fc from "fast-check";
import { expect, it } from "vitest";
import { contract } from "../../contract/index.ts";
import { compileEnvelope } from "../compile-envelope.ts";
import { hostile, longStrings, text } from "../testing/round-trip.ts";

const detail = { type: "string" } as const;
const api = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    MIXED: {
      kind: "not_found",
      when: "Something is gone.",
      message: 'A "quoted" {first}\n{second} \u{1f600} {amount, number, ::.00}',
      details: { type: "object", properties: { first: detail, second: detail, amount: { type: "number" } } },
    },
    SPLIT: {
      kind: "not_found",
      when: "Something is gone.",
      message: "{first}{second}",
      details: { type: "object", properties: { first: detail, second: detail } },
    },
  },
});
const envelope = compileEnvelope({ code: "$code", message: "$message" }, { name: "flat", api: "shop" });

it.each(["MIXED", "SPLIT"] as const)("writes the same message as JSON.stringify for any details (%s)", (code) => {
  const { entry } = api.error[code];
  const render = envelope.renderer(entry);
  const check = (first: string, second: string): void => {
    const details = { first, second, amount: 1.5 };
    expect(render({ details })).toBe(JSON.stringify({ code, message: entry.format(details) }));
  };
  fc.assert(fc.property(text, text, check), { numRuns: 300 });
  for (const first of hostile) for (const second of [...hostile, ...longStrings]) check(first, second);
  for (const first of longStrings) check(first, "");
});

it("joins the halves of a surrogate pair in adjacent placeholders into one character", () => {
  const render = envelope.renderer(api.error.SPLIT.entry);
  expect(render({ details: { first: "\ud83d", second: "\ude00" } })).toBe('{"code":"SPLIT","message":"\u{1f600}"}');
});
