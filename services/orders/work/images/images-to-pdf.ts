import type { ImagesOptions } from "../order-types.ts";
import { type OutputFile, withOutput } from "../output-file.ts";
import { failure, readTaskFile, type Task, type TaskResult } from "../task.ts";
import { type DecodedImage, decodeImage, problemTexts } from "./decode-image.ts";
import { type ImageData, type ImagePage, pdfWriter } from "./pdf-writer.ts";
import { compressPixels } from "./png-data.ts";

const maxBytes = 1024 * 1024 * 1024;
/** Sizes of pages in points. */
const pageSizes = { A4: [595.28, 841.89], letter: [612, 792] } as const;

/** Converts images to a PDF, one page each, in the sequence of their upload. */
export async function imagesToPdf(task: Task<ImagesOptions>): Promise<TaskResult> {
  return await withOutput(task.outputPath, maxBytes, (output) => writePages(task, output));
}

async function writePages({ files, options, quantity }: Task<ImagesOptions>, output: OutputFile): Promise<TaskResult> {
  const pdf = pdfWriter(output);
  const images: { width: number; height: number }[] = [];
  for (const [index, file] of files.entries()) {
    const reject = (problem: string): TaskResult => failure("file_not_readable", `Image ${index + 1} ${problem}.`);
    const bytes = readTaskFile(file);
    // A damaged image fails the order instead of producing a damaged page.
    const decoded = await decodeImage(bytes);
    if (typeof decoded === "string") return reject(problemTexts[decoded]);
    const { orientation = 1, autoOrient: size } = decoded.metadata;
    pdf.addPage({ ...layOut(size, options), image: await imageData(decoded, bytes), orientation });
    images.push({ width: size.width, height: size.height });
  }
  const file = { fileName: "images.pdf", mediaType: "application/pdf", ...pdf.finish(options.title) };
  return { kind: "success", report: { pages: images.length, images }, units: quantity, file };
}

/** A JPEG file is embedded as it is; other pixels are compressed again, with their opacity beside them. */
async function imageData({ image, metadata }: DecodedImage, bytes: Uint8Array): Promise<ImageData> {
  const { format, width, height, channels, hasAlpha, space } = metadata;
  if (format === "jpeg") {
    const colorSpace = ({ 1: "DeviceGray", 4: "DeviceCMYK" } as const)[channels as 1 | 4] ?? "DeviceRGB";
    return { width, height, colorSpace, format, data: bytes };
  }
  const isGrey = space === "b-w" || space === "grey16";
  const colors = await compressPixels(
    image
      .clone()
      .removeAlpha()
      .toColourspace(isGrey ? "b-w" : "srgb"),
  );
  if (!hasAlpha) return colors;
  return { ...colors, alpha: await compressPixels(image.clone().extractChannel("alpha").toColourspace("b-w")) };
}

/** Places an image on its page: at its own size, or as large as fits between the margins of a standard page. */
function layOut(
  { width, height }: { readonly width: number; readonly height: number },
  { pageSize, margin }: ImagesOptions,
): Omit<ImagePage, "image" | "orientation"> {
  if (pageSize === "image") {
    const box = { x: margin, y: margin, width, height };
    return { width: width + 2 * margin, height: height + 2 * margin, box };
  }
  const [pageWidth, pageHeight] = pageSizes[pageSize];
  const scale = Math.min((pageWidth - 2 * margin) / width, (pageHeight - 2 * margin) / height);
  const [w, h] = [width * scale, height * scale];
  const box = { x: (pageWidth - w) / 2, y: (pageHeight - h) / 2, width: w, height: h };
  return { width: pageWidth, height: pageHeight, box };
}
