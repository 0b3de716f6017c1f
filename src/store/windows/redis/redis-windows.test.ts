import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { localWindows, type WindowRequest, type Windows } from "../local-windows.ts";
import { type RedisWindows, redisWindows } from "./index.ts";

const url = process.env.ERRATA_TEST_REDIS ?? "";
const newPrefix = () => `errata-test-${crypto.randomUUID()}:`;

test.each(["", "localhost:6379", "http://localhost:6379", "redis://"])(
  "rejects the address %j without quoting it",
  async (address) => {
    await expect(redisWindows({ url: address })).rejects.toThrow(/expected url to be an address such as redis:\/\//);
  },
);

test("rejects a timeout that is not an integer of 1 or more", async () => {
  await expect(redisWindows({ url: "redis://127.0.0.1:1", timeoutMs: 0 })).rejects.toThrow(/timeoutMs/);
});

describe.skipIf(url === "")("windows in Redis (ERRATA_TEST_REDIS)", () => {
  const opened: RedisWindows[] = [];
  const open = async (more: object = {}): Promise<RedisWindows> => {
    const windows = await redisWindows({ url, prefix: newPrefix(), timeoutMs: 10_000, ...more });
    opened.push(windows);
    return windows;
  };
  afterAll(() => Promise.all(opened.map((windows) => windows.close())));

  let nowMs = 0;
  let remote: Windows;
  beforeAll(async () => {
    remote = await open({ clock: () => nowMs });
  });

  const policy = fc.record({
    name: fc.constantFrom("a", "b"),
    limit: fc.integer({ min: 1, max: 20 }),
    windowMs: fc.constantFrom(7, 1_000, 60_000),
    algorithm: fc.constantFrom("counter", "log"),
  });
  const step = fc.record({
    pauseMs: fc.integer({ min: -500, max: 40_000 }),
    requests: fc.array(fc.record({ policy, key: fc.constantFrom("x", "y"), cost: fc.integer({ min: 0, max: 8 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
  });

  test("decide exactly like the windows in the process, for any traffic, policies and costs, and a clock that steps back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const run = crypto.randomUUID();
        const local = localWindows({ clock: () => nowMs });
        nowMs = 1_700_000_000_123;
        for (const { pauseMs, requests } of steps) {
          nowMs += pauseMs;
          const asked = requests.map((request) => ({ ...request, key: `${run} ${request.key}` })) as WindowRequest[];
          expect(await remote.take(asked)).toEqual(await local.take(asked));
        }
      }),
      { numRuns: 150 },
    );
  });

  test("allow and reject like rate-limiter-flexible until its window ends, and announce the same wait", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 12 }),
          fc.array(fc.record({ key: fc.constantFrom("x", "y"), pauseMs: fc.nat(1_500) }), { maxLength: 39 }),
          async (limit, traffic) => {
            const run = crypto.randomUUID();
            const oracle = new RateLimiterMemory({ points: limit, duration: 60 });
            const minute = { name: "minute", limit, windowMs: 60_000, algorithm: "log" } as const;
            nowMs = 1_700_000_000_000;
            for (const { key, pauseMs } of traffic) {
              nowMs += pauseMs;
              vi.setSystemTime(nowMs);
              const expected = await oracle.consume(`${run} ${key}`).then(
                ({ remainingPoints: remaining }) => ({ isAllowed: true, remaining, retryAfterMs: 0 }),
                ({ remainingPoints: remaining, msBeforeNext: retryAfterMs }) => {
                  return { isAllowed: false, remaining, retryAfterMs };
                },
              );
              const { results } = await remote.take([{ policy: minute, key: `${run} ${key}` }]);
              expect(results[0]).toMatchObject(expected);
            }
          },
        ),
        { numRuns: 60 },
      );
    } finally {
      vi.useRealTimers();
    }
  });

  test("allow exactly the limit when several processes send at once, by the clock of the server", async () => {
    const prefix = newPrefix();
    const nodes = await Promise.all([1, 2, 3].map(() => open({ prefix })));
    const policies = [
      { name: "minute", limit: 120, windowMs: 60_000, algorithm: "log" },
      { name: "hour", limit: 1_000, windowMs: 3_600_000, algorithm: "counter" },
    ] as const;
    const requests = policies.map((limited) => ({ policy: limited, key: "acme" }));
    const decisions = await Promise.all(Array.from({ length: 600 }, (_, index) => nodes[index % 3]!.take(requests)));
    expect(decisions.filter(({ isAllowed }) => isAllowed)).toHaveLength(120);
    const [minute, hour] = (await nodes[0]!.take(requests)).results;
    expect(minute).toMatchObject({ isAllowed: false, remaining: 0 });
    expect(minute!.retryAfterMs).toBeGreaterThan(50_000);
    expect(minute!.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect(hour).toMatchObject({ isAllowed: true, remaining: 880 });
  });

  test("allow a client that waits for retryAfterMs, by the clock of the server", async () => {
    const windows = await open();
    const requests = [{ policy: { name: "short", limit: 1, windowMs: 300, algorithm: "log" }, key: "a" }] as const;
    expect((await windows.take(requests)).isAllowed).toBe(true);
    const { isAllowed, retryAfterMs } = await windows.take(requests);
    expect(isAllowed).toBe(false);
    await sleep(retryAfterMs ?? 0);
    expect((await windows.take(requests)).isAllowed).toBe(true);
  });
});

