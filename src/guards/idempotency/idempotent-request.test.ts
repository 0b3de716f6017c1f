import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseIdempotencyKey } from "./idempotent-request.ts";

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
});

describe("parseIdempotencyKey", () => {
  it("returns the same key for a quoted and a bare value of visible ASCII", () => {
    fc.assert(
      fc.property(visible, (key) => {
        const quoted = `"${key.replaceAll(/["\\]/g, "\\$&")}"`;
        expect(parseIdempotencyKey(quoted)).toEqual({ isValid: true, key });
        if (!key.startsWith('"')) expect(parseIdempotencyKey(key)).toEqual({ isValid: true, key });
      }),
    );
  });

  it.each([
    ["", "empty"],
    ["   ", "empty"],
    ['""', "empty"],
    ["a b", "not_visible_ascii"],
    ["first, second", "not_visible_ascii"],
    ["schlüssel", "not_visible_ascii"],
    ["tab\tbed", "not_visible_ascii"],
    ['"a b"', "not_visible_ascii"],
    ["x".repeat(256), "too_long"],
    [`"${"x".repeat(256)}"`, "too_long"],
    ['"open', "invalid_quotes"],
    ['"a"b"', "invalid_quotes"],
    ['"a"; v=1', "invalid_quotes"],
    ['"a\\b"', "invalid_quotes"],
    ['"a", "b"', "invalid_quotes"],
  ])("rejects %j as %s", (value, problem) => {
    expect(parseIdempotencyKey(value)).toEqual({ isValid: false, problem });
  });

  it("accepts a key of 255 characters", () => {
    expect(parseIdempotencyKey("x".repeat(255))).toEqual({ isValid: true, key: "x".repeat(255) });
  });

  it("parses in linear time", () => {
    const before = performance.now();
    parseIdempotencyKey(`"${"\\\\".repeat(80_000)}`);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
