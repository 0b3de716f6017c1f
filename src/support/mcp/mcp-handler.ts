import { createHash, timingSafeEqual } from "node:crypto";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type { McpOptions } from "./mcp-options.ts";
import { mcpServer } from "./mcp-server.ts";

/** Options of {@link mcpHandler}. */
export interface McpHandlerOptions extends McpOptions {
  /** Secret of the operators, 16 characters or more, which requests carry as `Authorization: Bearer`. */
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
  const { token, notFound = () => new Response(null, { status: 404 }) } = options;
  const isOperator = operatorCheck(token);
  return async (request) => {
    if (!isOperator(request.headers.get("authorization"))) return await notFound(request);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await mcpServer(options).connect(transport);
    return await transport.handleRequest(request);
  };
}

/** Creates the check of an Authorization header. @throws RangeError if the token is too short */
export function operatorCheck(token: string): (authorization: string | null | undefined) => boolean {
  if (token.length < 16)
    throw new RangeError(`Expected the token to have 16 characters or more, received ${token.length} characters.`);
  const expected = digest(`Bearer ${token}`);
  return (authorization) => timingSafeEqual(digest(authorization ?? ""), expected);
}

/** Digests have one length, so that the comparison takes the same time for every token. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
