import { describe, expect, it } from "vitest";
import { isExternal, markdownBlocks, spansOf } from "./index.ts";

const text = (value: string) => ({ type: "text", text: value });

describe("markdownBlocks", () => {
  it("joins items with blank lines between them to one list, and keeps the first number", () => {
    expect(markdownBlocks("3. a\n\n4. b\n   more\n\n- c\n  - d")).toEqual([
      { type: "list", start: 3, items: ["a", "b more"] },
      { type: "list", start: undefined, items: ["c", "d"] },
    ]);
  });

  it("reads lines with bars as a table only if a line of dashes follows the head", () => {
    expect(markdownBlocks("| a | b |\n|:--|---|\n| `x` | y \\| z |")).toEqual([
      { type: "table", head: ["a", "b"], rows: [["`x`", "y | z"]] },
    ]);
    expect(markdownBlocks("| a |\n| b |")).toEqual([{ type: "paragraph", text: "| a | | b |" }]);
  });
});

describe("spansOf", () => {
  it.each([
    ["**a `b`**", [{ type: "strong", spans: [text("a "), { type: "code", text: "b" }] }]],
    [
      "_a_ and *b*",
      [{ type: "emphasis", spans: [text("a")] }, text(" and "), { type: "emphasis", spans: [text("b")] }],
    ],
    ["[`a`](https://b.example)", [{ type: "link", spans: [{ type: "code", text: "a" }], href: "https://b.example" }]],
    ['[a](b "title")', [{ type: "link", spans: [text("a")], href: "b" }]],
    ["<https://a.example>", [{ type: "link", spans: [text("https://a.example")], href: "https://a.example" }]],
    ["`` a`b ``", [{ type: "code", text: "a`b" }]],
    ["\\*a\\*", [text("*"), text("a"), text("*")]],
    ["order_id and 2 * 3 * 4 and <b>", [text("order_id and 2 * 3 * 4 and <b>")]],
    ["`*a*", [text("`"), { type: "emphasis", spans: [text("a")] }]],
  ])("reads %s", (markdown, spans) => {
    expect(spansOf(markdown)).toEqual(spans);
  });

  it("reads a long text of unclosed marks in linear time", () => {
    for (const mark of ["[", "*a", "_a ", "`", "<https:", "**a", "[a](b "]) {
      const started = performance.now();
      spansOf(mark.repeat(20_000));
      expect(performance.now() - started, mark).toBeLessThan(2_000);
    }
  });
});

it("isExternal accepts only schemes that open no script", () => {
  expect(["https://a.example", "HTTP://a.example", "mailto:a@b.example"].filter(isExternal)).toHaveLength(3);
  expect(["javascript:alert(1)", "data:text/html,x", "//a.example", "/a", "#a", "http:a"].filter(isExternal)).toEqual(
    [],
  );
});
