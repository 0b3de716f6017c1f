import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { every } from "./every.ts";

describe("every", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const unexpected = (error: unknown): never => {
    throw error;
  };

  it("runs the job after each interval, from start to stop", async () => {
    const run = vi.fn(async () => undefined);
    const job = every(100, run, unexpected);
    await vi.advanceTimersByTimeAsync(500);
    expect(run).not.toHaveBeenCalled();
    job.start();
    job.start();
    await vi.advanceTimersByTimeAsync(350);
    expect(run).toHaveBeenCalledTimes(3);
    await job.stop();
    await vi.advanceTimersByTimeAsync(500);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it("starts no second run while one is under way, even when it takes longer than the interval", async () => {
    let [active, most, runs] = [0, 0, 0];
    const job = every(
      10,
      async () => {
        runs += 1;
        most = Math.max(most, ++active);
        await new Promise((resolve) => setTimeout(resolve, 95));
        active -= 1;
      },
      unexpected,
    );
    job.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([most, runs]).toEqual([1, 10]);
  });

  it("waits for the run under way when it is stopped, and aborts the run's signal", async () => {
    let finish = (): void => undefined;
    let signal: AbortSignal | undefined;
    const job = every(
      10,
      async (stopped) => {
        signal = stopped;
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
      unexpected,
    );
    job.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(signal?.aborted).toBe(false);
    let isStopped = false;
    const stopping = job.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(100);
    expect([isStopped, signal?.aborted]).toEqual([false, true]);
    finish();
    await stopping;
    expect(isStopped).toBe(true);
  });

  it("reports the error of a failed run and runs again", async () => {
    const failures: unknown[] = [];
    let runs = 0;
    const job = every(
      10,
      async () => {
        runs += 1;
        throw new Error(`run ${runs}`);
      },
      (error) => failures.push(error),
    );
    job.start();
    await vi.advanceTimersByTimeAsync(25);
    expect(failures).toEqual([new Error("run 1"), new Error("run 2")]);
    await job.stop();
  });

  it("does not overlap with a run of before a restart", async () => {
    let [active, most] = [0, 0];
    const job = every(
      10,
      async () => {
        most = Math.max(most, ++active);
        await new Promise((resolve) => setTimeout(resolve, 50));
        active -= 1;
      },
      unexpected,
    );
    job.start();
    await vi.advanceTimersByTimeAsync(15);
    void job.stop();
    job.start();
    await vi.advanceTimersByTimeAsync(200);
    expect(most).toBe(1);
    await Promise.all([job.stop(), vi.advanceTimersByTimeAsync(50)]);
  });
});