/** A TCP proxy in front of Redis. It can lose every byte, like a host without power, or refuse connections. */
async function startProxy() {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const server = createServer((incoming) => {
    const outgoing = connect(Number(port), hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    incoming.on("data", (chunk) => isFrozen || outgoing.write(chunk)).on("close", () => outgoing.destroy());
    outgoing.on("data", (chunk) => isFrozen || incoming.write(chunk)).on("close", () => incoming.destroy());
  });
  const listen = async (at: number): Promise<number> => {
    server.listen(at, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const at = await listen(0);
  const refuse = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${at}`,
    freeze(frozen: boolean) {
      isFrozen = frozen;
    },
    refuse,
    accept: () => listen(at),
  };
}

describe.skipIf(url === "")("when Redis fails (ERRATA_TEST_REDIS)", () => {
  const requests = [{ policy: { name: "minute", limit: 2, windowMs: 60_000, algorithm: "log" }, key: "a" }] as const;

  test("calls fail within timeoutMs while it is frozen, all but a few at once, and succeed again by themselves", async () => {
    const proxy = await startProxy();
    const windows = await redisWindows({ url: proxy.url, prefix: newPrefix(), timeoutMs: 200, retryAfterMs: 300 });
    expect((await windows.take(requests)).isAllowed).toBe(true);
    proxy.freeze(true);
    await expect(windows.take(requests)).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
    const started = performance.now();
    for (let call = 0; call < 100; call += 1) await expect(windows.take(requests)).rejects.toThrow("STORE_");
    expect(performance.now() - started).toBeLessThan(1_000);
    proxy.freeze(false);
    const { results } = await vi.waitFor(() => windows.take(requests), { timeout: 10_000, interval: 50 });
    expect(results[0]).toMatchObject({ isAllowed: true, remaining: 0 });
    await windows.close();
    proxy.refuse();
  });

  test("calls fail at once while it refuses connections, also at the start, and succeed when it is back", async () => {
    const proxy = await startProxy();
    proxy.refuse();
    const windows = await redisWindows({ url: proxy.url, prefix: newPrefix(), timeoutMs: 1_000, retryAfterMs: 100 });
    const started = performance.now();
    await expect(windows.take(requests)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(performance.now() - started).toBeLessThan(500);
    await proxy.accept();
    await vi.waitFor(() => windows.ping(), { timeout: 10_000, interval: 50 });
    expect((await windows.take(requests)).isAllowed).toBe(true);
    await windows.close();
    await expect(windows.take(requests)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    proxy.refuse();
  });
});
