import { describe, expect, test } from "vitest";
import type { TextBlock } from "../../document/block.ts";
import { markdownChunks } from "../../document/markdown-chunks.ts";
import { withConstants } from "../constants.ts";
import { Outline } from "./outline.ts";

/** Creates a list of cards, each of which has three items within it. */
function cards(count: number): readonly TextBlock[] {
  return Array.from({ length: count * 4 }, (_, index) => ({
    type: "item",
    depth: index % 4 === 0 ? 1 : 2,
    text: `Item ${index}`,
    spans: [],
    offset: index * 10,
  }));
}

/** Counts how often the elements of a list are read. */
function counted<Item>(items: readonly Item[]): { readonly items: readonly Item[]; readonly reads: () => number } {
  let reads = 0;
  const get = (target: readonly Item[], name: string | symbol, receiver: unknown): unknown => {
    if (typeof name === "string" && /^\d+$/.test(name)) reads += 1;
    return Reflect.get(target, name, receiver);
  };
  return { items: new Proxy(items, { get }), reads: () => reads };
}

describe("the outline of nested lists", () => {
  test("finds the items around and within another, and those up to an end", () => {
    const items = cards(2);
    const outline = new Outline(items);
    const texts = (found: readonly TextBlock[]): readonly string[] => found.map(({ text }) => text);
    expect(texts(outline.within(0))).toEqual(["Item 1", "Item 2", "Item 3"]);
    expect(texts(outline.within(40))).toEqual(["Item 5", "Item 6", "Item 7"]);
    expect(outline.within(10)).toEqual([]);
    const [first, second] = [items[0] as TextBlock, items[1] as TextBlock];
    expect([outline.above(first), outline.above(second)]).toEqual([undefined, first]);
    expect(texts(outline.until(second, ({ text }) => text === "Item 3"))).toEqual(["Item 2"]);
    expect(texts(outline.until(second, () => false))).toEqual(["Item 2", "Item 3"]);
  });

  test("reads each item a few times, however long the list is", () => {
    const readsOf = (count: number): number => {
      const list = counted(cards(count));
      const outline = new Outline(list.items);
      for (const item of cards(count)) {
        outline.above(item);
        outline.within(item.offset);
        if (item.depth === 2) outline.until(item, () => true);
      }
      return list.reads() / count;
    };
    expect(readsOf(2_000)).toBeLessThan(60);
    expect(readsOf(2_000)).toBeCloseTo(readsOf(200), 0);
  });
});

test("a long list without empty lines is cut between the items of the outermost list", () => {
  const item = "- `old_card`\n    - The card is old.\n    - Renew it.\n";
  const chunks = markdownChunks(item.repeat(2_000));
  expect(chunks.length).toBeGreaterThan(10);
  expect(chunks.every(({ text }) => text.startsWith("- `old_card`") && text.length < 9_000)).toBe(true);
  const fenced = `\`\`\`\n${item.repeat(2_000)}\`\`\`\n`;
  expect(markdownChunks(fenced)).toHaveLength(1);
});

test("many constants, each in a paragraph of its own, become one table in linear time", () => {
  const paragraphs = Array.from({ length: 40_000 }, (_, index) => ({
    type: "paragraph" as const,
    text: `NO_BOOK_${index}(5003, "There is no book."),`,
    spans: [],
    offset: index * 50,
  }));
  const start = process.cpuUsage();
  const [table, ...others] = withConstants(paragraphs);
  // In microseconds of CPU, which other processes do not use up.
  expect(process.cpuUsage(start).user).toBeLessThan(2_000_000);
  expect(others).toEqual([]);
  expect(table?.type === "table" && table.rows.length).toBe(40_000);
});
