import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { ok, refuse } from "./faults.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await faultServer();
});
afterAll(() => server.close());

/** Bundles the client as for a worker: no platform's own modules, the source as it is. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    platform: "neutral",
    conditions: ["errata-source"],
    format: "iife",
    globalName: "made",
    write: false,
  });
  return outputFiles[0]!.text;
}

describe("a bundle for workers", () => {
  it("imports nothing, and runs with the globals of the web only", async () => {
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
    server.plan(refuse(503, "BUSY", { "retry-after-ms": "20" }), ok, refuse(404, "GONE"));
    const run = `(async () => {
      const api = made.client({ baseUrl: ${JSON.stringify(server.url)} });
      const fine = await api.try("GET /things");
      const gone = await api.try("GET /things");
      return JSON.stringify([fine.data, gone.error.code, gone.error.kind, made.match(gone.error, { _: (error) => error.status })]);
    })()`;
    expect(JSON.parse(await runInContext(run, context))).toEqual([{ fine: true }, "GONE", "not_found", 404]);
    expect(server.arrivals).toHaveLength(3);
  });
});
