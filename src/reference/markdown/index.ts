/** Writes the pages of a reference as Markdown, for agents. */
export { llmsText } from "./llms-text.ts";
export { pageMarkdown } from "./page-markdown.ts";
