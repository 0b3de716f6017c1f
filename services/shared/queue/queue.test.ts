import { currentRequestId, forRequest } from "errata/store";
import { fakeClock } from "errata/testing";
import { describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { LeaseLost, type Queue, type QueueOptions, queue, queueMigrations, RetryLater, worker } from "./index.ts";

const tables = {
  component: "suite",
  steps: [["CREATE TABLE suite_effects (job TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (job, run))"]],
};

const onEveryEngine = eachEngine(async (engine) => {
  const clock = fakeClock({ start: 1_000_000 });
  const { store, drop } = await engine.open([queueMigrations, tables], clock);
  return {
    store,
    stop: drop,
    advance: clock.advance,
    open: (options: Partial<QueueOptions> = {}): Queue<number> =>
      queue({ name: `q${crypto.randomUUID()}`, store, clock, leaseMs: 1_000, ...options }),
  };
});

const empty = { waiting: 0, running: 0, failed: 0 };

describe("queue", () => {
  onEveryEngine((running) => {
    const add = (jobs: Queue<number>, ...ids: readonly number[]) =>
      jobs.store.transaction(async (sql) => {
        for (const id of ids) await jobs.enqueue(sql, { id: `job-${id}`, payload: id });
      });
    const claimOne = async (jobs: Queue<number>) => (await jobs.claim())[0]!;
    const effects = async (jobs: Queue<number>) =>
      (await jobs.store.sql<{ job: string }>`SELECT job FROM suite_effects WHERE run = ${jobs.name}`).map(
        ({ job }) => job,
      );

    it("runs each of 500 jobs exactly once when 8 workers share it", async () => {
      const jobs = running().open({ leaseMs: 60_000 });
      await add(jobs, ...Array.from({ length: 500 }, (_, index) => index));
      const failures: unknown[] = [];
      const workers = Array.from({ length: 8 }, () =>
        worker({
          queue: jobs,
          concurrency: 3,
          pollMs: 5,
          onFailure: (error) => failures.push(error),
          // A second run would violate the primary key. If the insert were not atomic with `finish`, the job would run again.
          handle: (job) =>
            jobs.store.transaction(async (sql) => {
              await sql`INSERT INTO suite_effects (job, run) VALUES (${job.id}, ${jobs.name})`;
              await job.finish(sql);
            }),
        }),
      );
      for (const worker of workers) worker.start();
      await expect.poll(() => jobs.counts(), { timeout: 20_000 }).toEqual(empty);
      await Promise.all(workers.map((worker) => worker.stop()));
      expect(failures).toEqual([]);
      expect(new Set(await effects(jobs)).size).toBe(500);
      expect(await effects(jobs)).toHaveLength(500);
    });

    it("gives a job to one of 20 concurrent claims", async () => {
      const jobs = running().open();
      await add(jobs, 1);
      const claims = await Promise.all(Array.from({ length: 20 }, () => jobs.claim()));
      expect(claims.flat()).toHaveLength(1);
    });

    it("adds no job when the transaction of its cause is rolled back", async () => {
      const jobs = running().open();
      const failed = jobs.store.transaction(async (sql) => {
        await jobs.enqueue(sql, { id: "a", payload: 1 });
        throw new Error("rolled back");
      });
      await expect(failed).rejects.toThrow("rolled back");
      expect(await jobs.claim()).toEqual([]);
    });

    it("lets another worker claim a dead worker's job when the lease ends, and not before", async () => {
      const { open, advance } = running();
      const jobs = open();
      await add(jobs, 7);
      expect(await claimOne(jobs)).toMatchObject({ id: "job-7", payload: 7, attempt: 1 });
      advance(999);
      expect(await jobs.claim()).toEqual([]);
      advance(1);
      expect(await claimOne(jobs)).toMatchObject({ id: "job-7", payload: 7, attempt: 2 });
    });

    it("rolls back everything that a worker writes after it lost its lease", async () => {
      const { open, advance } = running();
      const jobs = open();
      await add(jobs, 1);
      const slow = await claimOne(jobs);
      advance(1_000);
      const other = await claimOne(jobs);
      const late = jobs.store.transaction(async (sql) => {
        await sql`INSERT INTO suite_effects (job, run) VALUES ('late', ${jobs.name})`;
        await jobs.finish(sql, slow);
      });
      await expect(late).rejects.toThrow(LeaseLost);
      expect(await jobs.renew(slow)).toBeUndefined();
      expect(await jobs.postpone(slow, 0, "late")).toBe(false);
      await jobs.release(slow);
      await expect(jobs.store.transaction((sql) => jobs.fail(sql, slow, "late"))).rejects.toThrow(LeaseLost);
      expect(await effects(jobs)).toEqual([]);
      await jobs.finish(jobs.store.sql, other);
      expect(await jobs.counts()).toEqual(empty);
    });

    it("keeps a job claimed while its lease is renewed", async () => {
      const { open, advance } = running();
      const jobs = open();
      await add(jobs, 1);
      const claim = await claimOne(jobs);
      for (let renewal = 0; renewal < 5; renewal += 1) {
        advance(900);
        expect(await jobs.renew(claim)).toBeTypeOf("number");
      }
      advance(999);
      expect(await jobs.claim()).toEqual([]);
      await jobs.finish(jobs.store.sql, claim);
    });

    it("claims the job that has been due the longest first, and none before its delay", async () => {
      const { open, advance } = running();
      const jobs = open();
      await jobs.store.transaction(async (sql) => {
        await jobs.enqueue(sql, { id: "later", payload: 1, delayMs: 500 });
        await jobs.enqueue(sql, { id: "now", payload: 2 });
      });
      expect((await jobs.claim(5)).map(({ id }) => id)).toEqual(["now"]);
      advance(500);
      expect((await jobs.claim(5)).map(({ id }) => id)).toEqual(["later"]);
    });

    it("does not change a waiting or running job when its id is added again", async () => {
      const jobs = running().open();
      await add(jobs, 1);
      const claim = await claimOne(jobs);
      await add(jobs, 1);
      expect(await jobs.claim()).toEqual([]);
      await jobs.finish(jobs.store.sql, claim);
      expect(await jobs.counts()).toEqual(empty);
    });

    it("makes the worker of a removed job lose its lease", async () => {
      const jobs = running().open();
      await add(jobs, 1);
      const claim = await claimOne(jobs);
      expect(await jobs.store.transaction((sql) => jobs.remove(sql, "job-1"))).toBe(true);
      await expect(jobs.finish(jobs.store.sql, claim)).rejects.toThrow(LeaseLost);
    });

    it("does not mix jobs of two queues", async () => {
      const { open } = running();
      const [first, second] = [open(), open()];
      await add(first, 1);
      expect(await second.claim()).toEqual([]);
      expect(await first.claim()).toHaveLength(1);
    });
  });
});

describe("worker", () => {
  onEveryEngine((running) => {
    const add = (jobs: Queue<number>, id = "a") =>
      jobs.store.transaction((sql) => jobs.enqueue(sql, { id, payload: 1 }));

    it("retries after 1, 2 and 4 s, then marks the job as failed, once", async () => {
      const { open, advance } = running();
      const jobs = open({ maxAttempts: 4 });
      await add(jobs);
      const [failures, failed]: [unknown[], unknown[]] = [[], []];
      const retrying = worker({
        queue: jobs,
        handle: (job) => Promise.reject(new Error(`attempt ${job.attempt}${job.isLastAttempt ? ", the last" : ""}`)),
        onFailure: (error) => failures.push(String(error)),
        onFailed: async (_, { id }, error) => void failed.push([id, String(error)]),
      });
      for (const waitMs of [1_000, 2_000, 4_000]) {
        expect(await retrying.runOnce()).toBe(1);
        advance(waitMs - 1);
        expect(await retrying.runOnce()).toBe(0);
        advance(1);
      }
      expect(await retrying.runOnce()).toBe(1);
      advance(1_000_000);
      expect(await retrying.runOnce()).toBe(0);
      expect(failures).toHaveLength(4);
      expect(failed).toEqual([["a", "Error: attempt 4, the last"]]);
      expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, failed: 1 });
      await add(jobs);
      expect(await jobs.counts()).toEqual({ waiting: 1, running: 0, failed: 0 });
    });

    it("retries after the delay of a RetryLater", async () => {
      const { open, advance } = running();
      const jobs = open();
      await add(jobs);
      const busy = worker({ queue: jobs, handle: () => Promise.reject(new RetryLater(50_000, "busy")) });
      await busy.runOnce();
      advance(49_999);
      expect(await busy.runOnce()).toBe(0);
      advance(1);
      expect(await busy.runOnce()).toBe(1);
    });

    it("marks a job as failed without another attempt when workers died in all of its attempts", async () => {
      const { open, advance } = running();
      const jobs = open({ maxAttempts: 2 });
      await add(jobs);
      for (let death = 0; death < 2; death += 1) {
        expect(await jobs.claim()).toHaveLength(1);
        advance(1_000);
      }
      const errors: string[] = [];
      const handle = () => Promise.reject(new Error("must not be called"));
      await worker({
        queue: jobs,
        handle,
        onFailed: async (_, __, error) => void errors.push(String(error)),
      }).runOnce();
      expect(errors).toEqual(["Error: The worker died, or lost its lease, in each of 2 attempts."]);
    });

    it("aborts the handler's signal when the lease is lost", async () => {
      const { open } = running();
      const jobs = open({ leaseMs: 30 });
      await add(jobs);
      const failures: unknown[] = [];
      const losing = worker({
        queue: jobs,
        onFailure: (error) => failures.push(error),
        handle: async (job) => {
          await jobs.remove(jobs.store.sql, job.id);
          await new Promise((_, reject) => job.signal.addEventListener("abort", () => reject(job.signal.reason)));
        },
      });
      await losing.runOnce();
      expect(failures).toEqual([expect.any(LeaseLost)]);
    });

    it("returns an unfinished job to the queue when it stops, without counting the attempt", async () => {
      const jobs = running().open();
      await add(jobs);
      let started = () => {};
      const hasStarted = new Promise<void>((resolve) => (started = resolve));
      const stopping = worker({
        queue: jobs,
        handle: (job) => {
          started();
          return new Promise((_, reject) => job.signal.addEventListener("abort", () => reject(job.signal.reason)));
        },
      });
      stopping.start();
      await hasStarted;
      await stopping.stop(10);
      expect((await jobs.claim())[0]).toMatchObject({ id: "a", attempt: 1 });
    });

    it("waits for jobs under way when it stops", async () => {
      const jobs = running().open();
      await add(jobs);
      let started = () => {};
      const hasStarted = new Promise<void>((resolve) => (started = resolve));
      const stopping = worker({
        queue: jobs,
        handle: async () => {
          started();
          await new Promise((resolve) => setTimeout(resolve, 20));
        },
      });
      stopping.start();
      await hasStarted;
      await stopping.stop();
      expect(await jobs.counts()).toEqual(empty);
    });

    it("runs each job for the request that has added it, whichever request wakes the worker", async () => {
      const jobs = running().open();
      const seen = new Map<string, string | undefined>();
      const waking = worker({
        queue: jobs,
        pollMs: 60_000,
        handle: async ({ id }) => void seen.set(id, currentRequestId()),
      });
      await forRequest("request-1", () => add(jobs, "first"));
      await add(jobs, "second");
      waking.start();
      forRequest("request-2", () => jobs.wake());
      await expect.poll(() => seen.size, { interval: 5 }).toBe(2);
      expect(seen).toEqual(
        new Map([
          ["first", "request-1"],
          ["second", undefined],
        ]),
      );
      await waking.stop();
    });

    it("runs a job at once after wake, before the next poll", async () => {
      const jobs = running().open();
      const done: string[] = [];
      const woken = worker({ queue: jobs, pollMs: 60_000, handle: async ({ id }) => void done.push(id) });
      woken.start();
      await add(jobs, "woken");
      jobs.wake();
      await expect.poll(() => done, { interval: 5 }).toEqual(["woken"]);
      await woken.stop();
    });
  });
});
