import { type CallOptions, client, contractMetadata, parseResponse, withErrata } from "errata/client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Arrival, type Fault, type FaultServer, faultServer } from "./fault-server.ts";
import { ok, reject } from "./faults.ts";
import { shop } from "./shop.ts";
import { failure, onEveryTransport, timed } from "./transports.ts";

const tick = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Headers of two callers, in every form in which APIs identify them. */
const callers: readonly [string, Record<string, string>, Record<string, string>][] = [
  ["Authorization", { authorization: "Bearer a" }, { authorization: "Bearer b" }],
  ["X-Api-Key", { "X-Api-Key": "a" }, { "X-Api-Key": "b" }],
  ["an own key header", { apikey: "a" }, { apikey: "b" }],
  ["cookies", { cookie: "session=a" }, { cookie: "session=b" }],
  [
    "a tenant header beside a shared key",
    { authorization: "x", "x-tenant": "a" },
    { authorization: "x", "x-tenant": "b" },
  ],
  ["a forwarded address", { "x-forwarded-for": "192.0.2.1" }, { "x-forwarded-for": "192.0.2.2" }],
  ["a credential and none", { authorization: "Bearer a" }, {}],
];

/** Rejects the requests of one caller to one path, and accepts all others. */
const rejectOnly =
  (isRejected: (request: Arrival["headers"], url: string) => boolean, headers: Record<string, string>): Fault =>
  (response, request) =>
    (isRejected(request.headers, request.url ?? "") ? reject(429, "TOO_FAST", headers) : ok)(response, request);

