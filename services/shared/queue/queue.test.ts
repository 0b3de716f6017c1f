import { describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import {
  GiveUp,
  LeaseLost,
  type Queue,
  type QueueOptions,
  queue,
  queueMigrations,
  RetryLater,
  worker,
} from "./index.ts";

const tables = {
  component: "suite",
  steps: [["CREATE TABLE suite_effects (job TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (job, run))"]],
};

const onEveryEngine = eachEngine(async (engine) => {
  let now = 1_000_000;
  const clock = () => now;
  const { store, drop } = await engine.open([queueMigrations, tables], clock);
  return {
    store,
    occurrences: [],
    stop: drop,
    advance(ms: number) {
      now += ms;
    },
    open: (options: Partial<QueueOptions> = {}): Queue<number> =>
      queue({ name: `q${crypto.randomUUID()}`, store, clock, leaseMs: 1_000, ...options }),
  };
});

describe("a queue", () => {
  onEveryEngine((running) => {
    const add = (jobs: Queue<number>, ...ids: readonly number[]) =>
      jobs.store.transaction(async (sql) => {
        for (const id of ids) await jobs.enqueue(sql, { id: `job-${id}`, payload: id });
      });
    const take = async (jobs: Queue<number>) => (await jobs.claim())[0]!;
    const effects = async (jobs: Queue<number>) =>
      (await jobs.store.sql<{ job: string }>`SELECT job FROM suite_effects WHERE run = ${jobs.name}`).map(
        ({ job }) => job,
      );

    it("does each of 500 jobs exactly once with 8 workers that share it", async () => {
      const jobs = running().open({ leaseMs: 60_000 });
      await add(jobs, ...Array.from({ length: 500 }, (_, index) => index));
      const failures: unknown[] = [];
      const workers = Array.from({ length: 8 }, () =>
        worker({
          queue: jobs,
          concurrency: 3,
          pollMs: 5,
          onFailure: (error) => failures.push(error),
          // Written twice, the key would be refused; written without the job's end, the job would be done again.
          handle: (job) =>
            jobs.store.transaction(async (sql) => {
              await sql`INSERT INTO suite_effects (job, run) VALUES (${job.id}, ${jobs.name})`;
              await job.finish(sql);
            }),
        }),
      );
      for (const one of workers) one.start();
      await expect.poll(() => jobs.counts(), { timeout: 20_000 }).toEqual({ waiting: 0, running: 0, givenUp: 0 });
      await Promise.all(workers.map((one) => one.stop()));
      expect(failures).toEqual([]);
      expect(new Set(await effects(jobs)).size).toBe(500);
      expect(await effects(jobs)).toHaveLength(500);
    });

    it("hands a job to one of 20 who ask at once", async () => {
      const jobs = running().open();
      await add(jobs, 1);
      const claims = await Promise.all(Array.from({ length: 20 }, () => jobs.claim()));
      expect(claims.flat()).toHaveLength(1);
    });

    it("adds a job with its cause or not at all", async () => {
      const jobs = running().open();
      const failed = jobs.store.transaction(async (sql) => {
        await jobs.enqueue(sql, { id: "a", payload: 1 });
        throw new Error("taken back");
      });
      await expect(failed).rejects.toThrow("taken back");
      expect(await jobs.claim()).toEqual([]);
    });

    it("gives a job whose worker died to another when its lease has run out, and not before", async () => {
      const { open, advance } = running();
      const jobs = open();
      await add(jobs, 7);
      expect(await take(jobs)).toMatchObject({ id: "job-7", payload: 7, attempt: 1 });
      advance(999);
      expect(await jobs.claim()).toEqual([]);
      advance(1);
      expect(await take(jobs)).toMatchObject({ id: "job-7", payload: 7, attempt: 2 });
    });

    it("lets a worker that lost its lease write nothing", async () => {
      const { open, advance } = running();
      const jobs = open();
      await add(jobs, 1);
      const slow = await take(jobs);
      advance(1_000);
      const other = await take(jobs);
      const late = jobs.store.transaction(async (sql) => {
        await sql`INSERT INTO suite_effects (job, run) VALUES ('late', ${jobs.name})`;
        await jobs.finish(sql, slow);
      });
      await expect(late).rejects.toThrow(LeaseLost);
      expect(await jobs.renew(slow)).toBeUndefined();
      expect(await jobs.postpone(slow, 0, "late")).toBe(false);
      await jobs.release(slow);
      await expect(jobs.store.transaction((sql) => jobs.giveUp(sql, slow, "late"))).rejects.toThrow(LeaseLost);
      expect(await effects(jobs)).toEqual([]);
      await jobs.finish(jobs.store.sql, other);
      expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, givenUp: 0 });
    });

    it("keeps a job for as long as its lease is renewed", async () => {
      const { open, advance } = running();
      const jobs = open();
      await add(jobs, 1);
      const claim = await take(jobs);
      for (let turn = 0; turn < 5; turn += 1) {
        advance(900);
        expect(await jobs.renew(claim)).toBeTypeOf("number");
      }
      advance(999);
      expect(await jobs.claim()).toEqual([]);
      await jobs.finish(jobs.store.sql, claim);
    });

    it("takes the job first that is due longest, and none before its delay", async () => {
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

    it("leaves a job that waits or runs as it is when its id is added again", async () => {
      const jobs = running().open();
      await add(jobs, 1);
      const claim = await take(jobs);
      await add(jobs, 1);
      expect(await jobs.claim()).toEqual([]);
      await jobs.finish(jobs.store.sql, claim);
      expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, givenUp: 0 });
    });

    it("takes a removed job from its worker", async () => {
      const jobs = running().open();
      await add(jobs, 1);
      const claim = await take(jobs);
      expect(await jobs.store.transaction((sql) => jobs.remove(sql, "job-1"))).toBe(true);
      await expect(jobs.finish(jobs.store.sql, claim)).rejects.toThrow(LeaseLost);
    });

    it("gives a new owner of the embedded store at once what the dead one held; elsewhere others may be at work", async () => {
      const jobs = running().open();
      await add(jobs, 1);
      const dead = await take(jobs);
      await jobs.recover();
      const isAlone = jobs.store.engine === "sqlite";
      expect((await jobs.claim()).map(({ attempt }) => attempt)).toEqual(isAlone ? [2] : []);
      expect(await jobs.renew(dead)).toEqual(isAlone ? undefined : expect.any(Number));
    });

    it("keeps queues apart", async () => {
      const { open } = running();
      const [one, other] = [open(), open()];
      await add(one, 1);
      expect(await other.claim()).toEqual([]);
      expect(await one.claim()).toHaveLength(1);
    });
  });
});

