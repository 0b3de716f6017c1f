import fc from "fast-check";
import { expect, it } from "vitest";
import { parseKnownFormats } from "./parse-known-formats.ts";

const names = ["code", "reason", "error", "type", "status"];
const codes = ["A_CODE", "OTHER", 1001];
const layer = fc.dictionary(
  fc.constantFrom(...names),
  fc.constantFrom(...codes, "error", "two words", 404, "404", true, 0, null, []),
);

it("returns the outermost code under the first name, in order of reliability, that has one", () => {
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 4 }), fc.boolean(), (layers, isList) => {
      const [outer, ...others] = layers;
      const body = isList
        ? { ...outer, within: others }
        : layers.reduceRight<object>((inner, around) => ({ ...around, within: inner }), {});
      const all = names.flatMap((name) => layers.map((members) => members[name]));
      const expected = all.find((member) => codes.includes(member as string));
      expect(parseKnownFormats(body, 404).code).toBe(expected === undefined ? undefined : String(expected));
    }),
    { numRuns: 2_000 },
  );
});

it("truncates long values", () => {
  const long = "x".repeat(10_000);
  const { code, message, param, requestId } = parseKnownFormats(
    { code: long, message: long, param: long, request_id: long },
    400,
  );
  expect([code, message, param, requestId].map((text) => text?.length)).toEqual([256, 4096, 4096, 4096]);
});
