import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { ok, reject } from "./faults.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await faultServer();
});
afterAll(() => server.close());

/** Bundles the client from source for a worker, without modules of a platform. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    platform: "neutral",
    conditions: ["errata-source"],
    format: "iife",
    globalName: "errata",
    write: false,
  });
  return outputFiles[0]!.text;
}

describe("a bundle for workers", () => {
  it("imports nothing and runs with web globals only", async () => {
    const code = await bundle(`export { client, match, withErrata } from "errata/client";`);
    expect(code).not.toMatch(/\brequire\(|from "node:|node:[a-z]+"/);
    const web = {
      AbortController,
      AbortSignal,
      Blob,
      Error,
      Headers,
      Request,
      Response,
      TextDecoder,
      URL,
      URLSearchParams,
      WeakMap,
      clearTimeout,
      crypto,
      fetch,
      performance,
      setTimeout,
    };
    const context = createContext({ ...web });
    runInContext(code, context);
    server.plan(reject(503, "BUSY", { "retry-after-ms": "20" }), ok, reject(404, "GONE"));
    const run = `(async () => {
      const api = errata.client({ baseUrl: ${JSON.stringify(server.url)} });
      const fine = await api.try("GET /things");
      const gone = await api.try("GET /things");
      return JSON.stringify([fine.data, gone.error.code, gone.error.kind, errata.match(gone.error, { _: (error) => error.status })]);
    })()`;
    expect(JSON.parse(await runInContext(run, context))).toEqual([{ fine: true }, "GONE", "not_found", 404]);
    expect(server.arrivals).toHaveLength(3);
  });
});
