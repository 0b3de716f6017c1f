import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { RunningApp } from "../conformance/framework.ts";
import { listen } from "../conformance/node-server.ts";
import { startNext } from "../next/start-next.ts";

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const names = readdirSync(examples).filter((name) => name.startsWith("adopt-"));

/** Longest wait for two apps, in milliseconds. A Next app is compiled first. */
const startMs = 600_000;

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
  let before: RunningApp;
  let after: RunningApp;
  beforeAll(async () => {
    vi.stubEnv("PORT", "0");
    before = await start(name, "before");
    after = await start(name, "after");
    vi.unstubAllEnvs();
  }, startMs);
  afterAll(() => Promise.all([before?.close(), after?.close()]));

  test("the app after only adds lines to the app before", () => {
    for (const path of filesOf(name, "before")) {
      const added = linesOf(path.replace("before", "after"));
      for (const line of linesOf(path)) {
        const index = added.indexOf(line);
        expect(index, `a line of ${path} that the app after lacks: ${line}`).toBeGreaterThanOrEqual(0);
        added.splice(0, index + 1);
      }
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

/** @param state `before` or `after`: a module that exports its server, or the folder of a Next app */
async function start(name: string, state: string): Promise<RunningApp> {
  if (!existsSync(join(examples, name, `${state}.ts`))) return startNextApp(join(examples, name, state));
  const { server } = (await import(/* @vite-ignore */ `${examples}${name}/${state}.ts`)) as { server: Server };
  if (!server.listening) await once(server, "listening");
  return listen(server);
}

function startNextApp(source: string): Promise<RunningApp> {
  const routes = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("route.ts"));
  const entryPoints = routes.filter((path) => path.startsWith("app")).map((path) => join(source, path));
  const options = { bundle: true, splitting: true, platform: "node", format: "esm", outbase: source } as const;
  const external = ["http-errors", "zod"];
  const write = (outdir: string): Promise<unknown> =>
    build({ ...options, entryPoints, outdir, external, conditions: ["errata-source"] });
  return startNext({ origin: "https://shop.example", write });
}

function call({ port }: RunningApp, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { origin: "https://shop.example", ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** Lists the sources of an app, relative to `examples/`. */
function filesOf(name: string, state: string): readonly string[] {
  if (existsSync(join(examples, name, `${state}.ts`))) return [`${name}/${state}.ts`];
  return readdirSync(join(examples, name, state), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.m?ts$|\.mjs$/.test(path))
    .map((path) => `${name}/${state}/${path}`);
}

function linesOf(path: string): string[] {
  return readFileSync(examples + path, "utf8").split("\n");
}
