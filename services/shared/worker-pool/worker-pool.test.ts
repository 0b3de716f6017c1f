import { afterEach, describe, expect, it } from "vitest";
import { type WorkerPool, type WorkerPoolOptions, workerPool } from "./worker-pool.ts";

const MiB = 1024 * 1024;
const module = new URL("./testing/tasks.ts", import.meta.url);
let pool: WorkerPool;
const open = (options: Omit<WorkerPoolOptions, "module"> = {}): WorkerPool => {
  pool = workerPool({ module, ...options });
  return pool;
};
const run = <Result>(task: string, input?: unknown, account = "a", deadlineMs = 20_000): Promise<Result> =>
  pool.run(task, input, { account, deadlineMs });

afterEach(() => pool.close());

describe("workerPool", () => {
  it("runs a task in another process, and reuses the process", async () => {
    open({ size: 1 });
    const pid = await run<number>("pid");
    expect(pid).not.toBe(process.pid);
    expect(await run("pid")).toBe(pid);
    expect(await run("echo", new Uint8Array([1, 2, 3]))).toEqual(new Uint8Array([1, 2, 3]));
  });

  it("stops a task that exceeds its deadline, although it blocks its thread, and runs the next one", async () => {
    open({ size: 1 });
    await expect(run("spin", undefined, "a", 200)).rejects.toMatchObject({ name: "WorkLimitError", limit: "time" });
    expect(await run("echo", 1)).toBe(1);
  });

  it("stops a task that exceeds its CPU time, but not one that waits", async () => {
    open({ size: 1 });
    const limits = { account: "a", deadlineMs: 20_000, cpuMs: 100 };
    await expect(pool.run("spin", undefined, limits)).rejects.toMatchObject({ limit: "time" });
    expect(await pool.run("sleep", 300, limits)).toEqual(expect.any(Number));
  });

  it("rejects the waiting tasks of the account when a task exceeds a limit, and no others", async () => {
    open({ size: 1 });
    await run("pid");
    const [spinning, waiting, other] = [run("spin", undefined, "a", 200), run("echo", 1), run("echo", 2, "b")];
    await expect(waiting).rejects.toMatchObject({ name: "WorkLimitError", limit: "waiting" });
    await expect(spinning).rejects.toMatchObject({ limit: "time" });
    expect(await other).toBe(2);
    expect(await run("echo", 3)).toBe(3);
  });

  it("stops a task that exceeds the memory of a process, and runs the next one", async () => {
    open({ size: 1, maxMemoryBytes: 200 * MiB });
    await expect(run("grow", 4_000 * MiB)).rejects.toMatchObject({ name: "WorkLimitError", limit: "memory" });
    expect(await run("echo", 1)).toBe(1);
  });

  it("runs tasks one after another that together need more memory than the pool may have", async () => {
    open({ size: 2, maxMemoryBytes: 600 * MiB, maxPoolBytes: 400 * MiB });
    await Promise.all([run("sleep", 600), run("sleep", 600)]);
    expect(pool.pids()).toHaveLength(2);
    let starts = 0;
    const keep = (account: string): Promise<number> =>
      pool.run("keep", { bytes: 250 * MiB, ms: 300 }, { account, deadlineMs: 20_000, onStart: () => (starts += 1) });
    const pids = await Promise.all([keep("a"), keep("b"), keep("b")]);
    expect(pids.every((pid) => pid > 0)).toBe(true);
    expect(starts).toBeGreaterThan(3);
    expect(await run("echo", 1)).toBe(1);
  });

  it("stops a task that waits to run alone when its signal aborts", async () => {
    open({ size: 2, maxPoolBytes: 300 * MiB });
    await Promise.all([run("sleep", 600), run("sleep", 600)]);
    const controller = new AbortController();
    const work = { account: "b", deadlineMs: 20_000, signal: controller.signal };
    let starts = 0;
    const large = pool.run("keep", { bytes: 180 * MiB, ms: 5_000 }, { ...work, onStart: () => (starts += 1) });
    const settled = Promise.allSettled([large]);
    const small = run("keep", { bytes: 90 * MiB, ms: 1_000 });
    await expect.poll(() => pool.pids(), { timeout: 10_000 }).toHaveLength(1);
    controller.abort(new Error("gone"));
    expect(await settled).toEqual([{ status: "rejected", reason: new Error("gone") }]);
    expect([starts, typeof (await small)]).toEqual([1, "number"]);
    expect(await run("echo", 1)).toBe(1);
  });

  it("reports a crash and a thrown error, and runs the next task", async () => {
    open({ size: 1 });
    await expect(run("crash")).rejects.toThrow("the worker process exited with 3");
    await expect(run("fail")).rejects.toThrow("the work failed: Error: broken");
    await expect(run("unknown")).rejects.toThrow('unknown task "unknown"');
    expect(await run("echo", 1)).toBe(1);
  });

  it("runs at most `size` tasks at the same time", async () => {
    open({ size: 2 });
    const pids = await Promise.all(Array.from({ length: 6 }, () => run<number>("sleep", 1_500)));
    expect(new Set(pids).size).toBe(2);
  });

  it("runs short tasks in the running process instead of starting another one", async () => {
    open({ size: 2 });
    const first = await run<number>("pid");
    const pids = await Promise.all(Array.from({ length: 6 }, () => run<number>("sleep", 1)));
    expect(new Set(pids)).toEqual(new Set([first]));
  });

  it("lets waiting accounts take turns, so that a second account waits for one task at most", async () => {
    open({ size: 1 });
    const order: string[] = [];
    const note = (name: string) => () => order.push(name);
    const many = Array.from({ length: 5 }, (_, index) => run("echo", index, "busy").then(note(`busy ${index}`)));
    const other = run("echo", 0, "other").then(note("other"));
    await Promise.all([...many, other]);
    expect(order.indexOf("other")).toBeLessThanOrEqual(1);
    expect(order.filter((name) => name !== "other")).toEqual(["busy 0", "busy 1", "busy 2", "busy 3", "busy 4"]);
  });

  it("stops processes that have no work for `idleMs`, and starts new ones when there is work again", async () => {
    open({ size: 1, idleMs: 50 });
    const pid = await run<number>("pid");
    await expect.poll(() => pool.pids(), { timeout: 5_000 }).toEqual([]);
    expect(await run("pid")).not.toBe(pid);
  });

  it("rejects work of an account that has too much waiting, and accepts that of others", async () => {
    open({ size: 1, maxWaitingPerAccount: 2 });
    await run("echo", 0);
    const running = Array.from({ length: 3 }, () => run("sleep", 50, "busy"));
    await expect(run("echo", 1, "busy")).rejects.toMatchObject({ limit: "waiting" });
    expect(await run("echo", 1, "other")).toBe(1);
    await Promise.all(running);
  });

  it("reports when a process starts a task", async () => {
    open({ size: 1 });
    await run("echo", 0);
    const started: string[] = [];
    const work = (name: string) => ({ account: "a", deadlineMs: 20_000, onStart: () => started.push(name) });
    const first = pool.run("sleep", 300, work("first"));
    const second = pool.run("echo", 1, work("second"));
    await expect.poll(() => started).toEqual(["first"]);
    await Promise.all([first, second]);
    expect(started).toEqual(["first", "second"]);
  });

  it("removes a waiting task and stops a running one when its signal aborts", async () => {
    open({ size: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    const running = pool.run("sleep", 60_000, { account: "a", deadlineMs: 60_000, signal });
    const waiting = pool.run("echo", 1, { account: "a", deadlineMs: 60_000, signal });
    const settled = Promise.allSettled([running, waiting]);
    controller.abort(new Error("gone"));
    const gone = { status: "rejected", reason: new Error("gone") };
    expect(await settled).toEqual([gone, gone]);
    expect(await run("echo", 2)).toBe(2);
  });
});
