import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { editYaml } from "./edit-document.ts";

describe("editYaml", () => {
  it.each([
    ["a comment after the last member", "a:\n  b: 1 # one\n  # end\nc: 2\n"],
    ["no line break at the end", "a:\n  b: 1"],
    ["a folded text at the end", "a:\n  b: >-\n    folded\n    text\n"],
    ["a folded text before other members", "x: >\n  one\n  two\n\na:\n    b: 1\nz: 'it''s'\n"],
    ["quoted names", "'a':\n  \"b\": 1\n"],
    ["lists at the depth of their name", "a:\n  b: 1\nlist:\n- x: 1\n  y: [1,2]\n- {z: 1}\n"],
    ["Windows line breaks", "a:\r\n  b: 1\r\nc: 2\r\n"],
    ["an anchor", "base: &base\n  k: 1\na:\n  b: *base\n"],
  ])("keeps every line of a document with %s, in order", (_, text) => {
    const value = parse(text);
    const after = { ...value, a: { ...value.a, new: { deep: ["x", { y: "1: 2" }] } }, last: "# no comment" };
    const edited = editYaml(text, after);
    expect(parse(edited)).toEqual(after);
    const lines = edited.split("\n");
    let position = 0;
    for (const line of text.replace(/\n$/, "").split("\n")) {
      const found = lines.indexOf(line, position);
      expect([line, found]).not.toEqual([line, -1]);
      position = found + 1;
    }
  });

  it("replaces a member that cannot be edited in place, and nothing else", () => {
    const text = "a: {b: 1}   # flow\nempty:\nc:   [1,2]  # keep\n";
    const edited = editYaml(text, { a: { b: 1, d: 2 }, empty: { e: 1 }, c: [1, 2] });
    expect(edited).toBe("a:\n  b: 1\n  d: 2\nempty:\n  e: 1\nc:   [1,2]  # keep\n");
  });

  it.each(["", "{}", "a: &x {b: 1}\nc: *x\n"])("writes %j anew if its parts cannot be edited", (text) => {
    const after = { a: { b: 1, n: 2 }, c: { b: 2 } };
    expect(parse(editYaml(text, after))).toEqual(after);
  });
});
