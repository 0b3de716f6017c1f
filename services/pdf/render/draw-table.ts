import type { Block } from "../designs/page-description.ts";
import { type Area, type Line, leading, lineOperators, linesOf, number } from "./draw-text.ts";
import { RenderProblem } from "./render-problem.ts";
import type { Font, Sheet } from "./sheet.ts";
import { type Scope, valueAt } from "./template.ts";

interface RowStyle {
  /** Areas of the cells. */
  readonly columns: readonly Area[];
  readonly size: number;
  readonly font: Font;
}

interface Row extends RowStyle {
  readonly height: number;
  /** Lines of each cell. */
  readonly lines: readonly (readonly Line[])[];
}

const padding = 4;
/** Colour and width of the line below a row. */
const rule = "0.6 G 0.5 w";

/** Renders a table: a header, repeated on each page, and one row per item. @throws RenderProblem if there is no list */
export function drawTable(sheet: Sheet, block: Block<"table">, scope: Scope): void {
  const { rows, size } = block;
  const items = valueAt(rows, scope) ?? [];
  if (!Array.isArray(items))
    throw new RenderProblem(`variables.${rows}`, "Contains the rows of a table, and must be a list.");
  const columns = layOut(sheet, block);
  const measure = (cells: readonly string[], font: Font): Row => measureRow(sheet, cells, { columns, size, font });
  const header = measure(
    block.columns.map((column) => sheet.fill(column.header, scope)),
    sheet.bold,
  );
  drawRow(sheet, header);
  for (const item of items) {
    const row = measure(
      block.columns.map(({ value }) => sheet.fill(value, [item, ...scope])),
      sheet.regular,
    );
    if (!sheet.hasRoom(row.height)) {
      sheet.breakPage();
      drawRow(sheet, header);
    }
    drawRow(sheet, row);
  }
}

function layOut({ left, width }: Sheet, { columns }: Block<"table">): Area[] {
  const shares = columns.reduce((sum, column) => sum + column.width, 0);
  let nextLeft = left;
  return columns.map((column) => {
    const columnWidth = (width * column.width) / shares;
    const area = { left: nextLeft + padding, width: Math.max(columnWidth - 2 * padding, 1), align: column.align };
    nextLeft += columnWidth;
    return area;
  });
}

function measureRow(sheet: Sheet, cells: readonly string[], style: RowStyle): Row {
  for (const cell of cells) sheet.spend(cell.length);
  const { columns, size, font } = style;
  const lines = cells.map((cell, index) => linesOf(cell, font, size, columns[index]?.width ?? 1));
  return { ...style, lines, height: Math.max(...lines.map(({ length }) => length)) * size * leading + 2 * padding };
}

function drawRow(sheet: Sheet, { columns, size, font, height, lines }: Row): void {
  const { draw, top } = sheet.take(height);
  for (const [index, area] of columns.entries()) {
    for (const [lineNumber, line] of (lines[index] ?? []).entries()) {
      const y = top - padding - size - lineNumber * size * leading;
      if (line.codes !== "") draw(lineOperators(line, area, { font, size, y }));
    }
  }
  const y = number(top - height);
  draw(`${rule} ${number(sheet.left)} ${y} m ${number(sheet.left + sheet.width)} ${y} l S`);
}
