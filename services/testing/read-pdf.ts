import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

/** The text of a PDF. */
export interface ReadPdf {
  /** Text of each page; pieces are separated by spaces. */
  readonly pages: readonly string[];
  readonly title: string | undefined;
}

/** Reads a PDF with an independent implementation of the format. @throws Error if it is not a PDF */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const document = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    const texts = items.flatMap((item) => ("str" in item && item.str.trim() !== "" ? [item.str] : []));
    pages.push(texts.join(" "));
  }
  const { info } = await document.getMetadata();
  await task.destroy();
  return { pages, title: (info as { Title?: string }).Title };
}
