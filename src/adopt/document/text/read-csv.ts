import type { Document } from "../block.ts";
import { BlockBuilder } from "../block-builder.ts";

/** Reads a table whose first line may have the titles, with commas, semicolons or tabs between its cells. @see RFC 4180 */
export function readCsv(text: string): Document {
  const builder = new BlockBuilder();
  builder.open("table", {}, 0);
  const rows = rowsOf(text);
  // Titles are no numbers.
  const hasTitles = rows[0]?.some(({ text: cell }) => /^-?\d+$/.test(cell.trim())) !== true;
  for (const [index, cells] of rows.entries()) {
    builder.open("tr", {}, cells[0]?.offset ?? 0);
    for (const { text: cell, offset } of cells) {
      const tag = index === 0 && hasTitles ? "th" : "td";
      builder.open(tag, {}, offset);
      builder.add(cell, offset);
      builder.close(tag, offset);
    }
    builder.close("tr", cells.at(-1)?.offset ?? 0);
  }
  builder.close("table", text.length);
  return { blocks: builder.finish(text.length), frontMatter: {} };
}

interface Cell {
  readonly text: string;
  readonly offset: number;
}

function rowsOf(text: string): readonly (readonly Cell[])[] {
  const rows: Cell[][] = [[]];
  const separator = separatorOf(text);
  // A cell in quotes, in which quotes are doubled, or any other text up to the next separator.
  const cells = new RegExp(
    `("(?:[^"]|"")*"[^${separator}\\r\\n]*|[^${separator}\\r\\n]*)(${separator}|\\r?\\n|$)`,
    "gy",
  );
  for (let match = cells.exec(text); match !== null; match = cells.exec(text)) {
    const { 0: whole, 1: cell = "", 2: end = "", index } = match;
    rows.at(-1)?.push({ text: cell.replace(/^"([\s\S]*)"$/, "$1").replaceAll('""', '"'), offset: index });
    if (end.endsWith("\n")) rows.push([]);
    if (whole === "" || end === "") break;
  }
  return rows.filter((row) => row.some((cell) => cell.text !== ""));
}

/** Returns the separator that the first line has most of. */
function separatorOf(text: string): string {
  const [titles = ""] = text.split("\n", 1);
  const counts = [",", ";", "\t"].map((mark) => [mark, titles.slice(0, 2_000).split(mark).length] as const);
  return counts.toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? ",";
}
