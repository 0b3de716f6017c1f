import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningApp } from "../conformance/framework.ts";
import { startProgram } from "../conformance/other-process.ts";

const root = fileURLToPath(new URL(".", import.meta.url));
const program = join(dirname(createRequire(import.meta.url).resolve("nitro/package.json")), "dist/cli/index.mjs");
/** Nitro prints no URL in a test. */
const production = { NODE_ENV: "production", TEST: undefined, VITEST: undefined };

describe("a Nitro app with h3Boundary in a plugin", () => {
  let folder = "";
  let app: RunningApp;
  beforeAll(async () => {
    folder = await mkdtemp(join(root, ".app-"));
    for (const name of ["server", "nitro.config.ts", "package.json"])
      await cp(join(root, name), join(folder, name), { recursive: true });
    await promisify(execFile)(process.execPath, [program, "build"], {
      cwd: folder,
      env: { ...process.env, ...production },
    });
    const args = [join(folder, ".output/server/index.mjs")];
    app = await startProgram(
      { command: process.execPath, args, env: { PORT: "0", HOST: "127.0.0.1", ...production } },
      () => undefined,
    );
  });
  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ["GET", "/orders/7", undefined, 404, "ORDER_NOT_FOUND", null],
    ["HEAD", "/orders/7", undefined, 404, "ORDER_NOT_FOUND", null],
    ["POST", "/orders", "{", 400, "MALFORMED_BODY", null],
    ["POST", "/orders", JSON.stringify("x".repeat(200)), 413, "BODY_TOO_LARGE", null],
    ["GET", "/failure", undefined, 500, "INTERNAL_ERROR", null],
    ["GET", "/nothing", undefined, 404, "ROUTE_NOT_FOUND", null],
    ["PUT", "/orders", undefined, 405, "METHOD_NOT_ALLOWED", "OPTIONS, POST"],
    ["OPTIONS", "/orders", undefined, 204, null, "OPTIONS, POST"],
  ] as const)(
    "%s %s is an error of the contract, and sends nothing else",
    async (method, path, body, status, code, allow) => {
      const response = await call(method, path, body);
      const { headers } = response;
      expect([response.status, headers.get("errata-code"), headers.get("allow")]).toEqual([status, code, allow]);
      const id = headers.get("x-request-id");
      expect(id).toMatch(/^[\da-f-]{36}$/);
      const text = await response.text();
      expect(text).not.toContain("10.0.0.5");
      if (text !== "") expect(JSON.parse(text)).toMatchObject({ error: { code }, request_id: id });
    },
  );

  test("a success keeps its body, and so does a response of the app's own error handler", async () => {
    expect(await (await call("POST", "/orders", '{"sku":"chair"}')).json()).toEqual({ created: { sku: "chair" } });
    const response = await call("GET", "/maintenance", undefined);
    expect([response.status, await response.json()]).toEqual([200, { maintenance: true }]);
  });

  function call(method: string, path: string, body: string | undefined): Promise<Response> {
    const headers = { "content-type": "application/json" };
    return fetch(`http://127.0.0.1:${app.port}${path}`, { method, headers, ...(body !== undefined && { body }) });
  }
});
