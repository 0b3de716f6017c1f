import { contract } from "errata";
import type { RateLimitGuard } from "errata/guards";
import { type RedisWindows, redisWindows } from "errata/store/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FaultyProxy, startProxy } from "../../testing/faulty-proxy.ts";
import { limitPerMinute, openCounters } from "./index.ts";

const url = process.env.ERRATA_TEST_REDIS ?? "";
const nodes = 3;
const limit = 120;
const { error } = contract({
  name: "shop",
  version: "1.0.0",
  errors: { RATE_LIMITED: { kind: "rate_limited", when: "More than 120 requests a minute.", message: "Slow down." } },
});

describe.skipIf(url === "")("limits of several nodes (ERRATA_TEST_REDIS)", () => {
  let proxy: FaultyProxy;
  let windows: readonly RedisWindows[];
  let limits: readonly RateLimitGuard[];
  beforeAll(async () => {
    const { hostname, port } = new URL(url);
    proxy = await startProxy({ host: hostname, port: Number(port) });
    const options = { url: `redis://127.0.0.1:${proxy.port}`, prefix: `errata-test-${crypto.randomUUID()}:` };
    const opened = Array.from({ length: nodes }, () => redisWindows({ ...options, timeoutMs: 500, retryAfterMs: 200 }));
    windows = await Promise.all(opened);
    limits = windows.map((counted) => {
      const shared = { windows: counted, fallbackRatio: 1 / nodes, onFallback: () => undefined };
      return limitPerMinute({ limit, exceeded: error.RATE_LIMITED, counters: openCounters("shop", Date.now, shared) });
    });
  });
  afterAll(async () => {
    await Promise.all(windows.map((counted) => counted.close()));
    await proxy.stop();
  });

  /** Sends requests to every node at once. @returns how many each node has allowed */
  const allowedBy = (account: string, requests: number): Promise<number[]> =>
    Promise.all(
      limits.map(async (check) => {
        const sent = await Promise.allSettled(Array.from({ length: requests }, () => check(account)));
        return sent.filter(({ status }) => status === "fulfilled").length;
      }),
    );
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

  it.each(["refuse", "freeze"] as const)(
    "are exact on each node while Redis does not respond (%s), and exact over all nodes when it is back",
    { timeout: 40_000 },
    async (fault) => {
      expect(await allowedBy(`${fault} before`, 10)).toEqual([10, 10, 10]);
      await proxy.become(fault);
      expect(await allowedBy(`${fault} before`, 100)).toEqual([40, 40, 40]);
      expect(await allowedBy(`${fault} during`, 40)).toEqual([40, 40, 40]);
      expect(await allowedBy(`${fault} during`, 1)).toEqual([0, 0, 0]);
      await proxy.become("none");
      for (const counted of windows)
        await expect.poll(() => counted.ping().then(() => true), { timeout: 20_000 }).toBe(true);
      expect(sum(await allowedBy(`${fault} after`, 100))).toBe(limit);
      // Requests that Redis did not respond to in time may have been counted there too.
      expect(sum(await allowedBy(`${fault} before`, 100))).toBeLessThanOrEqual(limit - 30);
    },
  );
});
