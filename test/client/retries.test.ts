import { createServer } from "node:net";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { failure, onEveryTransport, timed } from "./calls.ts";
import { answer, cut, gzipped, late, ok, refuse, reset, silence, stall } from "./faults.ts";

onEveryTransport((bench) => {
  const sent = (): number => bench.server.arrivals.length;
  const fast = { maxWaitMs: 500, deadlineMs: 3_000 };

  describe("what was refused before any work", () => {
    it.each(["GET /things", "POST /things"] as const)(
      "%s is sent again after 429, and not before the server said",
      async (operation) => {
        bench.server.plan(refuse(429, "TOO_FAST", { "retry-after-ms": "120" }), ok);
        const result = await bench.make().try(operation);
        expect(result).toMatchObject({ ok: true, data: { fine: true } });
        expect(sent()).toBe(2);
        expect(bench.server.arrivals[1]!.at - bench.server.arrivals[0]!.at).toBeGreaterThanOrEqual(118);
      },
    );

    it("is sent again after 503 of the API, of any method, with a hint or by its contract", async () => {
      for (const fault of [refuse(503, "BUSY"), refuse(503, "NEW_CODE", { "retry-after-ms": "20" })]) {
        bench.server.plan(fault, ok);
        expect((await bench.make().try("POST /things")).ok).toBe(true);
        expect(sent()).toBe(2);
      }
    });

    it("is sent again where the connection was refused: the server never saw it", async () => {
      const taken = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => taken.once("listening", resolve));
      const { port } = taken.address() as { port: number };
      await new Promise((resolve) => taken.close(resolve));
      const error = await failure(bench.make({ ...fast, baseUrl: `http://127.0.0.1:${port}` }).try("POST /things"));
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

    it("is given to the caller after two retries, with the answer's own metadata", async () => {
      bench.server.plan(refuse(429, "TOO_FAST", { "retry-after-ms": "20", "x-request-id": "req-7" }));
      const error = await failure(bench.make().try("POST /things"));
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

  describe("what may have done its work", () => {
    const faults = {
      500: refuse(500, "SORRY"),
      "502 of a proxy": answer(502, "<html>"),
      "503 of a proxy": answer(503, "<html>", { "retry-after-ms": "30" }),
      504: answer(504),
      reset,
      "a success that breaks off": cut(200),
    };
    for (const [name, fault] of Object.entries(faults)) {
      it(`${name}: GET is sent again`, async () => {
        bench.server.plan(fault, ok);
        expect((await bench.make().try("GET /things")).ok).toBe(true);
        expect(sent()).toBe(2);
      });

      it(`${name}: POST is sent once`, async () => {
        bench.server.plan(fault, ok);
        expect(await failure(bench.make().try("POST /things"))).toMatchObject({
          attempts: 1,
          sent: true,
          effect: "unknown",
        });
        expect(sent()).toBe(1);
      });

      it(`${name}: POST with a key is sent again, with the same key`, async () => {
        bench.server.plan(fault, ok);
        expect((await bench.make().try("POST /things", { idempotencyKey: "key-1" })).ok).toBe(true);
        expect(bench.server.arrivals.map(({ headers }) => headers["idempotency-key"])).toEqual(["key-1", "key-1"]);
      });
    }

    it("is sent again where the contract says that the operation accepts a key: one key for all attempts, another for the next call", async () => {
      bench.server.plan(reset, refuse(500, "SORRY"), ok);
      const api = bench.make({ idempotencyHeader: "x-key" });
      await api.call("POST /orders", { body: { n: 1 } });
      await api.call("POST /orders", { body: { n: 2 } });
      const keys = bench.server.arrivals.map(({ headers }) => headers["x-key"]);
      expect(keys).toHaveLength(4);
      expect(new Set(keys.slice(0, 3)).size).toBe(1);
      expect(new Set(keys).size).toBe(2);
      expect(keys[0]).toMatch(/^[\w-]{16,}$/);
      expect(bench.server.arrivals.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":1}', '{"n":1}', '{"n":2}']);
    });

    it("is sent again, or not, as the caller says", async () => {
      bench.server.plan(refuse(500, "SORRY"), ok);
      expect((await bench.make().try("POST /things", { idempotent: true })).ok).toBe(true);
      bench.server.plan(refuse(500, "SORRY"), ok);
      expect((await bench.make().try("PUT /things", { idempotent: false })).ok).toBe(false);
      expect(sent()).toBe(1);
    });
  });

  describe("what a retry cannot cure", () => {
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
    it.each(codes)("%i %s is sent once", async (status, code) => {
      bench.server.plan(refuse(status, code, {}, { details: { required: 5 } }), ok);
      const error = await failure(bench.make().try("GET /things"));
      expect([error.code, error.status, sent()]).toEqual([code, status, 1]);
    });

    it("is sent once where the server says so, whatever the code", async () => {
      bench.server.plan(refuse(503, "BUSY", { "x-should-retry": "false" }), ok);
      await failure(bench.make().try("GET /things"));
      expect(sent()).toBe(1);
    });

    it("says who has to do what", async () => {
      bench.server.plan(refuse(429, "BROKE", {}, { details: { required: 5 } }));
      const error = await failure(bench.make().try("GET /things"));
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

  describe("bodies", () => {
    it("of JSON, bytes, texts, forms and files are sent again as they were", async () => {
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
        bench.server.plan(refuse(503, "BUSY"), ok);
        await bench.make().call("POST /things", { body });
        const [first, second] = bench.server.arrivals;
        expect(first!.body).not.toBe("");
        const unbound = (text: string | undefined) => text?.replaceAll(/-*(form-?data|undici)[\w-]*\d[\w-]*/gi, "");
        expect(unbound(second!.body)).toBe(unbound(first!.body));
        expect(unbound(second!.headers["content-type"])).toBe(unbound(first!.headers["content-type"]));
      }
    });

    it("that are streams are sent once", async () => {
      const streams = [() => Readable.from([Buffer.from("once")]), () => new Blob(["once"]).stream()];
      for (const stream of streams) {
        bench.server.plan(refuse(503, "BUSY"), ok);
        const error = await failure(bench.make().try("PUT /things", { body: stream() }));
        expect([error.code, sent(), bench.server.arrivals[0]!.body]).toEqual(["BUSY", 1, "once"]);
      }
    });
  });

  describe("the deadline", () => {
    it.each([
      ["an answer that never comes", silence],
      ["a success whose body never ends", stall(200)],
      ["an error whose body never ends", stall(500)],
      ["answers that are late", late(200, refuse(503, "BUSY"))],
    ])("ends %s", async (_, fault) => {
      bench.server.plan(fault);
      const [error, ms] = await timed(failure(bench.make({ deadlineMs: 300, retries: 9 }).try("GET /things")));
      expect(error.kind === "timeout" || error.code === "BUSY").toBe(true);
      expect(ms).toBeGreaterThan(180);
      expect(ms).toBeLessThan(450);
    });

    it("of one attempt ends that attempt only", async () => {
      bench.server.plan(silence, ok);
      expect((await bench.make({ attemptMs: 100 }).try("GET /things")).ok).toBe(true);
      expect(sent()).toBe(2);
      bench.server.plan(silence, ok);
      expect(await failure(bench.make({ attemptMs: 100 }).try("POST /things"))).toMatchObject({
        code: "CLIENT_TIMEOUT",
        kind: "timeout",
        effect: "unknown",
      });
      expect(sent()).toBe(1);
    });

    it("gives what does not fit it to the caller at once, with the wait", async () => {
      bench.server.plan(refuse(429, "TOO_FAST", { "retry-after": "3" }), ok);
      const [error, ms] = await timed(failure(bench.make({ deadlineMs: 2_000 }).try("GET /things")));
      expect([error.code, error.retryAfterMs, sent(), ms < 200]).toEqual(["TOO_FAST", 3_000, 1, true]);
    });

    it.each(["3600", "277403", "99999999999", "9".repeat(50)])(
      "and the longest wait: Retry-After %s is given to the caller at once",
      async (seconds) => {
        bench.server.plan(refuse(429, "TOO_FAST", { "retry-after": seconds }), ok);
        const [error, ms] = await timed(
          failure(bench.make({ deadlineMs: Number.POSITIVE_INFINITY }).try("GET /things")),
        );
        expect([error.retryAfterMs, sent(), ms < 200]).toEqual([
          Math.min(Number(seconds) * 1000, 2_147_483_647),
          1,
          true,
        ]);
      },
    );

    it.each(["soon", "-5", "1e3", "0", "Thu, 01 Jan 1970 00:00:00 GMT"])(
      "takes Retry-After %s for no hint, and backs off",
      async (text) => {
        bench.server.plan(refuse(429, "TOO_FAST", { "retry-after": text }), ok);
        const [, ms] = await timed(bench.make().call("GET /things"));
        expect(sent()).toBe(2);
        expect(ms).toBeGreaterThan(18);
        expect(ms).toBeLessThan(500);
      },
    );

    it("longer than a timer can be is no deadline, and fires no timer at once", async () => {
      for (const deadlineMs of [1e12, Number.POSITIVE_INFINITY, Number.NaN]) {
        bench.server.plan(late(40, ok));
        expect((await bench.make({ deadlineMs }).try("GET /things")).ok).toBe(true);
      }
    });
  });

  it("a hint is read from a date by the server's own clock, from RateLimit, and from the body", async () => {
    const date = "Fri, 20 Nov 2026 12:00:00 GMT";
    const hints: [Record<string, string>, object, number][] = [
      [{ date, "retry-after": "Fri, 20 Nov 2026 12:00:02 GMT" }, {}, 2_000],
      [{ ratelimit: '"m";r=0;t=2' }, {}, 2_000],
      [{ "ratelimit-remaining": "0", "ratelimit-reset": "2" }, {}, 2_000],
      [{}, { details: { retry_after: 2 } }, 2_000],
      [{}, { details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" }] }, 1_500],
    ];
    for (const [headers, more, ms] of hints) {
      bench.server.plan(refuse(429, "TOO_FAST", headers, more));
      const error = await failure(bench.make({ maxWaitMs: 100 }).try("GET /things"));
      expect([error.retryAfterMs, sent()]).toEqual([ms, 1]);
    }
  });

  it("a compressed error is read", async () => {
    bench.server.plan(gzipped(403, { error: { code: "GONE", message: "x" } }));
    expect(await failure(bench.make().try("GET /things"))).toMatchObject({ code: "GONE", status: 403 });
  });
});
