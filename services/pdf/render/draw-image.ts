import type { PDFDocument, PDFImage } from "@cantoo/pdf-lib";
import sharp from "sharp";
import type { Block } from "../designs/page-description.ts";
import { invalidInput } from "../invalid-input.ts";
import { startOf } from "./lines.ts";
import type { Sheet } from "./sheet.ts";
import { fill, type Scope } from "./template.ts";

/** Few bytes can unfold to many pixels, which take 4 bytes each, and time. */
const mostPixels = 4_000_000;
const mostPixelsInAll = 16_000_000;

/** Pictures of one document, by their source: one that stands in several places is unfolded once. */
export type Pictures = Map<string, PDFImage>;

/** Draws a picture. @throws INVALID_INPUT when it is no PNG or JPEG, damaged, or too large */
export async function drawImage(sheet: Sheet, pictures: Pictures, block: Block<"image">, scope: Scope): Promise<void> {
  const image = await embed(sheet.document, pictures, fill(block.source, scope));
  const width = Math.min(block.width, sheet.width);
  const height = (image.height / image.width) * width;
  const { page, top } = sheet.take(height);
  page.drawImage(image, { x: startOf(block.align, sheet.left, sheet.width, width), y: top - height, width, height });
}

async function embed(document: PDFDocument, pictures: Pictures, source: string): Promise<PDFImage> {
  const known = pictures.get(source);
  if (known !== undefined) return known;
  const bytes = Buffer.from(source.replace(/^data:image\/(?:png|jpeg);base64,/, ""), "base64");
  const format = await formatOf(bytes);
  if (format === undefined) {
    throw invalidInput(
      "variables",
      `Must have pictures that are whole PNGs or JPEGs in base64, of at most ${mostPixels} pixels.`,
    );
  }
  const image = await (format === "png" ? document.embedPng(bytes) : document.embedJpg(bytes));
  pictures.set(source, image);
  const pixels = [...pictures.values()].reduce((sum, { width, height }) => sum + width * height, 0);
  if (pixels > mostPixelsInAll)
    throw invalidInput("variables", `Must not have pictures of more than ${mostPixelsInAll} pixels in all.`);
  return image;
}

/** Decodes a picture whole, by a library that bounds what it unfolds, before the one that writes documents sees it. */
async function formatOf(bytes: Buffer): Promise<"png" | "jpeg" | undefined> {
  try {
    const picture = sharp(bytes, { limitInputPixels: mostPixels, failOn: "error" });
    const { format } = await picture.metadata();
    await picture.stats();
    return format === "png" || format === "jpeg" ? format : undefined;
  } catch {
    return undefined;
  }
}
