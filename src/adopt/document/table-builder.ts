import type { BlockText, Span, TableBlock, TableRow } from "./block.ts";
import { tooMany } from "./limits.ts";
import { TextBuilder } from "./text-builder.ts";

/** Collects the cells of one table and repeats those that span several rows or columns. */
export class TableBuilder {
  readonly #rows: Row[] = [];
  /** Cells of earlier rows that span into later ones, by column. */
  readonly #spanning = new Map<number, { readonly cell: Cell; rows: number }>();
  #cell: Cell | undefined;
  #inHead = false;
  #cells = 0;

  readonly #offset: number;

  constructor(offset: number) {
    this.#offset = offset;
  }

  openHead(): void {
    this.#inHead = true;
  }

  closeHead(): void {
    this.#inHead = false;
  }

  openRow(offset: number): void {
    this.#closeCell(offset);
    this.#rows.push({ cells: [], inHead: this.#inHead });
  }

  openCell(isHeader: boolean, { colspan, rowspan }: Readonly<Record<string, string>>, offset: number): void {
    this.#closeCell(offset);
    if (this.#rows.length === 0) this.openRow(offset);
    this.#cells += 1;
    if (this.#cells > maxCells) throw tooMany("cells in a table", maxCells);
    const columns = bounded(colspan, 100);
    this.#cell = { builder: new TextBuilder(), isHeader, columns, rows: bounded(rowspan, 10_000), offset };
  }

  closeCell(offset: number): void {
    this.#closeCell(offset);
  }

  add(text: string, offset: number): void {
    this.#cell?.builder.add(text, offset);
  }

  openSpan(mark: Span["mark"]): void {
    this.#cell?.builder.openSpan(mark);
  }

  closeSpan(mark: Span["mark"]): void {
    this.#cell?.builder.closeSpan(mark);
  }

  finish(offset: number): TableBlock {
    this.#closeCell(offset);
    const rows = this.#rows
      .filter(({ cells }) => cells.length > 0)
      .map((row) => ({ ...row, grid: this.#gridOf(row) }))
      .filter(({ cells }) => !isRule(cells));
    const [first] = rows;
    const hasHeader = first !== undefined && (first.inHead || first.cells.every(({ isHeader }) => isHeader));
    const body = rows
      .slice(hasHeader ? 1 : 0)
      .filter(({ inHead }) => !inHead)
      .map(({ grid, cells }): TableRow => ({ cells: grid, isTitle: cells.length === 1 && grid.length > 1 }));
    return {
      type: "table",
      offset: this.#offset,
      header: hasHeader ? first.grid : undefined,
      rows: hasHeader ? withSplitRows(body, first.grid.length) : body,
    };
  }

  #closeCell(offset: number): void {
    const cell = this.#cell;
    this.#cell = undefined;
    if (cell !== undefined) this.#rows.at(-1)?.cells.push({ ...cell, text: cell.builder.finish(offset) });
  }

  #gridOf({ cells }: Row): readonly BlockText[] {
    const grid: BlockText[] = [];
    const fill = (): void => {
      for (let above = this.#spanning.get(grid.length); above !== undefined; above = this.#spanning.get(grid.length)) {
        const column = grid.length;
        grid.push(above.cell.text ?? empty);
        above.rows -= 1;
        if (above.rows === 0) this.#spanning.delete(column);
      }
    };
    for (const cell of cells) {
      fill();
      for (let column = 0; column < cell.columns && grid.length < maxColumns; column += 1) {
        if (cell.rows > 1) this.#spanning.set(grid.length, { cell, rows: cell.rows - 1 });
        grid.push(cell.text ?? empty);
      }
    }
    fill();
    return grid;
  }
}

interface Cell {
  readonly builder: TextBuilder;
  readonly isHeader: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly offset: number;
  readonly text?: BlockText;
}

interface Row {
  readonly cells: Cell[];
  readonly inHead: boolean;
}

/** Checks whether a row only divides those around it: each of its cells is a dash. */
function isRule(cells: readonly Cell[]): boolean {
  return cells.length > 1 && cells.every(({ text }) => /^[-–—=]{1,80}$/.test(text?.text ?? ""));
}

/** Splits the few rows that have the cells of several, because a line break between them is missing. */
function withSplitRows(rows: readonly TableRow[], width: number): readonly TableRow[] {
  const isLong = ({ cells }: TableRow): boolean => cells.length > width && cells.length % width === 0;
  if (width < 2 || rows.filter(isLong).length * 4 > rows.length) return rows;
  return rows.flatMap((row) =>
    isLong(row)
      ? Array.from({ length: row.cells.length / width }, (_, index) => ({
          ...row,
          cells: row.cells.slice(index * width, (index + 1) * width),
        }))
      : [row],
  );
}

const empty: BlockText = { text: "", spans: [], offset: 0 };
const maxColumns = 100;
/** Cells of one table. The largest published one has about 5,000 rows. */
const maxCells = 50_000;

function bounded(span: string | undefined, maximum: number): number {
  return Math.min(Math.max(Number.parseInt(span ?? "1", 10) || 1, 1), maximum);
}
