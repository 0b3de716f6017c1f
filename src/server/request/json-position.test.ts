import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonPosition } from "./json-position.ts";

test.each([
  ["", 0, 1, 1],
  ["{bad", 1, 1, 2],
  ['{"a":1,}', 7, 1, 8],
  ['{"a" 1}', 5, 1, 6],
  ["[1,\n 2,\n x]", 9, 3, 2],
  ["[1 2]", 3, 1, 4],
  ['"open', 0, 1, 1],
  ["{} {}", 3, 1, 4],
  ["nul", 0, 1, 1],
  ["01", 1, 1, 2],
  ['{"a":"\u0001"}', 5, 1, 6],
  ["[]]", 2, 1, 3],
  ["[,1]", 1, 1, 2],
])("%j has its first syntax error at position %i, line %i, column %i", (text, position, line, column) => {
  expect(jsonPosition(text)).toEqual({ position, line, column });
});

test("valid JSON has no syntax error before its end", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(jsonPosition(text).position).toBe(text.length);
    }),
  );
});

test("a syntax error is always within the text, and is found in linear time", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[],:"\\ntrue0.-e1 \n'.split("")) }), (text) => {
      const { position, line, column } = jsonPosition(text);
      expect(position >= 0 && position <= text.length && line >= 1 && column >= 1).toBe(true);
    }),
  );
  const started = performance.now();
  jsonPosition(`${"[".repeat(200_000)}x`);
  jsonPosition(`"${"a".repeat(1_000_000)}`);
  expect(performance.now() - started).toBeLessThan(2_000);
});
