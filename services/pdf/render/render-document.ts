import { createHash } from "node:crypto";
import type { Block, PageDescription } from "../designs/page-description.ts";
import { drawBarcode, drawQr } from "./draw-code.ts";
import { drawImage, type Images } from "./draw-image.ts";
import { drawTable } from "./draw-table.ts";
import { drawText } from "./draw-text.ts";
import { RenderProblem } from "./render-problem.ts";
import { openSheet, type Sheet } from "./sheet.ts";
import { pathsOf, type Scope, withoutPaths } from "./template.ts";

/** A document to render. */
export interface RenderInput {
  readonly page: PageDescription;
  readonly variables: unknown;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly maxPages: number;
}

/** A rendered document. */
export interface RenderedDocument {
  readonly pages: number;
  readonly content: Uint8Array;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
}

/** Renders a design with its variables. Call it only in a worker process. @throws RenderProblem */
export async function renderDocument(input: RenderInput): Promise<RenderedDocument> {
  const sheet = await openSheet(input.page, input.maxPages);
  const images = noImages();
  for (const block of input.page.blocks) await drawBlock(sheet, images, block, [input.variables]);
  const { document } = sheet;
  const createdAt = new Date(input.createdAt);
  document.setTitle(input.title);
  document.setCreationDate(createdAt);
  document.setModificationDate(createdAt);
  document.setProducer("pdf");
  const content = await sheet.save();
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { pages: document.getPageCount(), content, sha256 };
}

/**
 * Renders the parts of a page description that do not depend on variables. If they cannot be rendered, no document of the
 * design can. Call it only in a worker process.
 *
 * @throws RenderProblem with the block
 */
export async function checkRenderable(page: PageDescription, maxPages: number): Promise<void> {
  const sheet = await openSheet(page, maxPages);
  const images = noImages();
  for (const [index, block] of page.blocks.entries()) {
    const constant = constantPartOf(block);
    if (constant === undefined) continue;
    await drawBlock(sheet, images, constant, []).catch((error: unknown) => {
      // There are no variables here, so the block is the field.
      throw error instanceof RenderProblem ? new RenderProblem(`page.blocks.${index}`, error.problem) : error;
    });
  }
}

function noImages(): Images {
  return { bySource: new Map(), pixels: 0 };
}

async function drawBlock(sheet: Sheet, images: Images, block: Block, scope: Scope): Promise<void> {
  switch (block.type) {
    case "image":
      return await drawImage(sheet, images, block, scope);
    case "text":
      return drawText(sheet, block, scope);
    case "table":
      return drawTable(sheet, block, scope);
    case "barcode":
      return await drawBarcode(sheet, block, scope);
    case "qr":
      return await drawQr(sheet, block, scope);
    case "space":
      sheet.take(block.height);
      break;
    case "pageBreak":
      sheet.breakPage();
      break;
  }
}

function constantPartOf(block: Block): Block | undefined {
  switch (block.type) {
    case "text":
      return { ...block, text: withoutPaths(block.text) };
    case "table": {
      const text = block.columns.map(({ header, value }) => withoutPaths(`${header} ${value}`)).join(" ");
      return { type: "text", text, size: block.size, bold: true, align: "left" };
    }
    case "image":
      return pathsOf(block.source).length === 0 ? block : undefined;
    case "barcode":
    case "qr":
      return pathsOf(block.value).length === 0 ? block : undefined;
    default:
      return undefined;
  }
}
