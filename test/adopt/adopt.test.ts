import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const names = readdirSync(examples).filter((name) => name.startsWith("adopt-"));

/** Requests that succeed, in an order in which they build on each other. */
const successes = [
  ["POST", "/orders", { sku: "chair", quantity: 2 }],
  ["GET", "/orders"],
  ["GET", "/orders?status=open"],
  ["GET", "/orders/o_1"],
  ["POST", "/orders/o_1/shipment"],
  ["GET", "/stock/chair"],
  ["GET", "/stock/lamp"],
] as const;

/** Requests that fail, and the status and code with which the adapter responds. */
const failures = [
  ["POST", "/orders", "{", 400, "MALFORMED_BODY"],
  ["POST", "/orders", { sku: "chair", quantity: 0 }, 422, "INVALID_ORDER"],
  ["POST", "/orders", { sku: "table", quantity: 50 }, 409, "HTTP_409"],
  ["GET", "/orders/o_9", undefined, 404, "ROUTE_NOT_FOUND"],
  ["DELETE", "/orders/o_1", undefined, 409, "HTTP_409"],
  ["GET", "/orders?status=lost", undefined, 422, "INVALID_ORDER"],
  ["GET", "/stock/sofa", undefined, 500, "INTERNAL_ERROR"],
  ["GET", "/nothing", undefined, 404, "ROUTE_NOT_FOUND"],
  ["PUT", "/orders/o_1", undefined, 405, "METHOD_NOT_ALLOWED"],
] as const;

describe.each(names)("examples/%s", (name) => {
  let before: Server;
  let after: Server;
  beforeAll(async () => {
    vi.stubEnv("PORT", "0");
    [before, after] = [await start(`${name}/before.ts`), await start(`${name}/after.ts`)];
    vi.unstubAllEnvs();
  });
  afterAll(() => {
    for (const server of [before, after]) server?.close().closeAllConnections();
  });

  test("after.ts only adds lines to before.ts", () => {
    const added = linesOf(`${name}/after.ts`);
    for (const line of linesOf(`${name}/before.ts`)) {
      const index = added.indexOf(line);
      expect(index, `a line of before.ts that after.ts lacks: ${line}`).toBeGreaterThanOrEqual(0);
      added.splice(0, index + 1);
    }
  });

  test("requests that succeed get the same responses, and those of the app's own error handler", async () => {
    for (const [method, path, body] of successes) {
      const [old, adopted] = [await call(before, method, path, body), await call(after, method, path, body)];
      expect([adopted.status, await adopted.text()], path).toEqual([old.status, await old.text()]);
      expect(adopted.status).toBeLessThan(300);
    }
  });

  test.each(failures)(
    "%s %s with %j gets %i %s in the envelope of the contract",
    async (method, path, body, status, code) => {
      const response = await call(after, method, path, body);
      const text = await response.text();
      expect([response.status, (JSON.parse(text) as any).error.code]).toEqual([status, code]);
      expect(text).not.toContain("10.0.0.5");
      expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
      expect(response.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    },
  );
});

async function start(path: string): Promise<Server> {
  const { server } = (await import(/* @vite-ignore */ `${examples}${path}`)) as { server: Server };
  if (!server.listening) await once(server, "listening");
  return server;
}

function call(server: Server, method: string, path: string, body?: unknown): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  });
}

function linesOf(path: string): string[] {
  return readFileSync(examples + path, "utf8").split("\n");
}
