/** Recognises the errors of APIs without a contract in every published format. */
export { publishedFormats } from "./eager/index.ts";