onEveryTransport((bench) => {
  const sent = (): number => bench.server.arrivals.length;

  describe("a rate limit", () => {
    it("holds later calls of the operation until its wait is over", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after-ms": "200" }), ok);
      const api = bench.connect();
      const first = api.try("POST /things");
      while (sent() === 0) await tick(2);
      await tick(20);
      const later = Array.from({ length: 20 }, () => api.try("POST /things"));
      const results = await Promise.all([first, ...later]);
      expect(results.every((result) => result.ok)).toBe(true);
      expect(sent()).toBe(22);
      const [rejected, ...others] = bench.server.arrivals;
      for (const { at } of others) expect(at - rejected!.at).toBeGreaterThanOrEqual(195);
    });

    it("is returned to later calls at once and unsent, with the rest of the wait, if that exceeds maxWaitMs", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.connect({ maxWaitMs: 100 });
      await failure(api.try("POST /things"));
      const [error, ms] = await timed(failure(api.try("POST /things")));
      expect(error).toMatchObject({
        code: "TOO_FAST",
        known: true,
        origin: "client",
        sent: false,
        attempts: 0,
        status: 429,
      });
      expect(error.retryAfterMs).toBeGreaterThan(59_000);
      expect(error.retryAfterMs).toBeLessThan(60_000);
      expect([sent(), ms < 90]).toEqual([1, true]);
      await tick(110);
      expect((await api.try("POST /things")).ok).toBe(true);
    });

    it("does not hold another operation", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.connect();
      await failure(api.try("GET /things"));
      expect((await api.try("POST /things")).ok).toBe(true);
      expect((await api.try("GET /things/{thingId}", { params: { thingId: "1" } })).ok).toBe(true);
      expect(await failure(api.try("GET /things"))).toMatchObject({ sent: false });
    });

    it("holds the same operation with other path parameters and another query", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.connect();
      await failure(api.try("GET /things/{thingId}", { params: { thingId: "1" } }));
      const call = { params: { thingId: "2" }, query: { page: 2 } };
      expect(await failure(api.try("GET /things/{thingId}", call))).toMatchObject({ sent: false });
    });

    it("holds every operation if the contract says that it covers the credential", async () => {
      bench.server.plan(reject(429, "TOO_BUSY", { "retry-after": "60" }), ok);
      const api = bench.connect();
      const a = { headers: { authorization: "Bearer a" } };
      await failure(api.try("GET /things", a));
      expect(await failure(api.try("POST /things", a))).toMatchObject({ code: "TOO_BUSY", sent: false });
      expect((await api.try("POST /things", { headers: { authorization: "Bearer b" } })).ok).toBe(true);
    });

    it("holds every operation under the policy that the server names, and no other", async () => {
      const account = { ratelimit: '"account";r=1;t=60' };
      bench.server.plan(
        (response) => response.writeHead(200, account).end(),
        (response) => response.writeHead(200, { ratelimit: '"export";r=5;t=60' }).end(),
        reject(429, "TOO_FAST", { ratelimit: '"export";r=5;t=60, "account";r=0;t=60' }),
        ok,
      );
      const api = bench.connect();
      await api.call("GET /things");
      await api.call("GET /things/{thingId}", { params: { thingId: "1" } });
      await failure(api.try("POST /things"));
      expect(await failure(api.try("GET /things"))).toMatchObject({ sent: false, retryAfterMs: expect.any(Number) });
      expect((await api.try("GET /things/{thingId}", { params: { thingId: "1" } })).ok).toBe(true);
      // No response has named a policy of this operation yet.
      expect((await api.try("PUT /things")).ok).toBe(true);
    });

    it("holds only its operation if the named policy has requests left", async () => {
      const global = { ratelimit: '"global";r=50;t=60' };
      bench.server.plan(
        (response) => response.writeHead(200, global).end(),
        reject(429, "TOO_FAST", { ...global, "retry-after": "60" }),
        ok,
      );
      const api = bench.connect();
      await api.call("GET /things");
      await failure(api.try("POST /things"));
      expect((await api.try("GET /things")).ok).toBe(true);
      expect(await failure(api.try("POST /things"))).toMatchObject({ sent: false });
    });

    it("holds nothing if gate is false", async () => {
      bench.server.plan(reject(429, "TOO_BUSY", { "retry-after": "60" }), ok);
      const api = bench.connect({ gate: false });
      await failure(api.try("GET /things"));
      expect((await api.try("GET /things")).ok).toBe(true);
    });

    it("holds nothing if it is an exhausted balance", async () => {
      bench.server.plan(reject(429, "BROKE", { "retry-after": "60" }), ok);
      const api = bench.connect();
      await failure(api.try("GET /things"));
      expect((await api.try("GET /things")).ok).toBe(true);
    });

    it("of one client does not hold another client", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      await failure(bench.connect().try("GET /things"));
      expect((await bench.connect().try("GET /things")).ok).toBe(true);
    });

    it("does not hold another caller, identified by the path", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.connect();
      await failure(api.try("GET /things/{thingId}", { params: { thingId: "token-a" } }));
      expect((await api.try("GET /things/{thingId}", { params: { thingId: "token-b" } })).ok).toBe(true);
      expect(await failure(api.try("GET /things/{thingId}", { params: { thingId: "token-a" } }))).toMatchObject({
        sent: false,
      });
    });

    it.each(callers)("does not hold another caller, identified by %s", async (_, a, b) => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.connect();
      await failure(api.try("GET /things", { headers: a }));
      expect(await api.try("GET /things", { headers: b })).toMatchObject({ ok: true, data: { fine: true } });
      expect(await failure(api.try("GET /things", { headers: a }))).toMatchObject({ sent: false });
    });

    it("does not hold another caller, identified by the query, by headers() or by callerOf", async () => {
      let caller = "a";
      const cases: [Parameters<typeof bench.connect>[0], () => CallOptions][] = [
        [{}, () => ({ query: { api_key: caller } })],
        [{ headers: () => ({ authorization: caller }) }, () => ({})],
        [{ callerOf: () => caller }, () => ({})],
      ];
      for (const [options, call] of cases) {
        caller = "a";
        bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
        const api = bench.connect(options);
        await failure(api.try("GET /things", call() as object));
        caller = "b";
        expect((await api.try("GET /things", call() as object)).ok).toBe(true);
        caller = "a";
        expect(await failure(api.try("GET /things", call() as object))).toMatchObject({ sent: false });
      }
    });

    it("holds calls of the same caller that differ in headers of the request", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.connect({ idempotencyHeader: "X-Key" });
      const call = (id: string): CallOptions => ({
        headers: { authorization: "Bearer a", "x-request-id": id, traceparent: id, "accept-language": id },
        idempotencyKey: id,
        body: id === "1" ? { a: 1 } : "text",
      });
      await failure(api.try("POST /things", call("1") as object));
      expect(await failure(api.try("POST /things", call("2") as object))).toMatchObject({ sent: false });
    });

    it("never mixes up callers and operations of a shared client under concurrency", async () => {
      const isRejected = (headers: Arrival["headers"], url: string): boolean =>
        headers.authorization === "tenant 0" && url.startsWith("/things?");
      bench.server.plan(rejectOnly(isRejected, { "retry-after": "60" }));
      const api = bench.connect();
      const calls = Array.from({ length: 200 }, async (_, index) => {
        const headers = { authorization: `tenant ${index % 5}` };
        await tick(index % 7);
        return index % 2 === 0
          ? [index % 5 === 0, await api.try("GET /things", { headers, query: { n: 1 } })]
          : [false, await api.try("POST /things", { headers })];
      });
      for (const [isLimited, result] of await Promise.all(calls))
        expect([isLimited, (result as { ok: boolean }).ok]).toEqual([isLimited, !isLimited]);
    });
  });

  describe("a retry budget", () => {
    it("that one caller has used up leaves the retries of another", async () => {
      const api = bench.connect();
      const a = { headers: { authorization: "Bearer a" } };
      const b = { headers: { authorization: "Bearer b" } };
      bench.server.plan(reject(500, "SORRY"));
      for (let call = 0; call < 40; call += 1) await failure(api.try("GET /things", a));
      bench.server.plan(reject(500, "SORRY"), ok);
      expect(await failure(api.try("GET /things", a))).toMatchObject({ attempts: 1 });
      bench.server.plan(reject(500, "SORRY"), ok);
      expect((await api.try("GET /things", b)).ok).toBe(true);
    });

    it("survives calls of many other callers", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.connect();
      const a = { headers: { authorization: "Bearer a" } };
      await failure(api.try("GET /things", a));
      for (let other = 0; other < 300; other += 1)
        await api.call("GET /things", { headers: { authorization: `Bearer ${other}` } });
      expect(await failure(api.try("GET /things", a))).toMatchObject({ sent: false });
    });
  });
});

