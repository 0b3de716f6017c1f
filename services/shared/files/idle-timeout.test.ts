import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { idleTimeout } from "./idle-timeout.ts";

const chunk = (text: string) => new TextEncoder().encode(text);

async function read(content: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const part of content) text += Buffer.from(part).toString();
  return text;
}

describe("idleTimeout", () => {
  it("passes on a stream that takes longer than the timeout in all but not between two chunks", async () => {
    async function* slow() {
      for (const text of ["a", "b", "c", "d"]) {
        await sleep(20);
        yield chunk(text);
      }
    }
    expect(await read(idleTimeout(slow(), 60, 1))).toBe("abcd");
  });

  it("throws request_timeout and closes the source when no chunk arrives within the timeout", async () => {
    let isClosed = false;
    const stalled: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        async return() {
          isClosed = true;
          return { done: true, value: undefined };
        },
      }),
    };
    await expect(read(idleTimeout(stalled, 20))).rejects.toMatchObject({ condition: "request_timeout" });
    expect(isClosed).toBe(true);
  });

  it("throws request_timeout when single bytes arrive in time but too few in all", async () => {
    async function* drip() {
      for (;;) {
        await sleep(10);
        yield chunk("a");
      }
    }
    const started = performance.now();
    await expect(read(idleTimeout(drip(), 200))).rejects.toMatchObject({ condition: "request_timeout" });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("does not count the time in which the reader is slow", async () => {
    async function* quick() {
      yield chunk("a");
      yield chunk("b");
    }
    let text = "";
    for await (const part of idleTimeout(quick(), 50)) {
      text += Buffer.from(part).toString();
      await sleep(80);
    }
    expect(text).toBe("ab");
  });

  it("passes on the error of the source", async () => {
    async function* broken() {
      yield chunk("a");
      throw new Error("connection reset");
    }
    await expect(read(idleTimeout(broken(), 1_000))).rejects.toThrow("connection reset");
  });
});
