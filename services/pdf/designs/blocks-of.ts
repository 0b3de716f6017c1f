import type { Block, PageDescription } from "./page-description.ts";

/** A block and its path in the design: `page.blocks.3`. */
export interface PlacedBlock {
  readonly block: Block;
  readonly field: string;
}

/** The blocks of a document, with their paths in the design. */
export interface PlacedBlocks {
  readonly header: readonly PlacedBlock[];
  readonly footer: readonly PlacedBlock[];
  readonly body: readonly PlacedBlock[];
}

/** Returns the blocks of a design with their paths. */
export function blocksOf({ header = [], footer = [], blocks }: PageDescription): PlacedBlocks {
  return {
    header: withPaths(header, "header"),
    footer: withPaths(footer, "footer"),
    body: withPaths(blocks, "blocks"),
  };
}

function withPaths(blocks: readonly Block[], member: string): PlacedBlock[] {
  return blocks.map((block, index) => ({ block, field: `page.${member}.${index}` }));
}
