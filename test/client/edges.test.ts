import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { decide, parseError } from "errata/client";
import { expect, it } from "vitest";
import { endless, ok, reject, reset, respond } from "./faults.ts";
import { failure, onEveryTransport, timed } from "./transports.ts";

onEveryTransport((bench) => {
  const sent = (): number => bench.server.arrivals.length;

  it("does not follow redirects, so no key reaches another origin and no POST becomes a GET", async () => {
    const received: unknown[] = [];
    const other = createServer((request, response) => {
      received.push(request.headers);
      response.end("{}");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const location = `http://localhost:${(other.address() as AddressInfo).port}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      bench.server.plan(respond(status, "", { location }), ok);
      const api = bench.connect({ headers: { "x-api-key": "secret", authorization: "Bearer secret" } });
      for (const operation of ["GET /things", "POST /things"] as const) {
        const error = await failure(api.try(operation));
        expect(error).toMatchObject({ code: `HTTP_${status}`, known: false, sent: true, attempts: 1, retry: "never" });
        bench.server.plan(respond(status, "", { location }), ok);
      }
    }
    expect(received).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it("ignores Retry-After: 0 and backs off", async () => {
    bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "0" }), ok);
    const [, ms] = await timed(bench.connect().call("POST /things"));
    expect([sent(), ms >= 18]).toEqual([2, true]);
  });

  it("computes a date relative to the client's clock if the response has no Date", async () => {
    bench.server.plan((response) => {
      response.sendDate = false;
      const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2_000).toUTCString();
      response.writeHead(429, { "retry-after": until, "content-type": "application/json" });
      response.end('{"error":{"code":"TOO_FAST","message":"m"}}');
    });
    const error = await failure(bench.connect({ maxWaitMs: 100 }).try("GET /things"));
    expect(error.retryAfterMs).toBeGreaterThan(1_500);
    expect(error.retryAfterMs).toBeLessThanOrEqual(3_000);
  });

  it("reports the number of sent requests if the caller aborts a wait", async () => {
    bench.server.plan(reject(503, "BUSY", { "retry-after": "2" }), ok);
    const controller = new AbortController();
    const onRetry = (): void => void setTimeout(() => controller.abort(), 20);
    const error = await failure(bench.connect({ onRetry }).try("GET /things", { signal: controller.signal }));
    expect([error.kind, error.attempts, sent()]).toEqual(["cancelled", 1, 1]);
  });

  it("reads at most 1 MiB of an error, and keeps its status", async () => {
    bench.server.plan(endless(503));
    const [error, ms] = await timed(failure(bench.connect({ retries: 0, deadlineMs: 4_000 }).try("GET /things")));
    expect([error.status, error.kind, ms < 2_000]).toEqual([503, "unavailable", true]);
  });

  it("parses an error that is not valid UTF-8", async () => {
    bench.server.plan((response) => {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(Buffer.from('{"error":{"code":"GONE","message":"caf\xe9"}}', "latin1"));
    });
    expect(await failure(bench.connect().try("GET /things"))).toMatchObject({ code: "GONE", message: "caf\ufffd" });
  });

  it("treats a success with a wrong Content-Encoding as a failed connection: retries a GET, not a POST", async () => {
    const wrong = respond(200, "plain", { "content-encoding": "gzip", "content-type": "application/json" });
    bench.server.plan(wrong, ok);
    expect((await bench.connect().try("GET /things")).ok).toBe(true);
    bench.server.plan(wrong, ok);
    expect(await failure(bench.connect().try("POST /things"))).toMatchObject({
      sent: true,
      effect: "unknown",
      attempts: 1,
    });
  });

  it("judges responses to HEAD by their status alone", async () => {
    bench.server.plan(respond(404), respond(200));
    expect(await failure(bench.connect().try("HEAD /things"))).toMatchObject({ code: "HTTP_404", kind: "not_found" });
    expect((await bench.connect().try("HEAD /things")).ok).toBe(true);
  });

  it("sends a POST once if its connection breaks, unless the caller passes an idempotency key, which every attempt has", async () => {
    bench.server.plan(reset, ok);
    expect(await failure(bench.connect().try("POST /things"))).toMatchObject({
      code: "CLIENT_UNAVAILABLE",
      attempts: 1,
    });
    bench.server.plan(reset, reset, ok);
    expect((await bench.connect().try("POST /things", { idempotencyKey: "k" })).ok).toBe(true);
    expect(bench.server.arrivals.map(({ headers }) => headers["idempotency-key"])).toEqual(["k", "k", "k"]);
  });
});

it("decide works with errors of any HTTP client, which have no attempts", () => {
  const error = parseError(503, { "retry-after": "1" }, '{"error":{"code":"BUSY","message":"m"}}');
  expect(decide(error, { random: () => 0 })).toBe(1_000);
  expect(decide(parseError(500, {}, "{}"), { idempotent: true, random: () => 1 })).toBe(250);
});

it("creating an error does not change the stack traces of the program", () => {
  const limit = Error.stackTraceLimit;
  const error = parseError(404, {}, "{}");
  expect([error.stack, Error.stackTraceLimit, error instanceof Error]).toEqual([undefined, limit, true]);
  expect(new Error("own").stack).toContain("edges.test.ts");
});
