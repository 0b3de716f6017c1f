import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { client } from "errata/client";
import { undiciFetch } from "errata/client/undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { ok } from "./faults.ts";
import { failure } from "./transports.ts";

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
  // Loads Node's own, which does not replace another dispatcher and would be missing in later tests.
  void globalThis.Headers;
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

describe("undiciFetch", () => {
  const form = new URLSearchParams({ a: "ü b" });
  const bodies: readonly [string, () => unknown][] = [
    ["a string", () => "ü"],
    ["an empty string", () => ""],
    ["a number", () => 5],
    ["false", () => false],
    ["a date", () => new Date(0)],
    ["a map", () => new Map([["a", 1]])],
    ["a set", () => new Set(["a"])],
    ["a plain object", () => ({ a: "ü" })],
    ["a form", () => form],
    ["a blob", () => new Blob(["x"], { type: "image/x" })],
    ["a blob without a type", () => new Blob(["x"])],
    ["bytes", () => new Uint8Array([1, 2]).subarray(1)],
    ["an ArrayBuffer", () => new Uint8Array([1]).buffer],
    ["a stream", () => new Blob(["x"]).stream()],
    ["null", () => null],
  ];

  it.each(bodies)("sends %s with the Content-Type and the bytes of fetch", async (_, body) => {
    const sent = [];
    for (const options of [{}, { fetch: undiciFetch() }]) {
      server.plan(ok);
      await client({ baseUrl: server.url, ...options }).call("PUT /things", { body: body() });
      const [{ headers, body: text } = { headers: {}, body: "" }] = server.arrivals;
      sent.push({ type: headers["content-type"], text });
    }
    expect(sent[1]).toEqual(sent[0]);
  });

  it("keeps a Content-Type that the caller sets", async () => {
    server.plan(ok);
    const api = client({ baseUrl: server.url, fetch: undiciFetch() });
    await api.call("PUT /things", { body: "a,b", headers: { "content-type": "text/csv" } });
    expect(server.arrivals[0]?.headers["content-type"]).toBe("text/csv");
  });

  it.each([
    ["GET /things", { a: 1 }],
    ["HEAD /things", "x"],
    ["get /things", "x"],
    ["TRACE /things", undefined],
    ["track /things", undefined],
    ["CONNECT /things", undefined],
  ])("refuses %s with the body %j once and unsent, as fetch does", async (operation, body) => {
    const errors = [];
    for (const options of [{}, { fetch: undiciFetch() }]) {
      server.plan(ok);
      const call = client({ baseUrl: server.url, ...options }).try(operation as "GET /things", { body });
      const { code, message, sent, attempts } = await failure(call);
      errors.push({ code, message, sent, attempts });
      expect(server.arrivals).toEqual([]);
    }
    expect(errors[1]).toEqual(errors[0]);
    expect(errors[1]).toMatchObject({ code: "CLIENT_MALFORMED_REQUEST", sent: false });
  });

  it.each(["get", "Post", "patch", "PURGE"])("sends the method %s as fetch does", async (method) => {
    const sent = [];
    for (const options of [{}, { fetch: undiciFetch() }]) {
      server.plan(ok);
      await client({ baseUrl: server.url, ...options }).try(`${method} /things` as "GET /things");
      sent.push(server.arrivals.map((arrival) => arrival.method));
    }
    expect(sent[1]).toEqual(sent[0]);
  });

  it("joins the values of a repeated header with a comma and a space, as fetch does", async () => {
    server.plan((response) => response.writeHead(404, { "x-request-id": ["a", "b"] }).end("{}"));
    const result = await client({ baseUrl: server.url, fetch: undiciFetch() }).try("GET /things");
    expect(result).toMatchObject({ ok: false, error: { requestId: "a, b" } });
  });
});
