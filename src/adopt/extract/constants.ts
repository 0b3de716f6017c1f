import type { Block, BlockText, TableBlock, TableRow, TextBlock } from "../document/block.ts";

/** A constant of an enum with its number and its text: `NO_BOOK(5003, "No such book"),`. */
const constant =
  /^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)\(\s*["']?(-?\d{1,9})["']?\s*,\s*["'“]([^"'”\n]{1,300})["'”]\s*\)[\s,;]*$/;

/** Fewest constants of a page that are read. */
const minConstants = 3;

/** Turns paragraphs and listings of the constants of an enum, without the rest of the program, into tables. */
export function withConstants(blocks: readonly Block[]): readonly Block[] {
  const tables = new Map(
    blocks.flatMap((block) => {
      const table = block.type === "paragraph" || block.type === "code" ? tableOf(block) : undefined;
      return table === undefined ? [] : [[block as Block, table] as const];
    }),
  );
  const count = [...tables.values()].reduce((sum, { rows }) => sum + rows.length, 0);
  if (count < minConstants) return blocks;
  const joined: Block[] = [];
  // Each constant may be a paragraph of its own.
  let open: TableRow[] | undefined;
  for (const block of blocks) {
    const table = tables.get(block);
    if (table === undefined) {
      joined.push(block);
      open = undefined;
    } else if (open === undefined) {
      open = [...table.rows];
      joined.push({ ...table, rows: open });
    } else open.push(...table.rows);
  }
  return joined;
}

/** Returns the table of the constants that a text consists of, beside comments. */
function tableOf(block: TextBlock | Extract<Block, { type: "code" }>): TableBlock | undefined {
  const { text, offset } = block;
  if (!text.includes("(") || text.length > maxLength) return undefined;
  const lines = text.split("\n").filter((line) => !/^\s*(?:\/?\*|\/\/|$)/.test(line));
  const found = lines.map((line) => constant.exec(line.trim()));
  if (found.length === 0 || found.includes(null)) return undefined;
  const rows = found.map((match) => {
    const [, name = "", number = "", message = ""] = match ?? [];
    return { cells: [cell(number, offset), cell(name, offset), cell(message, offset)], isTitle: false };
  });
  return { type: "table", offset, header: titles, rows };
}

/** Longest text that is read, in characters. */
const maxLength = 100_000;

function cell(text: string, offset: number): BlockText {
  return { text, spans: [], offset };
}

const titles: readonly BlockText[] = ["Error code", "Name", "Message"].map((title) => cell(title, 0));
