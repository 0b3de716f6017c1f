import type { Block, TableBlock, TableRow } from "../../document/block.ts";
import { isIdentifier, styleOf } from "../../evidence/index.ts";

/**
 * Joins tables of one or two rows, which are too small to be judged, with a larger one of the page that has the same titles and
 * codes of the same form. The own rows come first.
 */
export function joinedTables(blocks: readonly Block[]): ReadonlyMap<Block, TableBlock> {
  const tables = blocks.filter((block): block is TableBlock => block.type === "table");
  const large = new Map<string, TableBlock>();
  for (const table of tables)
    for (const form of formsOf(table)) if (table.rows.length >= minRows && !large.has(form)) large.set(form, table);
  return new Map(
    tables.flatMap((table) => {
      const form = table.rows.length < minRows ? formsOf(table).find((one) => large.has(one)) : undefined;
      const rows = form === undefined ? [] : (large.get(form)?.rows ?? []);
      return rows.length === 0 ? [] : [[table, { ...table, rows: [...table.rows, ...rows] }] as const];
    }),
  );
}

/** Fewest rows of a table that is judged by itself. */
const minRows = 3;

/** Returns the titles of a table with each column whose cells are codes of one form. */
function formsOf({ header, rows }: TableBlock): readonly string[] {
  const body = rows.filter(({ isTitle }) => !isTitle);
  const width = Math.max(...body.map(({ cells }) => cells.length), 0);
  const titles = (header ?? []).map(({ text }) => text.trim().toLowerCase());
  return Array.from({ length: Math.min(width, 10) }, (_, index) => {
    const forms = new Set(body.map((row) => formAt(row, index)));
    const [form = ""] = forms;
    return forms.size === 1 && form !== "" ? JSON.stringify([width, titles, index, form]) : "";
  }).filter(Boolean);
}

/** Returns how a cell is written, if it may be a code: the length of a number or the style of an identifier. */
function formAt({ cells }: TableRow, index: number): string {
  const text = (cells[index]?.text ?? "").trim();
  if (/^-?\d{4,9}$/.test(text)) return `number ${text.length}`;
  return isIdentifier(text) ? String(styleOf(text)) : "";
}
