import { once } from "node:events";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { McpOptions } from "./mcp-options.ts";
import { mcpServer } from "./mcp-server.ts";

/** Serves the client that has started this process, on standard input and output, until it closes standard input. */
export async function connectStdio(options: McpOptions): Promise<void> {
  const server = mcpServer(options);
  const ended = once(process.stdin, "end");
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
