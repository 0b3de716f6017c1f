import { describe, expect, it } from "vitest";
import { compilePattern, matchesPattern } from "./schema-reader.ts";

describe("a pattern", () => {
  it.each([String.raw`^x\-`, String.raw`\@`, String.raw`^[\w-.]+$`, "^{x}$"])(
    "that is valid only without the flag u is compiled without it: %s",
    (pattern) => {
      expect(() => new RegExp(pattern, "u")).toThrow(SyntaxError);
      expect(compilePattern(pattern)?.flags).toBe("");
    },
  );

  it("is compiled with the flag u where that is valid", () => {
    expect(matchesPattern(String.raw`^\p{L}.$`, "ä\u{1f600}")).toBe(true);
  });

  it("that is not a regular expression matches nothing, so that it declares nothing", () => {
    expect(compilePattern("(")).toBeUndefined();
    expect(matchesPattern("(", "(")).toBe(false);
  });
});
