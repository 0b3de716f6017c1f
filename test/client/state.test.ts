import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { failure, onEveryTransport, timed } from "./calls.ts";
import type { Fault } from "./fault-server.ts";
import { answer, late, ok, refuse, reset, silence, stall } from "./faults.ts";

const tick = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

onEveryTransport((bench) => {
  const sent = (): number => bench.server.arrivals.length;

  describe("a rate limit", () => {
    it("closes the gate: calls that come meanwhile wait for it instead of earning their own", async () => {
      bench.server.plan(refuse(429, "TOO_FAST", { "retry-after-ms": "200" }), ok);
      const api = bench.make();
      const first = api.try("GET /things");
      while (sent() === 0) await tick(2);
      await tick(20);
      const results = await Promise.all([first, ...Array.from({ length: 20 }, () => api.try("POST /things"))]);
      expect(results.every((result) => result.ok)).toBe(true);
      expect(sent()).toBe(22);
      const [refused, ...others] = bench.server.arrivals;
      for (const { at } of others) expect(at - refused!.at).toBeGreaterThanOrEqual(195);
    });

    it("of a length that nobody waits for is given to new calls at once, with what is left of the wait, unsent", async () => {
      bench.server.plan(refuse(429, "TOO_FAST", { "retry-after": "60" }), ok);
      const api = bench.make({ maxWaitMs: 100 });
      await failure(api.try("GET /things"));
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
      expect([sent(), ms < 20]).toEqual([1, true]);
      await tick(110);
      expect((await api.try("POST /things")).ok).toBe(true);
    });

    it("of one client is none of another's", async () => {
      bench.server.plan(refuse(429, "TOO_FAST", { "retry-after": "60" }), ok);
      await failure(bench.make().try("GET /things"));
      expect((await bench.make().try("GET /things")).ok).toBe(true);
    });

    it("is no exhausted balance: that closes nothing", async () => {
      bench.server.plan(refuse(429, "BROKE", { "retry-after": "60" }), ok);
      const api = bench.make();
      await failure(api.try("GET /things"));
      expect((await api.try("GET /things")).ok).toBe(true);
    });
  });

  it("an outage uses up what is left for retries: then each call is sent once, and earns it back by success", async () => {
    bench.server.plan(refuse(500, "SORRY"));
    const api = bench.make();
    for (let call = 0; call < 40; call += 1) await failure(api.try("GET /things"));
    // 500 tokens of 14 each: 35 retries for 40 calls, not 80.
    expect(sent()).toBe(75);
    bench.server.plan(ok);
    for (let call = 0; call < 4; call += 1) await api.call("GET /things");
    bench.server.plan(refuse(500, "SORRY"), ok);
    expect((await api.try("GET /things")).ok).toBe(true);
  });

  it("a retry that succeeds costs nothing", async () => {
    const api = bench.make();
    for (let call = 0; call < 60; call += 1) {
      bench.server.plan(refuse(500, "SORRY"), ok);
      expect((await api.try("GET /things")).ok).toBe(true);
    }
  });

  describe("the caller gives up", () => {
    const moments: [string, Fault[]][] = [
      ["while the request is under way", [silence]],
      ["while the body of a success is under way", [stall(200)]],
      ["while the body of an error is under way", [stall(500)]],
      ["while waiting for the next attempt", [refuse(429, "TOO_FAST", { "retry-after": "2" }), ok]],
      ["while the second attempt is under way", [reset, silence]],
    ];
    it.each(moments)("%s: the call ends within 50 ms, and no further request is sent", async (_, plan) => {
      bench.server.plan(...plan);
      const controller = new AbortController();
      let aborted = 0;
      setTimeout(() => {
        aborted = performance.now();
        controller.abort(new Error("enough"));
      }, 150);
      const error = await failure(bench.make().try("GET /things", { signal: controller.signal }));
      expect(performance.now() - aborted).toBeLessThan(50);
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

    it("at a closed gate: within 50 ms, nothing sent", async () => {
      bench.server.plan(refuse(429, "TOO_FAST", { "retry-after": "1" }), ok);
      const api = bench.make();
      const controller = new AbortController();
      const calls = [
        api.try("GET /things", { signal: controller.signal }),
        tick(50).then(() => api.try("POST /things", { signal: controller.signal })),
      ];
      await tick(120);
      controller.abort();
      const [errors, ms] = await timed(Promise.all(calls.map((call) => failure(call))));
      expect(errors.map(({ kind }) => kind)).toEqual(["cancelled", "cancelled"]);
      expect([ms < 50, sent()]).toEqual([true, 1]);
    });

    it("before the call: nothing is sent", async () => {
      bench.server.plan(ok);
      expect(await failure(bench.make().try("GET /things", { signal: AbortSignal.abort() }))).toMatchObject({
        kind: "cancelled",
      });
      expect(sent()).toBe(0);
    });

    it("while its credential is still being fetched: at once, and nothing is sent", async () => {
      bench.server.plan(ok);
      const controller = new AbortController();
      const api = bench.make({ headers: () => tick(120).then(() => ({ authorization: "x" })) });
      setTimeout(() => controller.abort(), 20);
      const [error, ms] = await timed(failure(api.try("GET /things", { signal: controller.signal })));
      await tick(150);
      expect([error.kind, ms < 80, sent()]).toEqual(["cancelled", true, 0]);
    });

    it("of a transport that takes no notice of its signal: at once all the same", async () => {
      const api = bench.make({ fetch: () => new Promise(() => undefined), deadlineMs: 60 });
      const [error, ms] = await timed(failure(api.try("GET /things")));
      expect([error.kind, ms < 150]).toEqual(["timeout", true]);
    });

    it("leaves nothing behind: no listener on a signal that many calls share", async () => {
      bench.server.plan(ok);
      const { signal } = new AbortController();
      const listeners = new Set<unknown>();
      const { addEventListener, removeEventListener } = signal;
      signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
        listeners.add(given[1]);
        addEventListener.apply(signal, given);
      };
      signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
        listeners.delete(given[1]);
        removeEventListener.apply(signal, given);
      };
      const api = bench.make();
      for (let call = 0; call < 5; call += 1) await api.call("GET /things", { signal });
      expect(listeners.size).toBe(0);
    });
  });

  it("a hook hears of every retry before its wait; what it throws is the program's fault and is not retried", async () => {
    const heard: unknown[] = [];
    bench.server.plan(refuse(503, "BUSY"), ok);
    await bench
      .make({ onRetry: ({ error, delayMs }) => heard.push([error.code, error.attempts, delayMs]) })
      .call("GET /things");
    expect(heard).toEqual([["BUSY", 1, 20]]);
    bench.server.plan(refuse(503, "BUSY"), ok);
    const onRetry = (): never => {
      throw new TypeError("a fault of the hook");
    };
    await expect(bench.make({ onRetry }).try("GET /things")).rejects.toThrow("a fault of the hook");
    expect(sent()).toBe(1);
  });

  it("jitter spreads what was refused together, and is the caller's to choose", async () => {
    const delays: number[] = [];
    const onRetry = ({ delayMs }: { delayMs: number }): void => void delays.push(delayMs);
    for (const random of [() => 0, () => 1]) {
      bench.server.plan(refuse(429, "TOO_FAST", { "retry-after-ms": "100" }), ok);
      await bench.make({ random, onRetry }).call("GET /things");
    }
    expect(delays).toEqual([100, 160]);
  });

  it("headers are asked for before every attempt, and the call's own win", async () => {
    let token = 0;
    const next = (): string => {
      token += 1;
      return `Bearer ${token}`;
    };
    bench.server.plan(refuse(503, "BUSY"), ok);
    const headers = (): Record<string, string> => ({ authorization: next(), "x-own": "client" });
    await bench.make({ headers }).call("GET /things", { headers: { "X-Own": "call" } });
    const seen = bench.server.arrivals.map((arrival) => [arrival.headers.authorization, arrival.headers["x-own"]]);
    expect(seen).toEqual([
      ["Bearer 1", "call"],
      ["Bearer 2", "call"],
    ]);
  });

  it("the values of a path stay within their place, and a query keeps lists", async () => {
    bench.server.plan(late(1, ok));
    await bench.make().call("GET /things/{thingId}", {
      params: { thingId: "a/b?c=d#e %" },
      query: { tag: ["x", "y z"], none: undefined, n: 0 },
    });
    expect(bench.server.arrivals[0]!.url).toBe("/things/a%2Fb%3Fc%3Dd%23e%20%25?tag=x&tag=y+z&n=0");
    for (const thingId of ["..", ".", "", undefined as unknown as string]) {
      const error = await failure(bench.make().try("GET /things/{thingId}", { params: { thingId } }));
      expect(error).toMatchObject({ code: "CLIENT_MALFORMED_REQUEST", sent: false, effect: "none", attempts: 1 });
    }
    expect(sent()).toBe(1);
  });

  it("a client of no address, or of one with credentials, is not made, and these are not shown", () => {
    const none = undefined as unknown as string;
    const secret = [
      "https://ann:s3cr3t@host.example/v1",
      "https://:s3cr3t@host.example",
      "https://s3cr3t@host.example",
    ];
    for (const baseUrl of ["not an address", "", none, ...secret]) {
      const make = () => bench.make({ baseUrl });
      expect(make).toThrow(/URL|baseUrl/);
      expect(make).not.toThrow(/s3cr3t/);
    }
    expect(() => bench.make({ baseUrl: "https://host.example/@team" })).not.toThrow();
  });

  it("a request that cannot be made is no failure of the network: nothing is sent, nothing retried", async () => {
    bench.server.plan(answer(200, {}));
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const faults = [
      bench.make().try("POST /things", { body: circle }),
      bench.make().try("POST /things", { body: { n: 1n } }),
      bench.make({ headers: { authorization: "Bearer key\nwith a line" } }).try("GET /things"),
      bench.make().try("/things" as "GET /things"),
    ];
    for (const error of await Promise.all(faults.map((call) => failure(call)))) {
      expect(error).toMatchObject({ kind: "malformed_request", origin: "client", sent: false });
      for (const shown of [String(error), inspect(error), JSON.stringify(error)]) expect(shown).not.toContain("Bearer");
    }
    expect(sent()).toBe(0);
  });
});
