/** One file per verb: parse flags, call, print, exit. Nothing imports it. */
export { run } from "./run.ts";
