import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readIdempotencyKey } from "./idempotency-key.ts";

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 255,
});

describe("an Idempotency-Key", () => {
  it("is the same key quoted or bare, whatever visible ASCII it has", () => {
    fc.assert(
      fc.property(visible, (key) => {
        const quoted = `"${key.replaceAll(/["\\]/g, "\\$&")}"`;
        expect(readIdempotencyKey(quoted)).toEqual({ isGood: true, key });
        if (!key.startsWith('"')) expect(readIdempotencyKey(key)).toEqual({ isGood: true, key });
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
    ['"open', "not_quoted_well"],
    ['"a"b"', "not_quoted_well"],
    ['"a"; v=1', "not_quoted_well"],
    ['"a\\b"', "not_quoted_well"],
    ['"a", "b"', "not_quoted_well"],
  ])("%j is refused as %s", (value, fault) => {
    expect(readIdempotencyKey(value)).toEqual({ isGood: false, fault });
  });

  it("of 255 characters is the longest one", () => {
    expect(readIdempotencyKey("x".repeat(255))).toEqual({ isGood: true, key: "x".repeat(255) });
  });

  it("takes linear time to read", () => {
    const before = performance.now();
    readIdempotencyKey(`"${"\\\\".repeat(8_000)}`);
    expect(performance.now() - before).toBeLessThan(50);
  });
});
