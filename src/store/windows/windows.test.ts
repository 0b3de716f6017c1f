import { afterAll, describe, expect, test } from "vitest";
import { localWindows, type WindowPolicy, type Windows } from "./local-windows.ts";
import { type RedisWindows, redisWindows } from "./redis/index.ts";

const url = process.env.ERRATA_TEST_REDIS ?? "";
const opened: RedisWindows[] = [];

async function openRedis(clock: () => number): Promise<Windows> {
  const windows = await redisWindows({ url, prefix: `errata-test-${crypto.randomUUID()}:`, timeoutMs: 10_000, clock });
  opened.push(windows);
  return windows;
}
afterAll(() => Promise.all(opened.map((windows) => windows.close())));

interface WindowsKind {
  readonly name: string;
  readonly isAbsent: boolean;
  open(clock: () => number): Promise<Windows>;
}

const kinds: readonly WindowsKind[] = [
  { name: "in the process", isAbsent: false, open: async (clock) => localWindows({ clock }) },
  { name: "in Redis (ERRATA_TEST_REDIS)", isAbsent: url === "", open: openRedis },
];

const perMinute: WindowPolicy = { name: "per-minute", limit: 3, windowMs: 60_000 };
const perDay: WindowPolicy = { name: "per-day", limit: 5, windowMs: 86_400_000, algorithm: "log" };

describe.each(kinds)("a request against several policies $name", ({ isAbsent, open }) => {
  describe.skipIf(isAbsent)("", () => {
    test("counts in all windows or in none", async () => {
      let nowMs = 0;
      const windows = await open(() => nowMs);
      const both = [
        { policy: perMinute, key: "a" },
        { policy: perDay, key: "a" },
      ];
      for (let sent = 0; sent < 3; sent++) expect(await windows.take(both)).toMatchObject({ isAllowed: true });
      for (let sent = 0; sent < 10; sent++) {
        const rejected = await windows.take(both);
        expect(rejected.isAllowed).toBe(false);
        expect(rejected.results.map((result) => result.isAllowed)).toEqual([false, true]);
        expect(rejected.results.map((result) => result.remaining)).toEqual([0, 2]);
      }
      const rejected = await windows.take(both);
      nowMs += rejected.retryAfterMs ?? 0;
      expect(await windows.take(both)).toMatchObject({
        isAllowed: true,
        results: [{ remaining: 0 }, { remaining: 1 }],
      });
    });

    test("returns the longest wait, or null when the cost exceeds a limit", async () => {
      const windows = await open(() => 0);
      await windows.take([{ policy: perDay, key: "a", cost: 5 }]);
      const { retryAfterMs } = await windows.take([
        { policy: perMinute, key: "a" },
        { policy: perDay, key: "a" },
      ]);
      expect(retryAfterMs).toBe(86_400_000);
      expect(await windows.take([{ policy: perMinute, key: "b", cost: 4 }])).toMatchObject({ retryAfterMs: null });
      expect(await windows.take([{ policy: perMinute, key: "b", cost: 3 }])).toMatchObject({ isAllowed: true });
    });

    test("counts a key that occurs twice twice", async () => {
      const windows = await open(() => 0);
      const twice = { policy: perMinute, key: "a", cost: 2 };
      expect(await windows.take([twice, twice])).toMatchObject({ isAllowed: false });
      expect(await windows.take([twice])).toMatchObject({ isAllowed: true });
    });

    test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY])(
      "rejects a cost of %s before it is counted",
      async (cost) => {
        const windows = await open(() => 0);
        await expect(windows.take([{ policy: perMinute, key: "a", cost }])).rejects.toThrow(/a cost of 0 or more/);
        expect(await windows.take([{ policy: perMinute, key: "a" }])).toMatchObject({ results: [{ remaining: 2 }] });
      },
    );
  });
});

test("keeps maxKeys keys and drops the least recently used one", async () => {
  const windows = localWindows({ clock: () => 0, maxKeys: 10 });
  const regular = { policy: perMinute, key: "regular" };
  for (let index = 0; index < 3; index++) {
    await windows.take([regular]);
    for (let other = 0; other < 9; other++) await windows.take([{ policy: perMinute, key: `${index}-${other}` }]);
  }
  expect(await windows.take([regular])).toMatchObject({ isAllowed: false });
  for (let other = 0; other < 10; other++) await windows.take([{ policy: perMinute, key: `last-${other}` }]);
  expect(await windows.take([regular])).toMatchObject({ isAllowed: true });
});
