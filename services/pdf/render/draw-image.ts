import { type PDFDocument, PDFName, type PDFRef } from "@cantoo/pdf-lib";
import type { Sharp } from "sharp";
import { type ImageProblem, openImage } from "../../shared/images/index.ts";
import type { Block } from "../designs/page-description.ts";
import { number, startOf } from "./draw-text.ts";
import { RenderProblem } from "./render-problem.ts";
import type { Sheet } from "./sheet.ts";
import type { Scope } from "./template.ts";

/** Pixels of one image, and of all images of a document. Few bytes can decode to many pixels. */
const maxPixels = 4_000_000;
const maxTotalPixels = 16_000_000;

/** The images of one document. */
export interface Images {
  /** By source, so that an image that occurs several times is decoded once. */
  readonly bySource: Map<string, EmbeddedImage>;
  pixels: number;
}

interface EmbeddedImage {
  readonly ref: PDFRef;
  readonly width: number;
  readonly height: number;
}

/** Renders an image. @throws RenderProblem if it is not a complete PNG or JPEG, or too large */
export async function drawImage(sheet: Sheet, images: Images, block: Block<"image">, scope: Scope): Promise<void> {
  const image = await embed(sheet.document, images, sheet.fill(block.source, scope));
  const width = Math.min(block.width, sheet.width);
  const height = (image.height / image.width) * width;
  const { draw, addImage, top } = sheet.take(height);
  const x = startOf(block.align, sheet.left, sheet.width, width);
  const matrix = [width, 0, 0, height, x, top - height].map(number).join(" ");
  draw(`q ${matrix} cm ${addImage(image.ref)} Do Q`);
}

async function embed(document: PDFDocument, images: Images, source: string): Promise<EmbeddedImage> {
  const known = images.bySource.get(source);
  if (known !== undefined) return known;
  const bytes = Buffer.from(source.replace(/^data:image\/(?:png|jpeg);base64,/, ""), "base64");
  // By its first bytes: no other decoder may see the file.
  const start = bytes.toString("hex", 0, 4);
  const isPng = start === "89504e47";
  if (!isPng && !start.startsWith("ffd8ff")) throw notAnImage();
  const image = await openImage(bytes, { maxPixels });
  if (typeof image === "string") throw toProblem(image);
  try {
    const { width, height, hasAlpha } = await image.metadata();
    images.pixels += width * height;
    if (images.pixels > maxTotalPixels)
      throw new RenderProblem("variables", `Must not have images with more than ${maxTotalPixels} pixels in total.`);
    const embedded = isPng ? await embedPng(document, image, hasAlpha) : await embedJpeg(document, image);
    images.bySource.set(source, embedded);
    return embedded;
  } catch (error) {
    throw error instanceof RenderProblem ? error : notAnImage();
  }
}

async function embedJpeg(document: PDFDocument, image: Sharp): Promise<EmbeddedImage> {
  const { data, info } = await image.toColourspace("srgb").jpeg({ quality: 90 }).toBuffer({ resolveWithObject: true });
  const { ref } = await document.embedJpg(data);
  return { ref, width: info.width, height: info.height };
}

/** The pixel data of a PNG is also a valid stream of a PDF, so it need not be decoded again. Transparency is separate. */
async function embedPng(document: PDFDocument, image: Sharp, hasAlpha: boolean): Promise<EmbeddedImage> {
  const mask = hasAlpha ? await embedPixels(document, image.clone().extractChannel("alpha")) : undefined;
  return await embedPixels(document, image.removeAlpha(), mask?.ref);
}

async function embedPixels(document: PDFDocument, image: Sharp, mask?: PDFRef): Promise<EmbeddedImage> {
  const png = await image.png({ compressionLevel: 6, palette: false, progressive: false }).toBuffer();
  const { width, height, bitDepth, isGrey, data } = readPng(png);
  const stream = document.context.stream(data, {
    Type: "XObject",
    Subtype: "Image",
    Width: width,
    Height: height,
    ColorSpace: isGrey ? "DeviceGray" : "DeviceRGB",
    BitsPerComponent: bitDepth,
    Filter: "FlateDecode",
    // Predictor 15: each line begins with its PNG filter (ISO 32000-1, section 7.4.4.4).
    DecodeParms: { Predictor: 15, Colors: isGrey ? 1 : 3, BitsPerComponent: bitDepth, Columns: width },
  });
  if (mask !== undefined) stream.dict.set(PDFName.of("SMask"), mask);
  return { ref: document.context.register(stream), width, height };
}

/** Reads a PNG that was encoded here. */
function readPng(png: Buffer) {
  const data: Buffer[] = [];
  for (let start = 8; start < png.byteLength; start += 12 + png.readUInt32BE(start)) {
    const end = start + 8 + png.readUInt32BE(start);
    if (png.toString("latin1", start + 4, start + 8) === "IDAT") data.push(png.subarray(start + 8, end));
  }
  const colourType = png.readUInt8(25);
  if (colourType !== 0 && colourType !== 2) throw new Error(`unexpected PNG colour type ${colourType}`);
  return {
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
    bitDepth: png.readUInt8(24),
    isGrey: colourType === 0,
    data: Buffer.concat(data),
  };
}

function toProblem(problem: ImageProblem): RenderProblem {
  if (problem === "damaged") return notAnImage();
  if (problem === "side_too_long")
    return new RenderProblem("variables", "Must not have images with a side of more than 30000 pixels.");
  if (problem === "data_exceeds_size")
    return new RenderProblem("variables", "Must not have images with more data than their size needs.");
  return new RenderProblem("variables", `Must not have images of more than ${maxPixels} pixels.`);
}

function notAnImage(): RenderProblem {
  return new RenderProblem("variables", "Must have images that are complete PNG or JPEG files in base64.");
}
