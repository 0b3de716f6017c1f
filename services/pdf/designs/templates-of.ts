import type { Block } from "./page-description.ts";

/** A template of a block. */
export interface BlockTemplate {
  /** Path in the block: `text`, or `columns.2.value`. */
  readonly member: string;
  readonly text: string;
}

/** Returns the templates of a block. */
export function templatesOf(block: Block): readonly BlockTemplate[] {
  switch (block.type) {
    case "text":
      return [{ member: "text", text: block.text }];
    case "table":
      return block.columns.flatMap(({ header, value, total = "" }, index) => [
        { member: `columns.${index}.header`, text: header },
        { member: `columns.${index}.value`, text: value },
        { member: `columns.${index}.total`, text: total },
      ]);
    case "image":
      return [{ member: "source", text: block.source }];
    case "barcode":
    case "qr":
      return [{ member: "value", text: block.value }];
    case "space":
    case "pageBreak":
      return [];
  }
}
