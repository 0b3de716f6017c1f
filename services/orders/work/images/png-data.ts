import type { Sharp } from "sharp";
import type { ImageData } from "./pdf-writer.ts";

/** Compresses pixels in the way that PNG and PDF share: one zlib stream of filtered lines, 8 bits per sample. */
export async function compressPixels(image: Sharp): Promise<ImageData> {
  const png = await image.png({ compressionLevel: 6, palette: false, progressive: false }).toBuffer();
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  // The header is the first chunk: length, type, width, height, bit depth, colour type.
  const [width, height, bitDepth, colorType] = [view.getUint32(16), view.getUint32(20), png[24], png[25]];
  if (bitDepth !== 8 || (colorType !== 0 && colorType !== 2)) {
    throw new Error(`expected 8-bit grey or RGB, received bit depth ${bitDepth} and colour type ${colorType}`);
  }
  const parts: Uint8Array[] = [];
  for (let start = 8; start < png.byteLength; start += 12 + view.getUint32(start)) {
    const isData = png.toString("latin1", start + 4, start + 8) === "IDAT";
    if (isData) parts.push(png.subarray(start + 8, start + 8 + view.getUint32(start)));
  }
  const colorSpace = colorType === 0 ? "DeviceGray" : "DeviceRGB";
  return { width, height, colorSpace, format: "png", data: Buffer.concat(parts) };
}
