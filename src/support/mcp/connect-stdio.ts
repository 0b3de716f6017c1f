import { once } from "node:events";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { McpOptions } from "./mcp-options.ts";
import { mcpServer } from "./mcp-server.ts";

/**
 * Serves the client that has started this process, on standard input and output, until it closes standard input.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { connectStdio } from "errata/mcp";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * await connectStdio({ contracts: [shop] });
 * ```
 */
export async function connectStdio(options: McpOptions): Promise<void> {
  const server = mcpServer(options);
  const ended = once(process.stdin, "end");
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
