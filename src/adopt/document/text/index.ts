/** Reads text that was copied from a page, and tables with a separator between their cells. */
export { readCsv } from "./read-csv.ts";
export { readText } from "./read-text.ts";
