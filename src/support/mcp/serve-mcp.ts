import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { operatorCheck } from "../operator-check.ts";
import type { McpHandlerOptions } from "./mcp-handler.ts";
import { checkMcpOptions, type McpOptions } from "./mcp-options.ts";
import { mcpServer } from "./mcp-server.ts";

/**
 * Serves MCP over HTTP at `/mcp` on the loopback interface. Requests without the token get a 404, like those for other paths.
 *
 * @param port 0 for any free port
 * @returns the server, which listens
 * @throws RangeError if the token is too short
 * @example
 * ```ts
 * import type { AnyContract } from "errata";
 * import { serveMcp } from "errata/mcp";
 *
 * export const serve = (contracts: readonly AnyContract[], token: string) => serveMcp({ contracts, token }, 4001);
 * ```
 */
export async function serveMcp(options: Omit<McpHandlerOptions, "notFound">, port: number): Promise<HttpServer> {
  checkMcpOptions("serveMcp", options, ["token"]);
  const { isBearer } = operatorCheck(options.token);
  const server = createServer(async (request, response) => {
    if (!isBearer(request.headers.authorization) || request.url !== "/mcp") {
      response.writeHead(404).end();
      return;
    }
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.once("close", () => void transport.close());
    try {
      // The SDK's types do not know exact optional members.
      await mcpServer(options).connect(transport as Parameters<ReturnType<typeof mcpServer>["connect"]>[0]);
      await transport.handleRequest(request, response);
    } catch {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return server;
}

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
