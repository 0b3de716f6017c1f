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

it("works where Node's own fetch was first, and left a dispatcher of another version", async () => {
  const place = Symbol.for("undici.globalDispatcher.1");
  const global = globalThis as unknown as Record<symbol, unknown>;
  const before = global[place];
  global[place] = {
    dispatch() {
      throw new Error("another version");
    },
  };
  try {
    server.plan(ok);
    expect(await client({ baseUrl: server.url, fetch: undiciFetch() }).call("GET /things")).toEqual({ fine: true });
  } finally {
    global[place] = before;
  }
});
