import type { PDFDocument, PDFImage } from "@cantoo/pdf-lib";
import sharp from "sharp";
import type { Block } from "../designs/page-description.ts";
import { invalidInput } from "../invalid-input.ts";
import { startOf } from "./lines.ts";
import type { Sheet } from "./sheet.ts";
import { fill, type Scope } from "./template.ts";

/** Few bytes can unfold to many pixels, which take 4 bytes each. */
const mostPixels = 16_000_000;

/** Draws a picture. @throws INVALID_INPUT when it is no PNG or JPEG, damaged, or too large */
export async function drawImage(sheet: Sheet, block: Block<"image">, scope: Scope): Promise<void> {
  const image = await embed(sheet.document, fill(block.source, scope));
  const width = Math.min(block.width, sheet.width);
  const height = (image.height / image.width) * width;
  const { page, top } = sheet.take(height);
  page.drawImage(image, { x: startOf(block.align, sheet.left, sheet.width, width), y: top - height, width, height });
}

async function embed(document: PDFDocument, source: string): Promise<PDFImage> {
  const bytes = Buffer.from(source.replace(/^data:image\/(?:png|jpeg);base64,/, ""), "base64");
  try {
    // Decoded whole by a library that bounds what it unfolds, before the one that writes documents sees it.
    const picture = sharp(bytes, { limitInputPixels: mostPixels, failOn: "error" });
    const { format } = await picture.metadata();
    if (format !== "png" && format !== "jpeg") throw new Error(`a picture of type ${format}`);
    await picture.stats();
    return await (format === "png" ? document.embedPng(bytes) : document.embedJpg(bytes));
  } catch {
    throw invalidInput("variables", "Have a picture that is no whole PNG or JPEG in base64, or has too many pixels.");
  }
}
