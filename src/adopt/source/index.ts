/** Reads the errors that source code declares, in fourteen languages. */

export { sentWithoutCode } from "./inline/index.ts";
export { isSourceCode, readSourceCode } from "./read-source-code.ts";
