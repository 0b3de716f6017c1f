import type { PDFPage } from "@cantoo/pdf-lib";
import bwip from "bwip-js/node";
import type { Block } from "../designs/page-description.ts";
import { invalidInput } from "../invalid-input.ts";
import { startOf } from "./lines.ts";
import type { Sheet } from "./sheet.ts";
import { fill, type Scope } from "./template.ts";

/** Draws a linear barcode, as bars. @throws INVALID_INPUT when the symbology cannot say the value */
export function drawBarcode(sheet: Sheet, block: Block<"barcode">, scope: Scope): void {
  const { symbology, width, height, align } = block;
  const { sbs } = encode(symbology, fill(block.value, scope), { symbology }) as { sbs: number[] };
  const { page, top } = sheet.take(height);
  const module = Math.min(width, sheet.width) / sbs.reduce((sum, bar) => sum + bar, 0);
  let x = startOf(align, sheet.left, sheet.width, Math.min(width, sheet.width));
  for (const [index, bar] of sbs.entries()) {
    // Bars and gaps take turns, a bar first.
    if (index % 2 === 0) page.drawRectangle({ x, y: top - height, width: bar * module, height });
    x += bar * module;
  }
}

/** Draws a QR code. @throws INVALID_INPUT when it cannot hold the value */
export function drawQr(sheet: Sheet, block: Block<"qr">, scope: Scope): void {
  const size = Math.min(block.size, sheet.width);
  const code = encode("qrcode", fill(block.value, scope), { symbology: "QR code" }) as Pixels;
  const { page, top } = sheet.take(size);
  const left = startOf(block.align, sheet.left, sheet.width, size);
  for (let row = 0; row < code.pixy; row += 1) drawPixels(page, code, { row, left, top, module: size / code.pixx });
}

interface Pixels {
  readonly pixs: readonly number[];
  readonly pixx: number;
  readonly pixy: number;
}

/** Draws the dark runs of one row, each as one rectangle. */
function drawPixels(
  page: PDFPage,
  { pixs, pixx }: Pixels,
  { row, left, top, module }: { row: number; left: number; top: number; module: number },
): void {
  const y = top - (row + 1) * module;
  for (let from = 0; from < pixx; from += 1) {
    let to = from;
    while (to < pixx && pixs[row * pixx + to] === 1) to += 1;
    if (to > from) page.drawRectangle({ x: left + from * module, y, width: (to - from) * module, height: module });
    from = to;
  }
}

function encode(encoder: string, value: string, { symbology }: { symbology: string }): unknown {
  try {
    return bwip.raw({ bcid: encoder, text: value })[0];
  } catch {
    throw invalidInput("variables", `Must not have a value that cannot be written as ${symbology}.`);
  }
}
