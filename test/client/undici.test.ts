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
