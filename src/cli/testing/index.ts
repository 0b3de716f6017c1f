/** Runs the errata command and the compiler in a folder of their own, for tests. */
export { type CliRun, cli, main, newFolder, root } from "./cli.ts";
export { compile } from "./compile.ts";
export { runHere } from "./run-here.ts";