describe("withErrata", () => {
  let server: FaultServer;
  beforeAll(async () => {
    server = await faultServer();
  });
  afterAll(() => server.close());
  beforeEach(() => server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }), ok));

  const wrap = (options = {}): typeof fetch =>
    withErrata(fetch, { metadata: contractMetadata(shop), random: () => 0, ...options });
  const url = (path: string): string => `${server.url}${path}`;

  it("returns the 429 to later requests of the same caller and path, unsent, with the rest of the wait", async () => {
    const request = wrap();
    expect((await request(url("/things"))).status).toBe(429);
    const response = await request(url("/things?page=2"));
    expect([response.status, server.arrivals.length]).toEqual([429, 1]);
    const seconds = Number(response.headers.get("retry-after"));
    const ms = Number(response.headers.get("retry-after-ms"));
    expect([seconds, Number.isInteger(ms), ms > 59_000 && ms <= 60_000]).toEqual([60, true, true]);
    expect(await response.json()).toMatchObject({ error: { code: "TOO_FAST" } });
    expect(await parseResponse(response)).toMatchObject({ code: "TOO_FAST", sent: false });
  });

  it.each(callers)("sends the request of another caller, identified by %s", async (_, a, b) => {
    const request = wrap();
    expect((await request(url("/things"), { headers: a })).status).toBe(429);
    const response = await request(url("/things"), { headers: b });
    expect([response.status, await response.json()]).toEqual([200, { fine: true }]);
    expect((await request(new Request(url("/things"), { headers: a }))).status).toBe(429);
    expect(server.arrivals).toHaveLength(2);
  });

  it("sends requests with another key in the query, and to another path, method or origin", async () => {
    const request = wrap();
    expect((await request(url("/export?api_key=a"))).status).toBe(429);
    expect((await request(url("/export?api_key=b"))).status).toBe(200);
    expect((await request(url("/other?api_key=a"))).status).toBe(200);
    expect((await request(url("/export?api_key=a"), { method: "PUT" })).status).toBe(200);
    const localhost = url("/export?api_key=a").replace("127.0.0.1", "localhost");
    await expect(request(localhost).then(() => "sent")).resolves.toBe("sent");
    expect((await request(url("/export?api_key=a"))).status).toBe(429);
  });

  it("sends requests of another caller, identified by the path, under a policy that the server names", async () => {
    const headers = { ratelimit: '"minute";r=9;t=60' };
    const fine: Fault = (response) => response.writeHead(200, headers).end("{}");
    server.plan(fine, reject(429, "TOO_FAST", { ratelimit: '"minute";r=0;t=60' }), fine);
    const request = wrap({ retries: 0 });
    await request(url("/hooks/b/export"));
    expect((await request(url("/hooks/a/export"))).status).toBe(429);
    expect((await request(url("/hooks/b/export"))).status).toBe(200);
  });

  it("holds all requests of a caller to an origin if the contract says that the limit covers the credential", async () => {
    server.plan(reject(429, "TOO_BUSY", { "retry-after": "60" }), ok);
    const request = wrap();
    const a = { headers: { "x-api-key": "a" } };
    expect((await request(url("/things"), a)).status).toBe(429);
    expect((await request(url("/other"), a)).status).toBe(429);
    expect((await request(url("/other"), { headers: { "x-api-key": "b" } })).status).toBe(200);
    expect(server.arrivals).toHaveLength(2);
  });

  it("sends every request if gate is false", async () => {
    const request = wrap({ gate: false });
    expect((await request(url("/things"))).status).toBe(429);
    expect((await request(url("/things"))).status).toBe(200);
  });

  it("keeps the retry budgets of callers apart", async () => {
    server.plan(reject(500, "SORRY"));
    const request = wrap();
    for (let call = 0; call < 40; call += 1) await request(url("/things"), { headers: { "x-api-key": "a" } });
    server.plan(reject(500, "SORRY"), ok);
    expect((await request(url("/things"), { headers: { "x-api-key": "a" } })).status).toBe(500);
    server.plan(reject(500, "SORRY"), ok);
    expect((await request(url("/things"), { headers: { "x-api-key": "b" } })).status).toBe(200);
  });

  it("gives every caller of a shared instance its own response under concurrency", async () => {
    server.plan((response, request) => {
      const body = { tenant: request.headers.authorization, path: request.url };
      const isLimited = body.tenant === "t0" && body.path === "/export";
      response.writeHead(isLimited ? 429 : 200, { "content-type": "application/json", "retry-after": "60" });
      response.end(JSON.stringify(body));
    });
    const request = wrap();
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const tenant = `t${index % 4}`;
        const path = index % 3 === 0 ? "/export" : "/other";
        await tick(index % 5);
        const response = await request(url(path), { headers: { authorization: tenant } });
        expect([response.status, await response.json()]).toEqual([
          tenant === "t0" && path === "/export" ? 429 : 200,
          { tenant, path },
        ]);
      }),
    );
  });
});

it("does not print a credential that it remembers", () => {
  const api = client({ baseUrl: "https://api.example.com", headers: { authorization: "s3cr3t" } });
  expect(JSON.stringify(api)).not.toContain("s3cr3t");
});
