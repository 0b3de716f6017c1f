import { PageSizes, PDFDocument, type PDFImage } from "@cantoo/pdf-lib";
import sharp from "sharp";
import type { ImagesOptions } from "./order-types.ts";
import { failure, type Task, type TaskFailure, type TaskFile, type TaskResult } from "./task.ts";

/** More than any camera has, and less than the memory can hold. */
const maxPixels = 100_000_000;

/** Converts images to a PDF, one page each, in the sequence of their upload. */
export async function imagesToPdf({ files, options, quantity }: Task<ImagesOptions>): Promise<TaskResult> {
  const document = await PDFDocument.create();
  if (options.title !== undefined) document.setTitle(options.title);
  const pages: { width: number; height: number }[] = [];
  for (const [index, file] of files.entries()) {
    const image = await embed(document, file, index);
    if ("kind" in image) return image;
    addPage(document, image, options);
    pages.push({ width: image.width, height: image.height });
  }
  const bytes = await document.save();
  return {
    kind: "success",
    report: { pages: pages.length, images: pages },
    units: quantity,
    file: { fileName: "images.pdf", mediaType: "application/pdf", bytes },
  };
}

/** Decodes every pixel first, so that a damaged image fails the order instead of producing a damaged page. */
async function embed(document: PDFDocument, file: TaskFile, index: number): Promise<PDFImage | TaskFailure> {
  try {
    const image = sharp(file.bytes, { failOn: "error", limitInputPixels: maxPixels });
    const { orientation = 1 } = await image.metadata();
    await image.clone().stats();
    const isJpeg = file.mediaType === "image/jpeg";
    // PDF has no orientation flag, so the pixels are rotated.
    const upright =
      orientation === 1 ? file.bytes : await (isJpeg ? image.rotate().jpeg() : image.rotate().png()).toBuffer();
    return await (isJpeg ? document.embedJpg(upright) : document.embedPng(upright));
  } catch {
    return failure("file_not_readable", `Image ${index + 1} cannot be decoded.`);
  }
}

function addPage(document: PDFDocument, image: PDFImage, { pageSize, margin }: ImagesOptions): void {
  if (pageSize === "image") {
    const page = document.addPage([image.width + 2 * margin, image.height + 2 * margin]);
    page.drawImage(image, { x: margin, y: margin, width: image.width, height: image.height });
    return;
  }
  const page = document.addPage(pageSize === "A4" ? PageSizes.A4 : PageSizes.Letter);
  const { width, height } = page.getSize();
  const scale = Math.min((width - 2 * margin) / image.width, (height - 2 * margin) / image.height);
  const [w, h] = [image.width * scale, image.height * scale];
  page.drawImage(image, { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h });
}
