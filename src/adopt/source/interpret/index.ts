/** Decides which declarations of sources are errors, and what the sources say about each. */
export { CodeFindings } from "./code-findings.ts";
export { Interpreter } from "./interpret.ts";
