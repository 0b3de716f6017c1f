/** What tests of the command line share: the program itself, run as a child, and a folder to run it in. */
export { cli, newFolder, root } from "./cli.ts";
export { compile } from "./compile.ts";
