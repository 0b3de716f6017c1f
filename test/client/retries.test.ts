import { createServer } from "node:net";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { cut, gzipped, late, ok, reject, reset, respond, silence, stall } from "./faults.ts";
import { failure, onEveryTransport, timed } from "./transports.ts";

onEveryTransport((bench) => {
  const sent = (): number => bench.server.arrivals.length;
  const fast = { maxWaitMs: 500, deadlineMs: 3_000 };

  describe("an error rejected before any work", () => {
    it.each(["GET /things", "POST /things"] as const)(
      "retries %s after a 429, not earlier than the server says",
      async (operation) => {
        bench.server.plan(reject(429, "TOO_FAST", { "retry-after-ms": "120" }), ok);
        const result = await bench.connect().try(operation);
        expect(result).toMatchObject({ ok: true, data: { fine: true } });
        expect(sent()).toBe(2);
        expect(bench.server.arrivals[1]!.at - bench.server.arrivals[0]!.at).toBeGreaterThanOrEqual(118);
      },
    );

    it("is retried with any method after a 503 of the API with a hint or a code of the contract", async () => {
      for (const fault of [reject(503, "BUSY"), reject(503, "NEW_CODE", { "retry-after-ms": "20" })]) {
        bench.server.plan(fault, ok);
        expect((await bench.connect().try("POST /things")).ok).toBe(true);
        expect(sent()).toBe(2);
      }
    });

    it("is retried with any method if the connection was refused, because the server received nothing", async () => {
      const closed = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => closed.once("listening", resolve));
      const { port } = closed.address() as { port: number };
      await new Promise((resolve) => closed.close(resolve));
      const error = await failure(bench.connect({ ...fast, baseUrl: `http://127.0.0.1:${port}` }).try("POST /things"));
      expect(error).toMatchObject({
        code: "CLIENT_UNAVAILABLE",
        kind: "unavailable",
        origin: "client",
        sent: false,
        effect: "none",
        status: 0,
        attempts: 3,
      });
    });

    it("is returned after two retries, with the values of the last response", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after-ms": "20", "x-request-id": "req-7" }));
      const error = await failure(bench.connect().try("POST /things"));
      expect(error).toMatchObject({
        code: "TOO_FAST",
        known: true,
        attempts: 3,
        retryAfterMs: 20,
        requestId: "req-7",
        status: 429,
      });
      expect(sent()).toBe(3);
    });
  });

  describe("an ambiguous failure", () => {
    const faults = {
      "a 500": reject(500, "SORRY"),
      "a 502 of a proxy": respond(502, "<html>"),
      "a 503 of a proxy": respond(503, "<html>", { "retry-after-ms": "30" }),
      "a 504": respond(504),
      "a reset connection": reset,
      "a success that breaks off": cut(200),
    };
    for (const [name, fault] of Object.entries(faults)) {
      it(`retries a GET after ${name}`, async () => {
        bench.server.plan(fault, ok);
        expect((await bench.connect().try("GET /things")).ok).toBe(true);
        expect(sent()).toBe(2);
      });

      it(`sends a POST once before ${name}`, async () => {
        bench.server.plan(fault, ok);
        expect(await failure(bench.connect().try("POST /things"))).toMatchObject({
          attempts: 1,
          sent: true,
          effect: "unknown",
        });
        expect(sent()).toBe(1);
      });

      it(`retries a POST with an idempotency key after ${name}, with the same key`, async () => {
        bench.server.plan(fault, ok);
        expect((await bench.connect().try("POST /things", { idempotencyKey: "key-1" })).ok).toBe(true);
        expect(bench.server.arrivals.map(({ headers }) => headers["idempotency-key"])).toEqual(["key-1", "key-1"]);
      });
    }

    it("is retried if the contract accepts an idempotency key: with one generated key for all attempts of a call", async () => {
      bench.server.plan(reset, reject(500, "SORRY"), ok);
      const api = bench.connect({ idempotencyHeader: "x-key" });
      await api.call("POST /orders", { body: { n: 1 } });
      await api.call("POST /orders", { body: { n: 2 } });
      const keys = bench.server.arrivals.map(({ headers }) => headers["x-key"]);
      expect(keys).toHaveLength(4);
      expect(new Set(keys.slice(0, 3)).size).toBe(1);
      expect(new Set(keys).size).toBe(2);
      expect(keys[0]).toMatch(/^[\w-]{16,}$/);
      expect(bench.server.arrivals.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":1}', '{"n":1}', '{"n":2}']);
    });

    it("is retried if the call says that it is idempotent, and otherwise not", async () => {
      bench.server.plan(reject(500, "SORRY"), ok);
      expect((await bench.connect().try("POST /things", { idempotent: true })).ok).toBe(true);
      bench.server.plan(reject(500, "SORRY"), ok);
      expect((await bench.connect().try("PUT /things", { idempotent: false })).ok).toBe(false);
      expect(sent()).toBe(1);
    });
  });

  describe("an error that a retry cannot fix", () => {
    const codes = [
      [401, "NO_KEY"],
      [404, "GONE"],
      [409, "TAKEN"],
      [429, "BROKE"],
      [429, "USED_UP"],
      [422, "NEW_CODE"],
      [501, "NEW_CODE"],
      [505, "NEW_CODE"],
    ] as const;
    it.each(codes)("is not retried: %i %s", async (status, code) => {
      bench.server.plan(reject(status, code, {}, { details: { required: 5 } }), ok);
      const error = await failure(bench.connect().try("GET /things"));
      expect([error.code, error.status, sent()]).toEqual([code, status, 1]);
    });

    it("is not retried if the server says so, even if its code can be", async () => {
      bench.server.plan(reject(503, "BUSY", { "x-should-retry": "false" }), ok);
      await failure(bench.connect().try("GET /things"));
      expect(sent()).toBe(1);
    });

    it("says what to do and who can do it", async () => {
      bench.server.plan(reject(429, "BROKE", {}, { details: { required: 5 } }));
      const error = await failure(bench.connect().try("GET /things"));
      expect(error.remedy).toEqual({
        action: "top_up",
        actor: "account_owner",
        text: "Top up.",
        url: "https://shop.example/billing",
      });
      expect(error.docsUrl).toBe("https://shop.example/errors/BROKE");
      expect(String(error)).toBe("BROKE - 429 - It is BROKE. - Top up. - https://shop.example/billing");
      expect(error.details).toEqual({ required: 5 });
    });
  });

  describe("a body", () => {
    it("of JSON, bytes, text, forms or files is sent again unchanged", async () => {
      const form = new FormData();
      form.set("name", "value");
      for (const body of [
        { a: 1 },
        [1],
        "text",
        new Uint8Array([104, 105]),
        new URLSearchParams({ a: "1" }),
        form,
        new Blob(["b"]),
      ]) {
        bench.server.plan(reject(503, "BUSY"), ok);
        await bench.connect().call("POST /things", { body });
        const [first, second] = bench.server.arrivals;
        expect(first!.body).not.toBe("");
        const withoutBoundary = (text: string | undefined) =>
          text?.replaceAll(/-*(form-?data|undici)[\w-]*\d[\w-]*/gi, "");
        expect(withoutBoundary(second!.body)).toBe(withoutBoundary(first!.body));
        expect(withoutBoundary(second!.headers["content-type"])).toBe(withoutBoundary(first!.headers["content-type"]));
      }
    });

    it("that is a stream is sent once", async () => {
      const streams = [() => Readable.from([Buffer.from("once")]), () => new Blob(["once"]).stream()];
      for (const stream of streams) {
        bench.server.plan(reject(503, "BUSY"), ok);
        const error = await failure(bench.connect().try("PUT /things", { body: stream() }));
        expect([error.code, sent(), bench.server.arrivals[0]!.body]).toEqual(["BUSY", 1, "once"]);
      }
    });
  });

  describe("the deadline", () => {
    it.each([
      ["a response that never comes", silence, ["CLIENT_TIMEOUT"]],
      ["a success whose body never ends", stall(200), ["CLIENT_TIMEOUT"]],
      ["an error whose body never ends", stall(500), ["HTTP_500"]],
      ["retries of late responses", late(200, reject(503, "BUSY")), ["CLIENT_TIMEOUT", "BUSY"]],
    ])("ends %s", async (_, fault, codes) => {
      bench.server.plan(fault);
      const [error, ms] = await timed(failure(bench.connect({ deadlineMs: 300, retries: 9 }).try("GET /things")));
      expect(codes).toContain(error.code);
      expect(ms).toBeGreaterThan(180);
      expect(ms).toBeLessThan(1_500);
    });

    it("of one attempt (attemptMs) ends only that attempt", async () => {
      bench.server.plan(silence, ok);
      expect((await bench.connect({ attemptMs: 100 }).try("GET /things")).ok).toBe(true);
      expect(sent()).toBe(2);
      bench.server.plan(silence, ok);
      expect(await failure(bench.connect({ attemptMs: 100 }).try("POST /things"))).toMatchObject({
        code: "CLIENT_TIMEOUT",
        kind: "timeout",
        effect: "unknown",
      });
      expect(sent()).toBe(1);
    });

    it("returns an error at once if its wait exceeds the deadline, with the wait", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "3" }), ok);
      const [error, ms] = await timed(failure(bench.connect({ deadlineMs: 2_000 }).try("GET /things")));
      expect([error.code, error.retryAfterMs, sent(), ms < 1_500]).toEqual(["TOO_FAST", 3_000, 1, true]);
    });

    it.each(["3600", "277403", "99999999999", "9".repeat(50)])(
      "and maxWaitMs return an error with Retry-After %s at once",
      async (seconds) => {
        bench.server.plan(reject(429, "TOO_FAST", { "retry-after": seconds }), ok);
        const [error, ms] = await timed(
          failure(bench.connect({ deadlineMs: Number.POSITIVE_INFINITY }).try("GET /things")),
        );
        expect([error.retryAfterMs, sent(), ms < 2_000]).toEqual([
          Math.min(Number(seconds) * 1000, 2_147_483_647),
          1,
          true,
        ]);
      },
    );

    it.each(["soon", "-5", "1e3", "0", "Thu, 01 Jan 1970 00:00:00 GMT"])(
      "does not apply to the invalid Retry-After %s, which is ignored: the client backs off",
      async (text) => {
        bench.server.plan(reject(429, "TOO_FAST", { "retry-after": text }), ok);
        const [, ms] = await timed(bench.connect().call("GET /things"));
        expect(sent()).toBe(2);
        expect(ms).toBeGreaterThan(18);
        expect(ms).toBeLessThan(1_500);
      },
    );

    it("is ignored if it exceeds the longest timer, and does not fire at once", async () => {
      for (const deadlineMs of [1e12, Number.POSITIVE_INFINITY]) {
        bench.server.plan(late(40, ok));
        expect((await bench.connect({ deadlineMs }).try("GET /things")).ok).toBe(true);
      }
    });
  });

  it("reads a wait from a date relative to the response's Date, from RateLimit and from the body", async () => {
    const date = "Fri, 20 Nov 2026 12:00:00 GMT";
    const hints: [Record<string, string>, object, number][] = [
      [{ date, "retry-after": "Fri, 20 Nov 2026 12:00:02 GMT" }, {}, 2_000],
      [{ ratelimit: '"m";r=0;t=2' }, {}, 2_000],
      [{ "ratelimit-remaining": "0", "ratelimit-reset": "2" }, {}, 2_000],
      [{}, { details: { retry_after: 2 } }, 2_000],
      [{}, { details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" }] }, 1_500],
    ];
    for (const [headers, more, ms] of hints) {
      bench.server.plan(reject(429, "TOO_FAST", headers, more));
      const error = await failure(bench.connect({ maxWaitMs: 100 }).try("GET /things"));
      expect([error.retryAfterMs, sent()]).toEqual([ms, 1]);
    }
  });

  describe("the number of the attempt", () => {
    const numbers = (name = "errata-attempt") => bench.server.arrivals.map(({ headers }) => headers[name]);

    it("is sent from the second attempt on", async () => {
      bench.server.plan(reject(503, "BUSY"), reset, ok);
      await bench.connect().call("GET /things");
      expect(numbers()).toEqual([undefined, "2", "3"]);
    });

    it("is not sent if attemptHeader is false", async () => {
      bench.server.plan(reject(503, "BUSY"), ok);
      await bench.connect({ attemptHeader: false }).call("GET /things");
      expect(numbers()).toEqual([undefined, undefined]);
    });
  });

  it("sends nothing if the deadline ends while headers() is pending", async () => {
    bench.server.plan(ok);
    const headers = () => new Promise<object>((resolve) => setTimeout(() => resolve({}), 80)) as Promise<HeadersInit>;
    await failure(bench.connect({ headers, attemptMs: 30, retries: 0 }).try("GET /things"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(sent()).toBe(0);
  });

  it("parses a compressed error", async () => {
    bench.server.plan(gzipped(403, { error: { code: "GONE", message: "x" } }));
    expect(await failure(bench.connect().try("GET /things"))).toMatchObject({ code: "GONE", status: 403 });
  });
});
