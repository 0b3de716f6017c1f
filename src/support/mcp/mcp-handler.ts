import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { operatorCheck } from "../operator-check.ts";
import { checkMcpOptions, type McpOptions } from "./mcp-options.ts";
import { mcpServer } from "./mcp-server.ts";

/** Options of {@link mcpHandler}. */
export interface McpHandlerOptions extends McpOptions {
  /** Secret of the operators, 20 to 1,000 visible ASCII characters, which requests carry as `Authorization: Bearer`. */
  readonly token: string;
  /** Responds to requests without the token, like to an unknown path. @default 404 without a body */
  readonly notFound?: ((request: Request) => Response | Promise<Response>) | undefined;
}

/**
 * Creates a Fetch handler that serves MCP over HTTP, one server for each request and without sessions.
 *
 * @throws RangeError if the token is too short
 * @example
 * ```ts
 * import type { AnyContract } from "errata";
 * import { mcpHandler } from "errata/mcp";
 *
 * export function serve(contracts: readonly AnyContract[], token: string): { fetch(request: Request): Promise<Response> } {
 *   return { fetch: mcpHandler({ contracts, token }) };
 * }
 * ```
 */
export function mcpHandler(options: McpHandlerOptions): (request: Request) => Promise<Response> {
  checkMcpOptions("mcpHandler", options, ["token"]);
  const { token, notFound = () => new Response(null, { status: 404 }) } = options;
  const { isBearer } = operatorCheck(token);
  return async (request) => {
    if (!isBearer(request.headers.get("authorization"))) return await notFound(request);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await mcpServer(options).connect(transport);
    return await transport.handleRequest(request);
  };
}
