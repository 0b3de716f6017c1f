/** Reads the errors that source code declares, in ten languages. */

export { sentWithoutCode } from "./inline/index.ts";
export { isSourceCode, readSourceCode } from "./read-source-code.ts";
