/** Writes the files for programs: the pages as Markdown, llms.txt and codes.json. */
export { codesJson } from "./codes-json.ts";
export { llmsText } from "./llms-text.ts";
export { pageMarkdown } from "./page-markdown.ts";
