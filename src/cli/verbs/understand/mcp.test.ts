import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, it } from "vitest";
import { main, newFolder, root, runHere } from "../../testing/index.ts";

it("explains and causes errors for an agent on standard input and output", async () => {
  const folder = await newFolder();
  const server = createServer((request, response) => {
    const isKnown = request.headers.authorization === "Bearer key-1";
    response.writeHead(isKnown ? 404 : 401).end(JSON.stringify({ path: request.url }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const contract = join(root, "examples", "contract.yaml");
  const demo = { url, apis: { shelf: { contract, credentials: { ada: "key-1" } } } };
  const request = { method: "GET", path: "/books/{{uuid}}", headers: { Authorization: "Bearer {{key.ada}}" } };
  const recording = { code: "BOOK_NOT_FOUND", exchanges: [{ request, response: { status: 404, headers: {} } }] };
  await mkdir(join(folder, "shelf", "codes"), { recursive: true });
  await writeFile(join(folder, "demo.json"), JSON.stringify(demo));
  await writeFile(join(folder, "shelf", "codes", "BOOK_NOT_FOUND.http.json"), JSON.stringify(recording));
  const client = new Client({ name: "test", version: "1.0.0" });
  try {
    const args = [...main, "mcp"];
    args.push("--demo", join(folder, "demo.json"), "--recordings", folder);
    await client.connect(new StdioClientTransport({ command: process.execPath, args, cwd: root }));
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain("cause_error");
    const explained = await client.callTool({ name: "explain_error", arguments: { text: "BOOK_NOT_FOUND" } });
    expect(explained.structuredContent).toMatchObject({
      api: "shelf",
      status: 404,
      page: `${url}/docs/shelf/BOOK_NOT_FOUND`,
    });
    const api = "shelf";
    const caused = await client.callTool({ name: "cause_error", arguments: { api, code: "BOOK_NOT_FOUND" } });
    expect(caused.structuredContent).toMatchObject({
      status: 404,
      body: expect.stringMatching(/books\/[0-9a-f-]{36}/),
      requests: 1,
    });
    const unknown = await client.callTool({ name: "cause_error", arguments: { api, code: "../BOOK_NOT_FOUND" } });
    expect(unknown.isError).toBe(true);
  } finally {
    await client.close();
    server.close();
    await rm(folder, { recursive: true });
  }
});

it.each([
  ["neither a contract nor a demo", [], 2, "expected <contract...> or --demo"],
  ["a demo that is none", ["--demo", "package.json"], 1, "is not the demo.json of a running demo"],
  ["HTTP without a token", ["examples/contract.yaml", "--http", "0"], 1, "expected ERRATA_OPERATOR_TOKEN"],
])("rejects %s", async (_, words, exitCode, message) => {
  const { code, stderr } = await runHere(["mcp", ...words]);
  expect([code, stderr]).toEqual([exitCode, expect.stringContaining(message)]);
});
