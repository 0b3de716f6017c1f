import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "../../contract/index.ts";
import { parseContract } from "../../contract/load/index.ts";
import { boundary } from "../../server/index.ts";
import { listen } from "../../server/testing/index.ts";
import { handleClientErrors, nodeListener } from "./index.ts";

const api = contract({
  name: "cache",
  version: "1.0.0",
  envelope: { code: "$code" },
  errors: { GONE: { kind: "not_found", when: "No such key.", message: "Gone." } },
  operations: {
    "GET /cache/{key}": ["GONE"],
    "PURGE /cache/{key}": ["GONE"],
    "QUERY /cache": [],
    "REPORT /cache": { errors: ["GONE"], summary: "Lists the keys." },
    "X-~! /cache": [],
  },
});

test("a contract keeps the operations with custom methods in its JSON form, also in YAML", () => {
  const again = contract(JSON.parse(JSON.stringify(api)));
  expect([...again.operations.keys()]).toEqual([...api.operations.keys()]);
  expect(api.operations.get("PURGE /cache/{key}")).toMatchObject({ method: "PURGE", path: "/cache/{key}" });
  const yaml = "name: x\nversion: 1.0.0\nerrors:\n  GONE: { kind: not_found, when: w, message: m }\noperations:\n";
  expect([...parseContract(`${yaml}  "PURGE /x": [GONE]\n`).operations.keys()]).toEqual(["PURGE /x"]);
  expect(() => parseContract(`${yaml}  "Purge /x": [GONE]\n`)).toThrow(
    /OPERATION_INVALID: expected METHOD \/path, received "Purge \/x".*contract\.yaml:6:3/s,
  );
});

const servers: Server[] = [];
const send: Record<string, (method: string, path: string) => Promise<unknown[]>> = {};
beforeAll(async () => {
  const cacheBoundary = boundary(api);
  const server = createServer(
    nodeListener(cacheBoundary, (request, response, { operation }) =>
      response.end(`${request.method} ${operation?.name}`),
    ),
  );
  handleClientErrors(server, cacheBoundary);
  servers.push(server);
  const port = await listen(server);
  const result = async (response: Response): Promise<unknown[]> => [
    response.status,
    response.headers.get("allow"),
    await response.text(),
  ];
  send["node:http"] = async (method, path) => result(await fetch(`http://127.0.0.1:${port}${path}`, { method }));
  send["the Fetch API"] = async (method, path) =>
    result(
      await cacheBoundary.handle(
        new Request(`http://x${path}`, { method }),
        ({ method: received }, { operation }) => new Response(`${received} ${operation?.name}`),
      ),
    );
});
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

describe.each(["node:http", "the Fetch API"])("a boundary of %s", (name) => {
  const allow = "GET, HEAD, OPTIONS, PURGE";
  test.each([
    ["PURGE", "/cache/a", 200, null, "PURGE PURGE /cache/{key}"],
    ["QUERY", "/cache", 200, null, "QUERY QUERY /cache"],
    ["REPORT", "/cache", 200, null, "REPORT REPORT /cache"],
    ["OPTIONS", "/cache/a", 204, allow, ""],
    ["DELETE", "/cache/a", 405, allow, '{"code":"METHOD_NOT_ALLOWED"}'],
    ["REPORT", "/cache/a", 405, allow, '{"code":"METHOD_NOT_ALLOWED"}'],
    ["PURGE", "/other", 404, null, '{"code":"ROUTE_NOT_FOUND"}'],
    ["COPY", "/cache/a", 501, null, '{"code":"NOT_IMPLEMENTED"}'],
  ])("responds to %s %s with %i", async (method, path, ...expected) => {
    expect(await send[name]?.(method, path)).toEqual(expected);
  });
});
