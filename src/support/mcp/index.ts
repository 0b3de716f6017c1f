/** Answers the questions of coding agents about errors, over the Model Context Protocol. */

export { type McpHandlerOptions, mcpHandler } from "./mcp-handler.ts";
export type { McpDemo, McpOptions } from "./mcp-options.ts";
export { mcpServer } from "./mcp-server.ts";
export { connectStdio, serveMcp } from "./serve-mcp.ts";
