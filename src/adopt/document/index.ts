/** Reads documents of every format as blocks: headings, paragraphs, items, tables and listings. */
export { AdoptError, hasManyAliases } from "./limits.ts";
export { readHtml } from "./read-html.ts";
export { readMarkdown } from "./read-markdown.ts";
export { readRest } from "./read-rest.ts";
export { readText } from "./read-text.ts";
