import type { Line } from "./line-tables.ts";

/** Writes the tables of wikis as rows with pipes: `{|`, `! Code !! Text`, `|-`, `| NO_CARD || No card`, `|}`. */
export function splitWikiTables(lines: readonly Line[]): readonly Line[] {
  const split: Line[] = [];
  let rows: Row[] | undefined;
  for (const line of lines) {
    const { text, offset } = line;
    if (rows === undefined) {
      if (/^\{\|/.test(text)) rows = [];
      else split.push(line);
    } else if (/^\|\}/.test(text)) {
      split.push(...written(rows), { text: "", offset });
      rows = undefined;
    } else addTo(rows, line);
  }
  return rows === undefined ? split : [...split, ...written(rows)];
}

interface Row {
  readonly isHeader: boolean;
  readonly offset: number;
  readonly cells: string[];
}

/** Adds a line of a table: the beginning of a row, cells, or more text of the last one. */
function addTo(rows: Row[], { text, offset }: Line): void {
  const last = rows.at(-1);
  const isHeader = text.startsWith("!");
  if (/^\|[-+]/.test(text)) rows.push({ isHeader: false, offset, cells: [] });
  else if (isHeader || text.startsWith("|")) {
    const cells = text.slice(1).split(isHeader ? /!!|\|\|/ : /\|\|/);
    const own = cells.map((cell) => cell.replace(/^[^|[\]{}]*\|/, "").trim());
    if (last === undefined || last.cells.length === 0) {
      if (last !== undefined) rows.pop();
      rows.push({ isHeader, offset, cells: own });
    } else last.cells.push(...own);
  } else if (last !== undefined && last.cells.length > 0 && text !== "") last.cells.push(`${last.cells.pop()} ${text}`);
}

function written(rows: readonly Row[]): readonly Line[] {
  return rows
    .filter(({ cells }) => cells.length > 0)
    .flatMap(({ isHeader, cells, offset }) => {
      const row = { text: `| ${cells.map((cell) => plain(cell).replaceAll("|", "/")).join(" | ")} |`, offset };
      return isHeader ? [row, { text: `|${"---|".repeat(cells.length)}`, offset }] : [row];
    });
}

/** Removes the marks of bold text, links, templates of code and elements. */
function plain(cell: string): string {
  return cell
    .replaceAll(/'{2,5}/g, "")
    .replaceAll(/\[\[(?:[^[\]|]{1,200}\|)?([^[\]|]{1,200})\]\]/g, "$1")
    .replaceAll(/<\/?(?:code|tt|nowiki|kbd|samp)>/gi, "`");
}
