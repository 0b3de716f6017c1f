/** Reads the pages, files, folders and repositories that document errors. */
export { adoptTexts, isPage, readDocumented, readPage } from "./adopted-page.ts";
export { download, maxBytes, timeoutMs } from "./download.ts";
export { readPages } from "./read-pages.ts";
export { readInput, readTrafficFile } from "./source-text.ts";
export { readSources } from "./source-texts.ts";
