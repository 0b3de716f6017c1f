/** Reads documents of every format as blocks: headings, paragraphs, items, tables and listings. */
export type { Document } from "./block.ts";
export { AdoptError, hasManyAliases } from "./limits.ts";
export { readAsciidoc } from "./read-asciidoc.ts";
export { readHtml } from "./read-html.ts";
export { readMarkdown } from "./read-markdown.ts";
export { readRest } from "./read-rest.ts";
export { readCsv, readText } from "./text/index.ts";
