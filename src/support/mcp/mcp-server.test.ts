import type { AddressInfo } from "node:net";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { boundary } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { openSupport, type Support } from "../index.ts";
import { supportDatabases } from "../testing/index.ts";
import { mcpHandler, mcpServer, serveMcp } from "./index.ts";

const token = "operator-token-of-the-tests";
let support: Support;
let requestId: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await supportDatabases[0]?.create();
  if (database === undefined) throw new Error("There is no database.");
  drop = database.drop;
  support = await openSupport({ database: database.database });
  const request = new Request("http://shop.example/orders/o_1", {
    headers: { authorization: "Bearer shop_live_4fK9xQ2mZ8vB1nT6yR3wL7pD5sH0jG2c" },
  });
  const response = await boundary(shop, { record: support.record }).handle(request, (_request, context) => {
    context.tenant = "acme";
    throw shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }, { note: "row is archived" });
  });
  requestId = response.headers.get("x-request-id") ?? "";
  await support.flush();
});
afterAll(async () => {
  await support.close();
  await drop();
});

/** Connects the SDK's own client, which checks every answer against the tool's output schema. */
async function connect(archive?: Support): Promise<Client> {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await mcpServer({ contracts: [shop], archive, docsUrl: () => "https://shop.example/docs/" }).connect(ours);
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(theirs);
  return client;
}

describe("a client of the SDK", () => {
  test("finds the tools that the options make possible, each with the schema of its answer", async () => {
    const withArchive = await (await connect(support)).listTools();
    expect(withArchive.tools.map(({ name }) => name)).toEqual(["explain_error", "list_errors", "lookup_request"]);
    for (const { outputSchema, annotations } of withArchive.tools) {
      expect(outputSchema?.required).toContain("nextStep");
      expect(annotations?.readOnlyHint).toBe(true);
    }
    expect((await (await connect()).listTools()).tools).toHaveLength(2);
  });

  test("learns the version of the package", async () => {
    expect((await connect()).getServerVersion()).toEqual({ name: "errata", version: manifest.version });
  });

  test.each([
    ["a code", "ORDER_NOT_FOUND"],
    ["a body", '{"error":{"code":"ORDER_NOT_FOUND","message":"No such order."}}'],
  ])("learns from %s whether somebody must act and whether to repeat", async (_, text) => {
    const client = await connect();
    const { structuredContent, content } = await client.callTool({ name: "explain_error", arguments: { text } });
    expect(structuredContent).toMatchObject({
      ...{
        api: "shop",
        code: "ORDER_NOT_FOUND",
        status: 404,
        mayRepeat: "no",
        happened: expect.stringMatching(/^No\./),
      },
      ...{
        page: "https://shop.example/docs/ORDER_NOT_FOUND",
        nextStep: expect.stringContaining("Repeat the same request: no."),
      },
    });
    expect(content).toEqual([{ type: "text", text: expect.stringMatching(/\nNext: /) }]);
  });

  test("lists the errors of an operation, and learns similar ones for an unknown one", async () => {
    const client = await connect();
    const listed = await client.callTool({ name: "list_errors", arguments: { operation: "GET  /orders/{orderId}" } });
    expect(listed.structuredContent).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ code: "ORDER_NOT_FOUND" })]),
    });
    const unknown = await client.callTool({ name: "list_errors", arguments: { operation: "PUT /orders/{orderId}" } });
    expect(unknown).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("GET /orders/{orderId}") }],
    });
  });

  test("finds the stored error of a request, without its credential", async () => {
    const client = await connect(support);
    const { structuredContent } = await client.callTool({
      name: "lookup_request",
      arguments: { id: ` ${requestId}\n` },
    });
    expect(structuredContent).toMatchObject({
      errors: [{ requestId, code: "ORDER_NOT_FOUND", tenant: "acme", note: "row is archived" }],
      explanation: { code: "ORDER_NOT_FOUND" },
    });
    expect(JSON.stringify(structuredContent)).not.toContain("shop_live_");
    const missing = await client.callTool({ name: "lookup_request", arguments: { id: "no-such-request" } });
    expect(missing).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("No stored error has this id") }],
    });
  });

  test("learns the code of a body that has only its message", async () => {
    const client = await connect();
    const args = { text: '{"detail":"Send a key."}' };
    const { structuredContent } = await client.callTool({ name: "explain_error", arguments: args });
    expect(structuredContent).toMatchObject({ code: "NO_KEY", mustAct: true });
  });

  test.each([
    ["an unknown tool", "explain", {}, "There is no tool"],
    ["a missing argument", "explain_error", {}, "Expected the argument text"],
    ["an argument of another type", "explain_error", { text: 7 }, "as texts, received text of type number"],
    ["an unknown argument", "explain_error", { text: "X", retries: "1" }, "received retries"],
    ["a text without a code", "explain_error", { text: "teapot" }, "The text has no code of shop"],
    ["an unknown API", "explain_error", { text: "ORDER_NOT_FOUND", api: "ship" }, 'no API named "ship"'],
  ])("reads in the result what to do about %s", async (_, name, args, message) => {
    const client = await connect();
    const result = await client.callTool({ name, arguments: args });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(message) }] });
  });
});

describe("over HTTP", () => {
  test("serves clients with the token, and responds to others like to an unknown path", async () => {
    const server = await serveMcp({ contracts: [shop], token }, 0);
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
    try {
      const client = new Client({ name: "test", version: "1.0.0" });
      const requestInit = { headers: { authorization: `Bearer ${token}` } };
      await client.connect(new StreamableHTTPClientTransport(url, { requestInit }) as Transport);
      const { structuredContent } = await client.callTool({
        name: "explain_error",
        arguments: { text: "EMAIL_TAKEN" },
      });
      expect(structuredContent).toMatchObject({ code: "EMAIL_TAKEN" });
      await client.close();
      const replies = await Promise.all(
        [{}, { authorization: "Bearer operator-token-of-the-texts" }, { authorization: token }].flatMap((headers) =>
          ["/mcp", "/other"].map(async (path) => {
            const response = await fetch(new URL(path, url), { method: "POST", headers, body: "{}" });
            return [response.status, await response.text(), [...response.headers.keys()].join()];
          }),
        ),
      );
      expect(new Set(replies.map(String)).size).toBe(1);
      expect(replies[0]?.[0]).toBe(404);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test("a Fetch handler passes requests without the token on", async () => {
    const handle = mcpHandler({ contracts: [shop], token, notFound: () => new Response("unknown", { status: 404 }) });
    const request = (authorization: string): Request =>
      new Request("http://shop.example/mcp", {
        method: "POST",
        headers: { authorization, "content-type": "application/json", accept: "application/json, text/event-stream" },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
      });
    expect(await (await handle(request("Bearer x"))).text()).toBe("unknown");
    expect(await (await handle(request(`Bearer ${token}`))).json()).toMatchObject({
      result: { tools: expect.any(Array) },
    });
  });

  test("rejects a short token", () => {
    expect(() => mcpHandler({ contracts: [shop], token: "secret" })).toThrow(
      "20 to 1000 visible ASCII characters, received 6 characters",
    );
  });
});
