import { setImmediate } from "node:timers/promises";
import type { PDFDocument } from "@cantoo/pdf-lib";
import type { Block, PageDescription } from "../designs/page-description.ts";
import { drawBarcode, drawQr } from "./draw-code.ts";
import { drawImage, type Pictures } from "./draw-image.ts";
import { drawTable } from "./draw-table.ts";
import { drawText } from "./draw-text.ts";
import { openSheet, type Sheet } from "./sheet.ts";
import type { Scope } from "./template.ts";

/** Pages that are drawn, and not written yet. */
export interface Composed {
  readonly pages: number;
  /** Writes the document. */
  save(): Promise<Uint8Array>;
}

/** What a document says of itself. */
export interface Imprint {
  readonly title: string;
  readonly createdAt: Date;
}

/**
 * Draws a design with its variables. Other requests have their turn between two blocks.
 *
 * @param signal ends the work when nobody waits for it
 * @throws INVALID_INPUT for values that cannot be drawn
 */
export async function compose(
  description: PageDescription,
  variables: unknown,
  imprint: Imprint,
  signal?: AbortSignal,
): Promise<Composed> {
  const sheet = await openSheet(description);
  const pictures: Pictures = new Map();
  for (const block of description.blocks) {
    await setImmediate();
    signal?.throwIfAborted();
    await drawBlock(sheet, pictures, block, [variables]);
  }
  sign(sheet.document, imprint);
  return { pages: sheet.document.getPageCount(), save: () => sheet.document.save() };
}

/** Draws one block. @throws INVALID_INPUT for values that cannot be drawn */
export async function drawBlock(sheet: Sheet, pictures: Pictures, block: Block, scope: Scope): Promise<void> {
  switch (block.type) {
    case "image":
      await drawImage(sheet, pictures, block, scope);
      break;
    case "text":
      drawText(sheet, block, scope);
      break;
    case "table":
      drawTable(sheet, block, scope);
      break;
    case "barcode":
      drawBarcode(sheet, block, scope);
      break;
    case "qr":
      drawQr(sheet, block, scope);
      break;
    case "space":
      sheet.take(block.height);
      break;
    case "pageBreak":
      sheet.breakPage();
      break;
  }
}

function sign(document: PDFDocument, { title, createdAt }: Imprint): void {
  document.setTitle(title);
  document.setCreationDate(createdAt);
  document.setModificationDate(createdAt);
  document.setProducer("pdf");
}
