/** The commands that explain errors, to people and to coding agents. */
export { explain } from "./explain.ts";
export { mcp } from "./mcp.ts";
export { tail } from "./tail.ts";
