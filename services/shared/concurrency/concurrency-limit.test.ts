import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { concurrencyLimit } from "./concurrency-limit.ts";

describe("concurrencyLimit", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const full = (): Error => new Error("full");
  const sleep = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

  it("rejects work above the key's limit at once, and runs other keys", async () => {
    const limit = concurrencyLimit({ perKey: 2 });
    const running = [limit.run("a", sleep(10), full), limit.run("a", sleep(10), full)];
    await expect(limit.run("a", sleep(10), full)).rejects.toThrow("full");
    expect(await limit.run("b", async () => "ran", full)).toBe("ran");
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all(running);
    expect(await limit.run("a", async () => "ran", full)).toBe("ran");
  });

  it("releases the slot when the work fails", async () => {
    const limit = concurrencyLimit({ perKey: 1 });
    const broken = async (): Promise<void> => {
      throw new Error("broken");
    };
    for (let run = 1; run <= 3; run += 1) await expect(limit.run("a", broken, full)).rejects.toThrow("broken");
  });

  it("waits in the order of arrival while the key's work is quick, and never exceeds the limit", async () => {
    const limit = concurrencyLimit({ perKey: 2, patienceMs: 100 });
    const order: number[] = [];
    let [active, most] = [0, 0];
    const works = Array.from({ length: 9 }, (_, index) =>
      limit.run(
        "a",
        async () => {
          order.push(index);
          most = Math.max(most, ++active);
          await sleep(20)();
          active -= 1;
        },
        full,
      ),
    );
    await vi.advanceTimersByTimeAsync(100);
    await Promise.all(works);
    expect([order, most]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8], 2]);
  });

  it("rejects all waiting work when one slot has been held for the patience, and new work too until it is released", async () => {
    const limit = concurrencyLimit({ perKey: 2, patienceMs: 100 });
    const slow = [limit.run("a", sleep(300), full), limit.run("a", sleep(300), full)];
    const waiting = [limit.run("a", sleep(1), full), limit.run("a", sleep(1), full)];
    const settled = Promise.allSettled(waiting);
    await vi.advanceTimersByTimeAsync(105);
    expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(limit.run("a", sleep(1), full)).rejects.toThrow("full");
    await vi.advanceTimersByTimeAsync(200);
    await Promise.all(slow);
    expect(await limit.run("a", async () => "ran", full)).toBe("ran");
  });

  it("does not give a released slot to later work before the work that waits", async () => {
    const limit = concurrencyLimit({ perKey: 1, patienceMs: 100 });
    const order: string[] = [];
    const first = limit.run("a", sleep(10), full).then(() => limit.run("a", async () => order.push("late"), full));
    const second = limit.run("a", async () => order.push("waiting"), full);
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all([first, second]);
    expect(order).toEqual(["waiting", "late"]);
  });
});
