/** Implements the errata command, one file per verb. Nothing imports it. */
export { run } from "./run.ts";
