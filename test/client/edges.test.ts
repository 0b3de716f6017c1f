import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { decide, parseError } from "errata/client";
import { expect, it } from "vitest";
import { failure, onEveryTransport, timed } from "./calls.ts";
import { answer, endless, ok, refuse, reset } from "./faults.ts";

onEveryTransport((bench) => {
  const sent = (): number => bench.server.arrivals.length;

  it("a redirect is not followed: no key reaches another origin, and no POST becomes a GET", async () => {
    const seen: unknown[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers);
      response.end("{}");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const location = `http://localhost:${(other.address() as AddressInfo).port}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      bench.server.plan(answer(status, "", { location }), ok);
      const api = bench.make({ headers: { "x-api-key": "secret", authorization: "Bearer secret" } });
      for (const operation of ["GET /things", "POST /things"] as const) {
        const error = await failure(api.try(operation));
        expect(error).toMatchObject({ code: `HTTP_${status}`, known: false, sent: true, attempts: 1, retry: "never" });
        bench.server.plan(answer(status, "", { location }), ok);
      }
    }
    expect(seen).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it("Retry-After: 0 is no hint: a rate limit is not asked again at once", async () => {
    bench.server.plan(refuse(429, "TOO_FAST", { "retry-after": "0" }), ok);
    const [, ms] = await timed(bench.make().call("POST /things"));
    expect([sent(), ms >= 18]).toEqual([2, true]);
  });

  it("a date counts from the caller's own clock where the response has no Date", async () => {
    bench.server.plan((response) => {
      response.sendDate = false;
      const until = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2_000).toUTCString();
      response.writeHead(429, { "retry-after": until, "content-type": "application/json" });
      response.end('{"error":{"code":"TOO_FAST","message":"m"}}');
    });
    const error = await failure(bench.make({ maxWaitMs: 100 }).try("GET /things"));
    expect(error.retryAfterMs).toBeGreaterThan(1_500);
    expect(error.retryAfterMs).toBeLessThanOrEqual(3_000);
  });

  it("a wait that the caller ends tells how many requests were sent", async () => {
    bench.server.plan(refuse(503, "BUSY", { "retry-after": "2" }), ok);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 80);
    const error = await failure(bench.make().try("GET /things", { signal: controller.signal }));
    expect([error.kind, error.attempts, sent()]).toEqual(["cancelled", 1, 1]);
  });

  it("an error without an end is read no further than a mebibyte, and keeps its status", async () => {
    bench.server.plan(endless(503));
    const [error, ms] = await timed(failure(bench.make({ retries: 0, deadlineMs: 4_000 }).try("GET /things")));
    expect([error.status, error.kind, ms < 2_000]).toEqual([503, "unavailable", true]);
  });

  it("what is no UTF-8 is read all the same", async () => {
    bench.server.plan((response) => {
      response.writeHead(404, { "content-type": "application/json" });
      response.end(Buffer.from('{"error":{"code":"GONE","message":"caf\xe9"}}', "latin1"));
    });
    expect(await failure(bench.make().try("GET /things"))).toMatchObject({ code: "GONE", message: "caf\ufffd" });
  });

  it("a success that says a wrong encoding is a failure of the connection: GET is sent again, POST is not", async () => {
    const wrong = answer(200, "plain", { "content-encoding": "gzip", "content-type": "application/json" });
    bench.server.plan(wrong, ok);
    expect((await bench.make().try("GET /things")).ok).toBe(true);
    bench.server.plan(wrong, ok);
    expect(await failure(bench.make().try("POST /things"))).toMatchObject({
      sent: true,
      effect: "unknown",
      attempts: 1,
    });
  });

  it("answers to HEAD are told by their status alone", async () => {
    bench.server.plan(answer(404), answer(200));
    expect(await failure(bench.make().try("HEAD /things"))).toMatchObject({ code: "HTTP_404", kind: "not_found" });
    expect((await bench.make().try("HEAD /things")).ok).toBe(true);
  });

  it("a POST without a key whose connection breaks is sent once; a key given by the caller goes with every attempt", async () => {
    bench.server.plan(reset, ok);
    expect(await failure(bench.make().try("POST /things"))).toMatchObject({ code: "CLIENT_UNAVAILABLE", attempts: 1 });
    bench.server.plan(reset, reset, ok);
    expect((await bench.make().try("POST /things", { idempotencyKey: "k" })).ok).toBe(true);
    expect(bench.server.arrivals.map(({ headers }) => headers["idempotency-key"])).toEqual(["k", "k", "k"]);
  });
});

it("decide serves errors of any HTTP client, which count no attempts", () => {
  const error = parseError(503, { "retry-after": "1" }, '{"error":{"code":"BUSY","message":"m"}}');
  expect(decide(error, { random: () => 0 })).toBe(1_000);
  expect(decide(parseError(500, {}, "{}"), { idempotent: true, random: () => 1 })).toBe(250);
});

it("making an error leaves the program's own stacks as they were", () => {
  const limit = Error.stackTraceLimit;
  const error = parseError(404, {}, "{}");
  expect([error.stack, Error.stackTraceLimit, error instanceof Error]).toEqual([undefined, limit, true]);
  expect(new Error("own").stack).toContain("edges.test.ts");
});
