import { describe, expect, test } from "vitest";
import { localWindows, type WindowPolicy } from "./windows.ts";

const perMinute: WindowPolicy = { name: "per-minute", limit: 3, windowMs: 60_000 };
const perDay: WindowPolicy = { name: "per-day", limit: 5, windowMs: 86_400_000, algorithm: "log" };

describe("several policies of one request", () => {
  test("are taken all or none: a refusal by one leaves the others as they were", async () => {
    let nowMs = 0;
    const windows = localWindows({ clock: () => nowMs });
    const both = [
      { policy: perMinute, key: "a" },
      { policy: perDay, key: "a" },
    ];
    for (let sent = 0; sent < 3; sent++) expect(await windows.take(both)).toMatchObject({ isAdmitted: true });
    for (let sent = 0; sent < 10; sent++) {
      const refused = await windows.take(both);
      expect(refused.isAdmitted).toBe(false);
      expect(refused.results.map((result) => result.isAdmitted)).toEqual([false, true]);
      expect(refused.results.map((result) => result.remaining)).toEqual([0, 2]);
    }
    const refused = await windows.take(both);
    nowMs += refused.retryAfterMs ?? 0;
    expect(await windows.take(both)).toMatchObject({ isAdmitted: true, results: [{ remaining: 0 }, { remaining: 1 }] });
  });

  test("the wait is the longest of theirs, and null when the cost is above a limit", async () => {
    const windows = localWindows({ clock: () => 0 });
    await windows.take([{ policy: perDay, key: "a", cost: 5 }]);
    const { retryAfterMs } = await windows.take([
      { policy: perMinute, key: "a" },
      { policy: perDay, key: "a" },
    ]);
    expect(retryAfterMs).toBe(86_400_000);
    expect(await windows.take([{ policy: perMinute, key: "b", cost: 4 }])).toMatchObject({ retryAfterMs: null });
    expect(await windows.take([{ policy: perMinute, key: "b", cost: 3 }])).toMatchObject({ isAdmitted: true });
  });

  test("a key named twice counts twice", async () => {
    const windows = localWindows({ clock: () => 0 });
    const twice = { policy: perMinute, key: "a", cost: 2 };
    expect(await windows.take([twice, twice])).toMatchObject({ isAdmitted: false });
    expect(await windows.take([twice])).toMatchObject({ isAdmitted: true });
  });
});

test("a million strangers cannot grow the memory, nor push out a key in use", async () => {
  const windows = localWindows({ clock: () => 0, maxKeys: 10 });
  const regular = { policy: perMinute, key: "regular" };
  for (let index = 0; index < 3; index++) {
    await windows.take([regular]);
    for (let other = 0; other < 9; other++) await windows.take([{ policy: perMinute, key: `${index}-${other}` }]);
  }
  expect(await windows.take([regular])).toMatchObject({ isAdmitted: false });
  for (let other = 0; other < 10; other++) await windows.take([{ policy: perMinute, key: `last-${other}` }]);
  expect(await windows.take([regular])).toMatchObject({ isAdmitted: true });
});

test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY])(
  "a cost of %s is refused before it is counted",
  async (cost) => {
    const windows = localWindows({ clock: () => 0 });
    await expect(windows.take([{ policy: perMinute, key: "a", cost }])).rejects.toThrow(/cost from 0/);
    expect(await windows.take([{ policy: perMinute, key: "a" }])).toMatchObject({ results: [{ remaining: 2 }] });
  },
);