describe("a worker", () => {
  onEveryEngine((running) => {
    const add = (jobs: Queue<number>, id = "a") =>
      jobs.store.transaction((sql) => jobs.enqueue(sql, { id, payload: 1 }));

    it("tries a failed job again after 1, 2, 4 s, and gives up after the last attempt, once", async () => {
      const { open, advance } = running();
      const jobs = open({ maxAttempts: 4 });
      await add(jobs);
      const [failures, givenUp]: [unknown[], unknown[]] = [[], []];
      const one = worker({
        queue: jobs,
        handle: (job) => Promise.reject(new Error(`attempt ${job.attempt}${job.isLastAttempt ? ", the last" : ""}`)),
        onFailure: (error) => failures.push(String(error)),
        onGiveUp: async (_, { id }, error) => void givenUp.push([id, String(error)]),
      });
      for (const waitMs of [1_000, 2_000, 4_000]) {
        expect(await one.runOnce()).toBe(1);
        advance(waitMs - 1);
        expect(await one.runOnce()).toBe(0);
        advance(1);
      }
      expect(await one.runOnce()).toBe(1);
      advance(1_000_000);
      expect(await one.runOnce()).toBe(0);
      expect(failures).toHaveLength(4);
      expect(givenUp).toEqual([["a", "Error: attempt 4, the last"]]);
      expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, givenUp: 1 });
      await add(jobs);
      expect(await jobs.counts()).toEqual({ waiting: 1, running: 0, givenUp: 0 });
    });

    it("lets a handler say when to try again, and that there is no use", async () => {
      const { open, advance } = running();
      const jobs = open({ maxAttempts: 9 });
      await add(jobs);
      const one = worker({
        queue: jobs,
        handle: ({ attempt }) =>
          Promise.reject(attempt === 1 ? new RetryLater(50_000, "busy") : new GiveUp("gone for ever")),
      });
      await one.runOnce();
      advance(49_999);
      expect(await one.runOnce()).toBe(0);
      advance(1);
      expect(await one.runOnce()).toBe(1);
      expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, givenUp: 1 });
    });

    it("gives up a job on which workers died as often as it may be tried, without trying it", async () => {
      const { open, advance } = running();
      const jobs = open({ maxAttempts: 2 });
      await add(jobs);
      for (let death = 0; death < 2; death += 1) {
        expect(await jobs.claim()).toHaveLength(1);
        advance(1_000);
      }
      const given: string[] = [];
      const handle = () => Promise.reject(new Error("must not be called"));
      await worker({ queue: jobs, handle, onGiveUp: async (_, __, error) => void given.push(String(error)) }).runOnce();
      expect(given).toEqual(["Error: the worker died, or lost its lease, on each of 2 attempts"]);
    });

    it("tells its handler when the job is no longer its own", async () => {
      const { open } = running();
      const jobs = open({ leaseMs: 30 });
      await add(jobs);
      const failures: unknown[] = [];
      const one = worker({
        queue: jobs,
        onFailure: (error) => failures.push(error),
        handle: async (job) => {
          await jobs.remove(jobs.store.sql, job.id);
          await new Promise((_, reject) => job.signal.addEventListener("abort", () => reject(job.signal.reason)));
        },
      });
      await one.runOnce();
      expect(failures).toEqual([expect.any(LeaseLost)]);
    });

    it("hands what it cannot end in time to the next when it stops, and the attempt does not count", async () => {
      const jobs = running().open();
      await add(jobs);
      let begun = () => {};
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      const one = worker({
        queue: jobs,
        handle: (job) => {
          begun();
          return new Promise((_, reject) => job.signal.addEventListener("abort", () => reject(job.signal.reason)));
        },
      });
      one.start();
      await hasBegun;
      await one.stop(10);
      expect((await jobs.claim())[0]).toMatchObject({ id: "a", attempt: 1 });
    });

    it("lets a job end that is at hand when it stops", async () => {
      const jobs = running().open();
      await add(jobs);
      let begun = () => {};
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      const one = worker({
        queue: jobs,
        handle: async () => {
          begun();
          await new Promise((resolve) => setTimeout(resolve, 20));
        },
      });
      one.start();
      await hasBegun;
      await one.stop();
      expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, givenUp: 0 });
    });

    it("is woken in its own process without waiting for its next look", async () => {
      const jobs = running().open();
      const done: string[] = [];
      const one = worker({ queue: jobs, pollMs: 60_000, handle: async ({ id }) => void done.push(id) });
      one.start();
      await add(jobs, "woken");
      jobs.wake();
      await expect.poll(() => done, { interval: 5 }).toEqual(["woken"]);
      await one.stop();
    });
  });
});
