/** Reads guides that an API's team writes in Markdown. */
export { type Guide, type ReferenceGuide, readGuides } from "./guide.ts";
export { type Block, spansOf } from "./markdown-blocks.ts";
