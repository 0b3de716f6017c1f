/** Reads guides that an API's team writes in Markdown. */
export { type Guide, linksIn, type ReferenceGuide, readGuides } from "./guide.ts";
export { type Block, isExternal, markdownBlocks, type Span, spansOf } from "./markdown-blocks.ts";
