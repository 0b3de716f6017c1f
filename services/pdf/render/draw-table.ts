import { type PDFFont, rgb } from "@cantoo/pdf-lib";
import type { Block } from "../designs/page-description.ts";
import { invalidInput } from "../invalid-input.ts";
import { leading, linesOf, startOf } from "./lines.ts";
import type { Sheet } from "./sheet.ts";
import { fill, type Scope, valueAt } from "./template.ts";

interface Column {
  readonly left: number;
  readonly width: number;
  readonly align: "left" | "center" | "right";
}

const padding = 4;
const grey = rgb(0.6, 0.6, 0.6);

/** Draws a table: a head, repeated on each page, and one row for each item. @throws INVALID_INPUT when there is no list */
export function drawTable(sheet: Sheet, block: Block<"table">, scope: Scope): void {
  const { rows, size } = block;
  const items = valueAt(rows, scope) ?? [];
  if (!Array.isArray(items)) throw invalidInput(`variables.${rows}`, "Has a table's rows, and must be a list.");
  const columns = placed(sheet, block);
  const rowOf = (cells: readonly string[], font: PDFFont): Row => measured(sheet, cells, { columns, size, font });
  const head = rowOf(
    block.columns.map(({ header }) => fill(header, scope)),
    sheet.bold,
  );
  drawRow(sheet, head);
  for (const item of items) {
    const row = rowOf(
      block.columns.map(({ value }) => fill(value, [item, ...scope])),
      sheet.regular,
    );
    if (!sheet.hasRoom(row.height)) {
      sheet.breakPage();
      drawRow(sheet, head);
    }
    drawRow(sheet, row);
  }
}

function placed({ left, width }: Sheet, { columns }: Block<"table">): Column[] {
  const shares = columns.reduce((sum, column) => sum + column.width, 0);
  let at = left;
  return columns.map((column) => {
    const own = (width * column.width) / shares;
    const place = { left: at + padding, width: Math.max(own - 2 * padding, 1), align: column.align };
    at += own;
    return place;
  });
}

interface RowStyle {
  readonly columns: readonly Column[];
  readonly size: number;
  readonly font: PDFFont;
}

interface Row extends RowStyle {
  readonly height: number;
  /** Lines of each cell. */
  readonly lines: readonly (readonly string[])[];
}

function measured(sheet: Sheet, cells: readonly string[], style: RowStyle): Row {
  for (const cell of cells) sheet.spend(cell.length);
  const { columns, size, font } = style;
  const lines = cells.map((cell, index) => linesOf(cell, font, size, columns[index]?.width ?? 1));
  return { ...style, lines, height: Math.max(...lines.map(({ length }) => length)) * size * leading + 2 * padding };
}

function drawRow(sheet: Sheet, { columns, size, font, height, lines }: Row): void {
  const { page, top } = sheet.take(height);
  for (const [index, { left, width, align }] of columns.entries()) {
    for (const [number, line] of (lines[index] ?? []).entries()) {
      const x = startOf(align, left, width, font.widthOfTextAtSize(line, size));
      if (line !== "") page.drawText(line, { x, y: top - padding - size - number * size * leading, size, font });
    }
  }
  const y = top - height;
  const end = { x: sheet.left + sheet.width, y };
  page.drawLine({ start: { x: sheet.left, y }, end, thickness: 0.5, color: grey });
}
