import { setImmediate } from "node:timers/promises";
import { ApiError } from "errata";
import { invalidInput } from "../invalid-input.ts";
import { drawBlock } from "../render/compose.ts";
import type { Pictures } from "../render/draw-image.ts";
import { openSheet } from "../render/sheet.ts";
import { pathsOf, withoutPaths } from "../render/template.ts";
import type { Block, PageDescription } from "./page-description.ts";

/**
 * Requires that everything which stands in the description itself can be drawn: what cannot would be refused with every
 * document, whatever its variables are.
 *
 * @throws INVALID_INPUT with the block
 */
export async function requireDrawable(description: PageDescription): Promise<void> {
  const sheet = await openSheet(description);
  const pictures: Pictures = new Map();
  for (const [index, block] of description.blocks.entries()) {
    const draft = draftOf(block);
    if (draft === undefined) continue;
    await setImmediate();
    await drawBlock(sheet, pictures, draft, []).catch((error: unknown) => {
      throw atBlock(index, error);
    });
  }
}

/** What of a block depends on no variable. */
function draftOf(block: Block): Block | undefined {
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

/** What draws a document lays what it refuses on the variables; here there are none. */
function atBlock(index: number, error: unknown): unknown {
  const facts = error instanceof ApiError ? (error.details as { problem?: unknown } | undefined) : undefined;
  return typeof facts?.problem === "string" ? invalidInput(`page.blocks.${index}`, facts.problem) : error;
}
