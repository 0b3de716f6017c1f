import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fairQueue } from "./fair-queue.ts";

describe("fairQueue", () => {
  it("lets accounts take turns, in the order of arrival within an account", () => {
    const queue = fairQueue<string>();
    for (const entry of ["a1", "a2", "a3", "b1", "b2"]) queue.push(entry.slice(0, 1), entry);
    const order = Array.from({ length: 6 }, () => {
      const entry = queue.start();
      if (entry !== undefined) queue.finish(entry.slice(0, 1));
      return entry;
    });
    expect(order).toEqual(["a1", "b1", "a2", "b2", "a3", undefined]);
  });

  it("prefers an account without running entries", () => {
    const queue = fairQueue<string>();
    for (const entry of ["a1", "a2", "a3"]) queue.push("a", entry);
    expect([queue.start(), queue.start()]).toEqual(["a1", "a2"]);
    queue.push("b", "b1");
    expect([queue.start(), queue.start()]).toEqual(["b1", "a3"]);
  });

  it("starts an entry that was added first before the account's others, but not before another account's turn", () => {
    const queue = fairQueue<string>();
    for (const entry of ["a1", "a2", "b1"]) queue.push(entry.slice(0, 1), entry);
    expect(queue.start()).toBe("a1");
    queue.pushFirst("a", "a1 again");
    expect([queue.start(), queue.start(), queue.start()]).toEqual(["b1", "a1 again", "a2"]);
  });

  it("removes a waiting entry", () => {
    const queue = fairQueue<string>();
    queue.push("a", "a1");
    queue.push("a", "a2");
    queue.remove("a", "a1");
    expect([queue.waitingOf("a"), queue.start(), queue.waitingOf("a")]).toEqual([1, "a2", 0]);
  });

  it("starts an account's first entry after at most one entry of any other account, with one worker", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }), (sizes) => {
        const queue = fairQueue<string>();
        sizes.forEach((size, account) => {
          for (let index = 0; index < size; index += 1) queue.push(`${account}`, `${account}`);
        });
        const order = sizes.flatMap((size) =>
          Array.from({ length: size }, () => {
            const account = queue.start() ?? "";
            queue.finish(account);
            return account;
          }),
        );
        for (const account of sizes.keys()) {
          const before = order.slice(0, order.indexOf(`${account}`));
          expect(new Set(before).size).toBe(before.length);
        }
        expect(queue.start()).toBeUndefined();
      }),
    );
  });
});
