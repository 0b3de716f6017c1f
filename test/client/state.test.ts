import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Fault } from "./fault-server.ts";
import { late, ok, reject, reset, respond, silence, stall } from "./faults.ts";
import { failure, onEveryTransport, timed } from "./transports.ts";

const tick = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

onEveryTransport((bench) => {
  const sent = (): number => bench.server.arrivals.length;

  it("sends each call once when an outage has used up the retry budget, and restores it after successes", async () => {
    bench.server.plan(reject(500, "SORRY"));
    const api = bench.connect();
    for (let call = 0; call < 40; call += 1) await failure(api.try("GET /things"));
    // 500 tokens at 14 each: 35 retries for 40 calls instead of 80.
    expect(sent()).toBe(75);
    bench.server.plan(ok);
    for (let call = 0; call < 4; call += 1) await api.call("GET /things");
    bench.server.plan(reject(500, "SORRY"), ok);
    expect((await api.try("GET /things")).ok).toBe(true);
  });

  it("refunds the cost of a retry that succeeds", async () => {
    const api = bench.connect();
    for (let call = 0; call < 60; call += 1) {
      bench.server.plan(reject(500, "SORRY"), ok);
      expect((await api.try("GET /things")).ok).toBe(true);
    }
  });

  describe("an abort", () => {
    const moments: [string, number, Fault[]][] = [
      ["while the request is pending", 1, [silence]],
      ["while the body of a success is pending", 1, [stall(200)]],
      ["while the body of an error is pending", 1, [stall(500)]],
      ["during the wait before a retry", 1, [reject(429, "TOO_FAST", { "retry-after": "2" }), ok]],
      ["while the second attempt is pending", 2, [reset, silence]],
    ];
    it.each(moments)("%s ends the call at once, without another request", async (_, requests, plan) => {
      bench.server.plan(...plan);
      const controller = new AbortController();
      const call = failure(bench.connect().try("GET /things", { signal: controller.signal }));
      while (sent() < requests) await tick(5);
      // The start of the response follows the request.
      await tick(50);
      controller.abort(new Error("enough"));
      // A timer is as late as the call on a busy machine, unlike a clock.
      let isLate = false;
      setTimeout(() => {
        isLate = true;
      }, 500);
      const error = await call;
      expect(isLate).toBe(false);
      expect(error).toMatchObject({
        code: "CLIENT_CANCELLED",
        kind: "cancelled",
        message: "enough",
        cause: { message: "enough" },
      });
      const before = sent();
      await tick(60);
      expect(sent()).toBe(before);
    });

    it("during the wait of an open circuit ends the call at once", async () => {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "1" }), ok);
      const api = bench.connect();
      const controller = new AbortController();
      const calls = [
        api.try("GET /things", { signal: controller.signal }),
        tick(50).then(() => api.try("GET /things", { signal: controller.signal })),
      ];
      await tick(120);
      controller.abort();
      const late = tick(500).then(() => "late");
      const errors = await Promise.race([late, Promise.all(calls.map((call) => failure(call)))]);
      expect(errors).toMatchObject([{ kind: "cancelled" }, { kind: "cancelled" }]);
      expect(sent()).toBe(1);
    });

    it("before the call sends nothing", async () => {
      bench.server.plan(ok);
      expect(await failure(bench.connect().try("GET /things", { signal: AbortSignal.abort() }))).toMatchObject({
        kind: "cancelled",
      });
      expect(sent()).toBe(0);
    });

    it("keeps a reason that is an empty text", async () => {
      const error = await failure(bench.connect().try("GET /things", { signal: AbortSignal.abort("") }));
      expect([error.kind, error.cause]).toEqual(["cancelled", ""]);
    });

    it("while headers() is pending ends the call at once and sends nothing", async () => {
      bench.server.plan(ok);
      const controller = new AbortController();
      const api = bench.connect({ headers: () => tick(1_000).then(() => ({ authorization: "x" })) });
      setTimeout(() => controller.abort(), 20);
      const [error, ms] = await timed(failure(api.try("GET /things", { signal: controller.signal })));
      await tick(1_030);
      expect([error.kind, ms < 800, sent()]).toEqual(["cancelled", true, 0]);
    });

    it("ends the call at once even if the transport ignores its signal", async () => {
      const api = bench.connect({ fetch: () => new Promise(() => undefined), deadlineMs: 60 });
      const [error, ms] = await timed(failure(api.try("GET /things")));
      expect([error.kind, ms < 2_000]).toEqual(["timeout", true]);
    });

    it("leaves no listener on a signal that many calls share", async () => {
      bench.server.plan(ok);
      const { signal } = new AbortController();
      const listeners = new Set<unknown>();
      const { addEventListener, removeEventListener } = signal;
      signal.addEventListener = (...parameters: Parameters<typeof addEventListener>) => {
        listeners.add(parameters[1]);
        addEventListener.apply(signal, parameters);
      };
      signal.removeEventListener = (...parameters: Parameters<typeof removeEventListener>) => {
        listeners.delete(parameters[1]);
        removeEventListener.apply(signal, parameters);
      };
      const api = bench.connect();
      for (let call = 0; call < 5; call += 1) await api.call("GET /things", { signal });
      expect(listeners.size).toBe(0);
    });
  });

  it("runs onRetry before the wait of every retry, and rejects without a retry if it throws", async () => {
    const notices: unknown[] = [];
    bench.server.plan(reject(503, "BUSY"), ok);
    await bench
      .connect({ onRetry: ({ error, delayMs }) => notices.push([error.code, error.attempts, delayMs]) })
      .call("GET /things");
    expect(notices).toEqual([["BUSY", 1, 20]]);
    bench.server.plan(reject(503, "BUSY"), ok);
    const onRetry = (): never => {
      throw new TypeError("a bug in the hook");
    };
    await expect(bench.connect({ onRetry }).try("GET /things")).rejects.toThrow("a bug in the hook");
    expect(sent()).toBe(1);
  });

  it("adds jitter from the random option to the wait", async () => {
    const delays: number[] = [];
    const onRetry = ({ delayMs }: { delayMs: number }): void => void delays.push(delayMs);
    for (const random of [() => 0, () => 1]) {
      bench.server.plan(reject(429, "TOO_FAST", { "retry-after-ms": "100" }), ok);
      await bench.connect({ random, onRetry }).call("GET /things");
    }
    expect(delays).toEqual([100, 160]);
  });

  it("runs headers() before every attempt, and prefers the headers of the call", async () => {
    let token = 0;
    const next = (): string => {
      token += 1;
      return `Bearer ${token}`;
    };
    bench.server.plan(reject(503, "BUSY"), ok);
    const headers = (): Record<string, string> => ({ authorization: next(), "x-own": "client" });
    await bench.connect({ headers }).call("GET /things", { headers: { "X-Own": "call" } });
    const received = bench.server.arrivals.map((arrival) => [arrival.headers.authorization, arrival.headers["x-own"]]);
    expect(received).toEqual([
      ["Bearer 1", "call"],
      ["Bearer 2", "call"],
    ]);
  });

  it("encodes path parameters, rejects those that would change the path, and repeats lists in a query", async () => {
    bench.server.plan(late(1, ok));
    await bench.connect().call("GET /things/{thingId}", {
      params: { thingId: "a/b?c=d#e %" },
      query: { tag: ["x", "y z"], none: undefined, n: 0 },
    });
    expect(bench.server.arrivals[0]!.url).toBe("/things/a%2Fb%3Fc%3Dd%23e%20%25?tag=x&tag=y+z&n=0");
    for (const thingId of ["..", ".", "", undefined as unknown as string]) {
      const error = await failure(bench.connect().try("GET /things/{thingId}", { params: { thingId } }));
      expect(error).toMatchObject({ code: "CLIENT_MALFORMED_REQUEST", sent: false, effect: "none", attempts: 1 });
    }
    expect(sent()).toBe(1);
  });

  it("throws for a baseUrl that is not an http(s) URL or has credentials, without printing them", () => {
    const invalid = [
      ["/api", "/api"],
      ["not a URL", "not a URL"],
      ["", ""],
      [undefined as unknown as string, "undefined"],
      ["ftp://host.example", "ftp://host.example"],
      ["https://ann:s3cr3t@host.example/v1", "***host.example/v1"],
      ["https://:s3cr3t@host.example", "***host.example"],
      ["https://s3cr3t@host.example", "***host.example"],
      ["https://ann:s3/cr3t@host.example", "***host.example"],
      ["ann:s3cr3t@host.example", "***host.example"],
      ["/api?key=s3cr3t", "/api***"],
      [`/${"x".repeat(200)}`, `/${"x".repeat(79)}`],
    ] as const;
    for (const [baseUrl, printed] of invalid)
      expect(() => bench.connect({ baseUrl })).toThrow(
        new TypeError(`baseUrl must be an absolute http(s) URL without credentials, received "${printed}".`),
      );
    expect(() => bench.connect({ baseUrl: "https://host.example/@team" })).not.toThrow();
  });

  it("ignores slashes at the end of baseUrl", async () => {
    for (const slashes of ["", "/", "//"]) {
      bench.server.plan(ok);
      await bench.connect({ baseUrl: `${bench.server.url}/v1${slashes}` }).call("GET /things");
      expect(bench.server.arrivals[0]!.url).toBe("/v1/things");
    }
  });

  describe("a failing headers()", () => {
    const broken: [string, () => never | Promise<never>][] = [
      [
        "throws",
        () => {
          throw new Error("no token");
        },
      ],
      ["rejects", () => Promise.reject(new Error("no token"))],
    ];
    it.each(broken)("is not retried and reports sent: false if it %s", async (_, headers) => {
      bench.server.plan(ok);
      let runs = 0;
      const api = bench.connect({
        headers: () => {
          runs += 1;
          return headers();
        },
      });
      for (const operation of ["GET /things", "POST /orders"] as const) {
        runs = 0;
        const error = await failure(api.try(operation));
        expect(error).toMatchObject({
          code: "CLIENT_MALFORMED_REQUEST",
          origin: "client",
          sent: false,
          effect: "none",
          retry: "never",
          message: "Invalid request: no token",
          cause: { message: "no token" },
        });
        expect([runs, sent()]).toEqual([1, 0]);
      }
    });

    it("is not retried if it throws the retryable error of another client", async () => {
      bench.server.plan(reject(503, "BUSY", { "retry-after-ms": "1" }), ok);
      const tokens = bench.connect({ retries: 0 });
      const api = bench.connect({ headers: async () => ({ authorization: String(await tokens.call("GET /things")) }) });
      const error = await failure(api.try("GET /things"));
      expect(error).toMatchObject({ code: "CLIENT_MALFORMED_REQUEST", sent: false, cause: { code: "BUSY" } });
      expect(sent()).toBe(1);
    });

    it("reports what an earlier attempt may have done if it fails later", async () => {
      bench.server.plan(reset);
      let runs = 0;
      const headers = (): Record<string, string> => {
        runs += 1;
        if (runs > 1) throw new Error("no token");
        return {};
      };
      const error = await failure(bench.connect({ headers }).try("POST /things", { idempotencyKey: "k" }));
      expect(error).toMatchObject({ code: "CLIENT_MALFORMED_REQUEST", sent: true, effect: "unknown" });
      expect([runs, sent()]).toEqual([2, 1]);
    });

    it("times out at the deadline and reports sent: false if it never settles", async () => {
      bench.server.plan(ok);
      const headers = () => new Promise<never>(() => undefined);
      const error = await failure(bench.connect({ headers, deadlineMs: 60 }).try("POST /things"));
      expect(error).toMatchObject({ code: "CLIENT_TIMEOUT", sent: false, effect: "none" });
      expect(sent()).toBe(0);
    });
  });

  it("states whole milliseconds that are not negative in messages, waits and notices", async () => {
    const timeouts: [object, string][] = [
      [{ deadlineMs: 40.6 }, "Timed out after 41 ms. Raise deadlineMs."],
      [{ attemptMs: 30.2, retries: 0 }, "Timed out after 30 ms. Raise attemptMs."],
    ];
    for (const [options, message] of timeouts) {
      bench.server.plan(silence);
      expect((await failure(bench.connect(options).try("GET /things"))).message).toBe(message);
    }
    const waits: number[] = [];
    bench.server.plan(reject(500, "SORRY"), reject(429, "TOO_FAST", { "retry-after-ms": "30.4" }), ok);
    const onRetry = ({ delayMs }: { delayMs: number }): void => void waits.push(delayMs);
    await bench.connect({ onRetry, random: () => 0.123 }).call("GET /things");
    expect(waits.every(Number.isInteger)).toBe(true);
    let now = 0.25;
    bench.server.plan(reject(429, "TOO_FAST", { "retry-after": "60" }));
    const api = bench.connect({ clock: () => now, maxWaitMs: 100 });
    await failure(api.try("GET /things"));
    now += 10.5;
    expect((await failure(api.try("GET /things"))).retryAfterMs).toBe(59_989);
  });

  it("returns CLIENT_MALFORMED_REQUEST without a retry if the request cannot be built", async () => {
    bench.server.plan(respond(200, {}));
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const calls = [
      bench.connect().try("POST /things", { body: circular }),
      bench.connect().try("POST /things", { body: { n: 1n } }),
      bench.connect({ headers: { authorization: "Bearer key\nwith a line" } }).try("GET /things"),
      bench.connect().try("/things" as "GET /things"),
      bench.connect().try("POST /things", { idempotencyKey: "Bearer-\u20ac" }),
      bench.connect().try("POST /things", { idempotencyKey: "Bearer\nx" }),
      bench.connect().try("PUT /things", { body: Symbol("x") }),
      bench.connect().try("PUT /things", { body: "a", headers: { "transfer-encoding": "chunked" } }),
      bench.connect().try("PUT /things", { body: "a", headers: { "content-length": "9" } }),
      bench.connect().try("G@T /things" as "GET /things"),
      bench.connect().try("CONNECT /things" as "GET /things"),
    ];
    for (const error of await Promise.all(calls.map((call) => failure(call)))) {
      expect(error).toMatchObject({
        kind: "malformed_request",
        origin: "client",
        sent: false,
        effect: "none",
        attempts: 1,
      });
      for (const printed of [String(error), inspect(error), JSON.stringify(error)])
        expect(printed).not.toContain("Bearer");
    }
    expect(sent()).toBe(0);
  });
});
