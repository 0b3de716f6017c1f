import { readFileSync } from "node:fs";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, type CallToolResult, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { checkMcpOptions, type McpOptions } from "./mcp-options.ts";
import { type Tool, ToolError } from "./tool.ts";
import { toolsFor } from "./tools.ts";

/**
 * Creates a server for coding agents with the tools `explain_error`, `list_errors`, `lookup_request` and `cause_error`. Each
 * answer is short, typed, and names the next step. Connect it to a transport of the MCP SDK.
 *
 * @example
 * ```ts
 * import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
 * import { contract } from "errata";
 * import { mcpServer } from "errata/mcp";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * await mcpServer({ contracts: [shop] }).connect(new StdioServerTransport());
 * ```
 */
export function mcpServer(options: McpOptions): Server {
  checkMcpOptions("mcpServer", options);
  const tools = toolsFor(options);
  const server = new Server(
    { name: "errata", version: options.version ?? packageVersion() },
    {
      capabilities: { tools: {} },
      instructions: `Explains the errors of ${options.contracts.map(({ name }) => name).join(", ")}. Call explain_error before you retry a failed request.`,
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, description, inputSchema, outputSchema, isReadOnly }) => ({
      ...{ name, description, inputSchema: mutable(inputSchema), outputSchema: mutable(outputSchema) },
      annotations: { readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: !isReadOnly },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (tool === undefined)
      return failure(
        `There is no tool "${params.name.slice(0, 80)}". The tools are ${tools.map(({ name }) => name).join(", ")}.`,
      );
    return await callTool(tool, params.arguments ?? {});
  });
  return server;
}

/** Reads the version of this package, whose file is in the same place above the sources and above the built files. */
function packageVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** Failures are results, so that agents read them; protocol errors are for malformed calls. */
async function callTool(tool: Tool, args: Readonly<Record<string, unknown>>): Promise<CallToolResult> {
  const { properties, required } = tool.inputSchema;
  for (const [name, value] of Object.entries(args))
    if (!Object.hasOwn(properties, name) || typeof value !== "string")
      return failure(
        `Expected the arguments ${Object.keys(properties).join(", ")} as texts, received ${name.slice(0, 80)} of type ${typeof value}.`,
      );
  const missing = required.find((name) => args[name] === undefined || args[name] === "");
  if (missing !== undefined) return failure(`Expected the argument ${missing}, received nothing.`);
  try {
    const answer = await tool.call(args as Readonly<Record<string, string>>);
    const { nextStep, ...rest } = answer;
    return {
      content: [{ type: "text", text: `${JSON.stringify(rest)}\nNext: ${nextStep}` }],
      structuredContent: answer,
    };
  } catch (error) {
    return failure(error instanceof ToolError ? error.message : "The tool failed. Try again later.");
  }
}

function failure(text: string): CallToolResult {
  return { isError: true, content: [{ type: "text", text }] };
}

/** The SDK's types have mutable lists. */
function mutable(schema: Tool["inputSchema"]): {
  type: "object";
  properties: Record<string, object>;
  required: string[];
} {
  return { ...schema, properties: { ...schema.properties }, required: [...schema.required] };
}
