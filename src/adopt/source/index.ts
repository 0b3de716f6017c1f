/** Reads the errors that source code declares, in ten languages. */
export { isSourceCode, readSourceCode } from "./read-source-code.ts";
