import { type PDFiumDocument, PDFiumLibrary } from "@hyzyla/pdfium";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** The text of a PDF. */
export interface ReadPdf {
  /** Text of each page as a reader copies it; lines are separated by spaces. */
  readonly pages: readonly string[];
  readonly title: string | undefined;
}

let library: Promise<PDFiumLibrary> | undefined;

/** Reads a PDF with an independent implementation of the format, the one that Chrome uses. @throws Error if it is not a PDF */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  return await withPdf(bytes, async (document) => ({
    pages: Array.from(document.pages(), (page) => page.getText().replaceAll(/\s+/g, " ").trim()),
    title: await readTitle(bytes),
  }));
}

/** A page as pixels. */
export interface Raster {
  /** Blue, green, red and alpha of each pixel. */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Prints the first page of a PDF with a resolution in dots per inch. */
export async function rasterise(bytes: Uint8Array, dpi: number): Promise<Raster> {
  return await withPdf(bytes, async (document) => {
    const { data, width, height } = await document.getPage(0).render({ scale: dpi / 72, render: "bitmap" });
    return { data: new Uint8ClampedArray(data), width, height };
  });
}

/** With another implementation, because the first one does not return properties. */
async function readTitle(bytes: Uint8Array): Promise<string | undefined> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const { info } = await (await task.promise).getMetadata();
  await task.destroy();
  return (info as { Title?: string }).Title;
}

async function withPdf<Value>(bytes: Uint8Array, use: (document: PDFiumDocument) => Promise<Value>): Promise<Value> {
  library ??= PDFiumLibrary.init();
  const document = await (await library).loadDocument(bytes);
  try {
    return await use(document);
  } finally {
    document.destroy();
  }
}
