import { contractMetadata, match, parseResponse, withErrata } from "errata/client";
import createClient from "openapi-fetch";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { cut, ok, reject, reset, respond, silence, stall } from "./faults.ts";
import { shop } from "./shop.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await faultServer();
});
afterAll(() => server.close());

const metadata = contractMetadata(shop);
const wrapped = (options = {}): typeof fetch => withErrata(fetch, { metadata, random: () => 0, ...options });
const sent = (): number => server.arrivals.length;

describe("a wrapped fetch", () => {
  it("retries strings, URLs and Requests, with the same body", async () => {
    const inputs = [
      () => `${server.url}/things`,
      () => new URL(`${server.url}/things`),
      () => new Request(`${server.url}/things`, { method: "PUT", body: "text", headers: { "x-own": "1" } }),
    ];
    for (const input of inputs) {
      server.plan(reject(500, "SORRY"), reset, ok);
      const response = await wrapped()(input());
      expect([response.status, await response.json(), sent()]).toEqual([200, { fine: true }, 3]);
      expect(new Set(server.arrivals.map(({ body, headers }) => `${body} ${headers["x-own"]}`)).size).toBe(1);
    }
  });

  it("returns the response of an error, and parseResponse its typed error before and after the body is read", async () => {
    server.plan(reject(404, "GONE", { "x-request-id": "req-1" }));
    const response = await wrapped()(`${server.url}/things`);
    expect([response.status, response.headers.get("x-request-id"), response.url]).toEqual([
      404,
      "req-1",
      `${server.url}/things`,
    ]);
    expect(await parseResponse(response)).toMatchObject({ code: "GONE", known: true });
    expect(await response.json()).toEqual({ error: { code: "GONE", message: "It is GONE." } });
    expect(await parseResponse(response)).toMatchObject({ code: "GONE" });
  });

  it("parseResponse returns the error in a 2xx response, and undefined for a success", async () => {
    server.plan(respond(200, { success: false, error: { code: "GONE", message: "m" } }), ok);
    const response = await wrapped()(`${server.url}/things`);
    expect(await parseResponse(response, metadata)).toMatchObject({ code: "GONE", known: true, status: 200 });
    expect(await response.json()).toMatchObject({ success: false });
    const fine = await wrapped()(`${server.url}/things`);
    expect(await parseResponse(fine, metadata)).toBeUndefined();
    expect(await fine.json()).toEqual({ fine: true });
  });

  it("parseResponse parses responses of any fetch", async () => {
    server.plan(reject(404, "GONE"));
    const response = await fetch(`${server.url}/things`);
    expect(await parseResponse(response, metadata)).toMatchObject({ code: "GONE" });
    expect(await response.json()).toMatchObject({ error: { code: "GONE" } });
  });

  it("retries a POST only with an idempotency key, which it generates if the contract accepts one", async () => {
    server.plan(reset, ok);
    await expect(wrapped()(`${server.url}/things`, { method: "POST", body: "{}" })).rejects.toMatchObject({
      code: "CLIENT_UNAVAILABLE",
      sent: true,
    });
    expect(sent()).toBe(1);
    server.plan(reset, ok);
    expect((await wrapped()(`${server.url}/orders`, { method: "POST", body: "{}" })).status).toBe(200);
    const keys = server.arrivals.map(({ headers }) => headers["idempotency-key"]);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    server.plan(reject(500, "SORRY"), ok);
    const headers = { "Idempotency-Key": "own" };
    expect((await wrapped()(`${server.url}/orders`, { method: "POST", body: "{}", headers })).status).toBe(200);
    expect(server.arrivals.map((arrival) => arrival.headers["idempotency-key"])).toEqual(["own", "own"]);
  });

  it("sends the number of the attempt from the second one on", async () => {
    server.plan(reject(500, "SORRY"), ok);
    await wrapped()(new Request(`${server.url}/things`));
    expect(server.arrivals.map(({ headers }) => headers["errata-attempt"])).toEqual([undefined, "2"]);
    server.plan(reject(500, "SORRY"), ok);
    await wrapped({ attemptHeader: false })(`${server.url}/things`);
    expect(server.arrivals.map(({ headers }) => headers["errata-attempt"])).toEqual([undefined, undefined]);
  });

  it("sends a stream once", async () => {
    server.plan(reject(503, "BUSY"), ok);
    const init = { method: "PUT", body: new Blob(["once"]).stream(), duplex: "half" } as RequestInit;
    expect((await wrapped()(`${server.url}/things`, init)).status).toBe(503);
    expect(sent()).toBe(1);
  });

  it("accepts null in place of the options, as fetch does", async () => {
    server.plan(ok);
    expect((await wrapped()(`${server.url}/things`, null as never)).status).toBe(200);
  });

  it("rejects at once with the reason of the caller's signal, and with a typed error if there is no response", async () => {
    server.plan(silence);
    const reason = new DOMException("enough", "AbortError");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 40);
    await expect(wrapped()(`${server.url}/things`, { signal: controller.signal })).rejects.toBe(reason);
    await expect(wrapped({ deadlineMs: 60 })(`${server.url}/things`)).rejects.toMatchObject({ kind: "timeout" });
    server.plan(cut(200));
    expect((await wrapped()(`${server.url}/things`)).status).toBe(200);
  });

  it("aborts a body that is still being read at the deadline or when the caller aborts", async () => {
    server.plan(stall(200));
    const start = performance.now();
    const response = await wrapped({ deadlineMs: 100 })(`${server.url}/things`);
    await expect(response.text()).rejects.toBeDefined();
    expect(performance.now() - start).toBeLessThan(2_000);
    const controller = new AbortController();
    const other = await wrapped()(`${server.url}/things`, { signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    await expect(other.text()).rejects.toBeDefined();
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});

describe("as a replacement for fetch", () => {
  const bodies: [string, Buffer, string][] = [
    ["a PNG", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a]), "image/png"],
    ["latin-1", Buffer.from("caf\xe9", "latin1"), "text/plain; charset=iso-8859-1"],
    ["JSON with a byte order mark", Buffer.from('\ufeff{"error":{"code":"GONE"}}'), "application/json"],
    ["3 MiB", Buffer.alloc(3 * 2 ** 20, "ab\xff", "latin1"), "application/octet-stream"],
    ["nothing", Buffer.alloc(0), "text/plain"],
  ];
  it.each(bodies)("returns the body of an error byte for byte: %s", async (_, bytes, type) => {
    server.plan((response) => {
      response.writeHead(404, { "content-type": type });
      response.end(bytes);
    });
    const response = await wrapped()(`${server.url}/things`);
    const plain = await fetch(`${server.url}/things`);
    expect([response.url, response.redirected, response.type]).toEqual([plain.url, plain.redirected, plain.type]);
    expect(response.headers.get("content-length")).toBe(plain.headers.get("content-length"));
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await parseResponse(response)).toMatchObject({ status: 404 });
  });

  it("rejects reading a truncated error as fetch does", async () => {
    server.plan(cut(404));
    const response = await wrapped()(`${server.url}/things`);
    expect(response.status).toBe(404);
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  it("rejects a fault of the calling program once, as fetch rejects it", async () => {
    const faults: [string, RequestInit][] = [
      ["/things", { method: "GET", body: "x" }],
      ["/things", { headers: { "a b": "x" } }],
      ["/things", { method: "a b" }],
      ["/moved", { redirect: "error" }],
      ["ftp://example.com/", {}],
      ["http://", {}],
      ["http://127.0.0.1:1/", {}],
      ["/things", { method: "PUT", body: "x", headers: { "content-length": "9" } }],
      ["/things", { headers: { "transfer-encoding": "chunked" } }],
      ["/things", { headers: { connection: "own" } }],
      ["/things", { headers: { upgrade: "own" } }],
      ["/things", { headers: { expect: "100-continue" } }],
    ];
    for (const [path, init] of faults) {
      server.plan(respond(302, "", { location: "/things" }));
      let calls = 0;
      const counted: typeof fetch = (input, options) => {
        calls += 1;
        return fetch(input, options);
      };
      const url = path.startsWith("/") ? `${server.url}${path}` : path;
      const outcome = (call: Promise<unknown>) => call.catch((error: Error) => [error.name, error.message]);
      const expected = await outcome(fetch(url, init));
      expect([path, await outcome(withErrata(counted)(url, init))]).toEqual([path, expected]);
      expect([path, calls]).toEqual([path, 1]);
    }
    const used = new Request(`${server.url}/things`, { method: "POST", body: "x" });
    await used.text();
    await expect(wrapped()(used)).rejects.toThrow(TypeError);
  });

  it("rejects a Request that is not valid once, as fetch rejects it", async () => {
    const faults: [RequestInit, RequestInit][] = [
      [{}, { body: "x" }],
      [{}, { method: "a b" }],
      [{}, { method: "TRACE" }],
      [{ method: "POST" }, { body: new ReadableStream() }],
      [{ method: "PUT", body: "x" }, { method: "GET" }],
      [{}, { redirect: "own" as "follow" }],
      [{}, { credentials: "own" as "omit" }],
      [{}, { mode: "navigate" }],
      [{}, { cache: "only-if-cached" }],
      [{}, { signal: {} as AbortSignal }],
    ];
    const outcome = (call: Promise<unknown>) => call.catch((error: Error) => [error.name, error.message]);
    for (const [own, init] of faults) {
      let calls = 0;
      const counted: typeof fetch = (input, options) => {
        calls += 1;
        return fetch(input, options);
      };
      const create = (): Request => new Request(`${server.url}/things`, own);
      const expected = await outcome(fetch(create(), init));
      expect([init, await outcome(withErrata(counted)(create(), init)), calls]).toEqual([init, expected, 1]);
    }
    const locked = new Request(`${server.url}/things`, { method: "POST", body: "x" });
    locked.body?.getReader();
    await expect(wrapped()(locked)).rejects.toThrow(TypeError);
  });

  it.each([
    ["TypeError", () => (undefined as unknown as { x: Promise<Response> }).x],
    ["RangeError", () => Promise.reject(new RangeError("No token is left."))],
  ])("rejects a bug in the wrapped function once, as it is: %s", async (name, bug) => {
    let calls = 0;
    const broken: typeof fetch = async () => {
      calls += 1;
      return bug();
    };
    await expect(withErrata(broken)(`${server.url}/things`)).rejects.toMatchObject({ name });
    expect(calls).toBe(1);
  });

  it("retries a failed connection whose error has no code", async () => {
    for (const error of [new TypeError("Failed to fetch"), new TypeError("Load failed"), new Error("lost")]) {
      let calls = 0;
      const lost: typeof fetch = async () => {
        calls += 1;
        throw error;
      };
      const failure = withErrata(lost, { retries: 1, random: () => 0 })("https://api.example.com/");
      await expect(failure).rejects.toMatchObject({ code: "CLIENT_UNAVAILABLE", sent: true });
      expect(calls).toBe(2);
    }
  });

  it("retries a Request with its body if init.body is null", async () => {
    server.plan(reject(503, "BUSY"), ok);
    const request = new Request(`${server.url}/things`, { method: "PUT", body: "text" });
    expect((await wrapped()(request, { body: null })).status).toBe(200);
    expect(server.arrivals.map(({ body }) => body)).toEqual(["text", "text"]);
  });

  it("retries a failed connection although redirects are forbidden", async () => {
    server.plan(reset, ok);
    expect((await wrapped()(`${server.url}/things`, { redirect: "error" })).status).toBe(200);
  });

  it("keeps the body of a Request for a retry up to 16 MiB, and sends a longer one once", async () => {
    const send = (bytes: number) =>
      wrapped()(new Request(`${server.url}/things`, { method: "PUT", body: new Blob([Buffer.alloc(bytes, "x")]) }));
    server.plan(reject(503, "BUSY"), ok);
    expect((await send(2 ** 20)).status).toBe(200);
    expect(server.arrivals.map(({ body, headers }) => [body.length, headers["content-length"]])).toEqual([
      [2 ** 20, "1048576"],
      [2 ** 20, "1048576"],
    ]);
    server.plan(reject(503, "BUSY"), ok);
    expect((await send(20 * 2 ** 20)).status).toBe(503);
    expect(server.arrivals.map(({ body }) => body.length)).toEqual([20 * 2 ** 20]);
  });

  it("copies no more of a Blob that is one large part than it keeps for a retry", async () => {
    const body = new Blob([Buffer.alloc(64 * 2 ** 20, "x")]);
    const lengths: number[] = [];
    const receiving: typeof fetch = async (input) => {
      for await (const part of (input as Request).body as never as AsyncIterable<Uint8Array>) lengths.push(part.length);
      return new Response(null, { status: 204 });
    };
    await withErrata(receiving)(new Request("https://api.example.com/", { method: "PUT", body }));
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(64 * 2 ** 20);
    // A part that the recording reads is copied. The rest arrives at once, after the recording has ended.
    expect(lengths.slice(0, -1).reduce((sum, length) => sum + length, 0)).toBeLessThan(20 * 2 ** 20);
  });

  it("reads no more of a long body than fetch sends, apart from what it keeps", async () => {
    let pulled = 0;
    const chunk = new Uint8Array(2 ** 20);
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        if (pulled > 200) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const init = { method: "PUT", body, duplex: "half" } as RequestInit;
    const unread: typeof fetch = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return new Response(null, { status: 204 });
    };
    await withErrata(unread)(new Request("https://api.example.com/", init));
    expect(pulled).toBeGreaterThan(15);
    expect(pulled).toBeLessThan(25);
  });
});

describe("openapi-fetch with a wrapped fetch", () => {
  interface Paths {
    "/things/{thingId}": {
      get: {
        parameters: { path: { thingId: string } };
        responses: {
          200: { content: { "application/json": { fine: boolean } } };
          404: { content: { "application/json": object } };
        };
      };
    };
  }

  it("retries, and returns typed errors for match", async () => {
    const api = createClient<Paths>({ baseUrl: server.url, fetch: wrapped() });
    server.plan(reject(503, "BUSY"), ok);
    const fine = await api.GET("/things/{thingId}", { params: { path: { thingId: "1" } } });
    expect([fine.data, sent()]).toEqual([{ fine: true }, 2]);
    server.plan(reject(404, "GONE"));
    const { error, response } = await api.GET("/things/{thingId}", { params: { path: { thingId: "1" } } });
    expect(error).toEqual({ error: { code: "GONE", message: "It is GONE." } });
    const failure = await parseResponse(response, metadata);
    expect(
      failure &&
        match(failure, {
          GONE: () => "gone",
          BROKE: () => "",
          TOO_BUSY: () => "",
          USED_UP: () => "",
          TAKEN: () => "",
          TOO_FAST: () => "",
          BUSY: () => "",
          NO_KEY: () => "",
          SORRY: () => "",
          _: () => "other",
        }),
    ).toBe("gone");
    server.plan(respond(500));
    const empty = await api.GET("/things/{thingId}", { params: { path: { thingId: "1" } } });
    expect(await parseResponse(empty.response)).toMatchObject({ kind: "internal", status: 500 });
  });
});
