/** Reads the sections of documents: which headings are codes, and what the texts below them say. */
export { headingsOf, withoutContents } from "./code-headings.ts";
export { describe, describeItems, labelled, labelledCode, labelledValues } from "./labels.ts";
export { contextOf, pageCode } from "./page-code.ts";
