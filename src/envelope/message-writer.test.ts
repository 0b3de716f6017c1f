import fc from "fast-check";
import { expect, it } from "vitest";
import { contract } from "../contract/index.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import { hostile, text } from "./testing/law.ts";

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

it.each(["MIXED", "SPLIT"] as const)(
  "a message written piece by piece is JSON.stringify's of the whole (%s)",
  (code) => {
    const { entry } = api.error[code];
    const render = envelope.renderer(entry);
    const holds = (first: string, second: string): void => {
      const details = { first, second, amount: 1.5 };
      expect(render({ details })).toBe(JSON.stringify({ code, message: entry.format(details) }));
    };
    fc.assert(fc.property(text, text, holds), { numRuns: 300 });
    for (const first of hostile) for (const second of hostile) holds(first, second);
  },
);

it("halves of one character in neighbouring placeholders come out as that character", () => {
  const render = envelope.renderer(api.error.SPLIT.entry);
  expect(render({ details: { first: "\ud83d", second: "\ude00" } })).toBe('{"code":"SPLIT","message":"\u{1f600}"}');
});
