import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { client } from "errata/client";
import { undiciFetch } from "errata/client/undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { ok } from "./faults.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await faultServer();
});
afterAll(() => server.close());

it("leaves the global dispatcher to Node's fetch, which still works", async () => {
  server.plan(ok);
  const program = `
    import { client } from "errata/client";
    import { undiciFetch } from "errata/client/undici";
    const key = Symbol.for("undici.globalDispatcher.1");
    const before = globalThis[key];
    const api = client({ baseUrl: ${JSON.stringify(server.url)}, fetch: undiciFetch() });
    await api.call("GET /things");
    const after = globalThis[key];
    const { Agent } = await import("undici");
    const { fine } = await (await fetch(${JSON.stringify(`${server.url}/things`)})).json();
    console.log(JSON.stringify([before === undefined, after instanceof Agent, fine]));
    process.exit();
  `;
  const args = ["--conditions=errata-source", "--import", "tsx", "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  expect(JSON.parse(stdout)).toEqual([true, false, true]);
}, 30_000);

it("works if Node's fetch has set a global dispatcher of another undici version", async () => {
  const key = Symbol.for("undici.globalDispatcher.1");
  const global = globalThis as unknown as Record<symbol, unknown>;
  const before = global[key];
  global[key] = {
    dispatch() {
      throw new Error("another version");
    },
  };
  try {
    server.plan(ok);
    expect(await client({ baseUrl: server.url, fetch: undiciFetch() }).call("GET /things")).toEqual({ fine: true });
  } finally {
    global[key] = before;
  }
});
