import { forRequest } from "errata/store";
import { fakeClock } from "errata/testing";
import { describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { queue, queueData, queueMigrations, worker } from "./index.ts";

const onEveryEngine = eachEngine(async (engine) => {
  const clock = fakeClock({ start: 1_000_000 });
  const { store, drop } = await engine.open([queueMigrations], clock);
  return { store, clock, stop: drop };
});

describe("the queue that operators see", () => {
  onEveryEngine((running) => {
    /** Opens a queue with one job, which fails in its only attempt while `isBroken`. */
    const setUp = async () => {
      const { store, clock } = running();
      const jobs = queue<number>({ name: `q${crypto.randomUUID()}`, store, clock, maxAttempts: 1 });
      const state = { isBroken: true };
      const failing = worker({
        queue: jobs,
        async handle() {
          if (state.isBroken) throw new Error("connect to postgres://app:hunter2@db/shop failed");
        },
      });
      const requestId = crypto.randomUUID();
      await forRequest(requestId, () =>
        store.transaction((sql) => jobs.enqueue(sql, { id: "a", payload: 7, group: "acme" })),
      );
      return { jobs, failing, state, requestId, clock };
    };

    it("shows what waits and for how long, then why it failed, without secrets, and for which request", async () => {
      const { jobs, failing, requestId, clock } = await setUp();
      const { queues, jobsOf, failedJobs } = queueData(jobs);
      const addedAt = clock();
      expect(await queues()).toEqual([{ queue: jobs.name, waiting: 1, running: 0, failed: 0, oldestAt: addedAt }]);
      const waiting = { queue: jobs.name, id: "a", attempts: 0, createdAt: addedAt, requestId, canRetry: false };
      expect(await jobsOf(requestId)).toEqual([{ ...waiting, state: "waiting", reason: null }]);
      expect(await failedJobs()).toEqual([]);
      await failing.runOnce();
      const reason = "Error: connect to postgres://app:***@db/shop failed";
      expect(await failedJobs()).toEqual([{ ...waiting, state: "failed", attempts: 1, reason }]);
      expect(await queues()).toEqual([{ queue: jobs.name, waiting: 0, running: 0, failed: 1, oldestAt: null }]);
    });

    it("runs a failed job again once, for the same request, after what its failure changed was restored", async () => {
      const { jobs, failing, state, requestId } = await setUp();
      const restored: number[] = [];
      const { retryJob, jobsOf } = queueData(jobs, async (_, payload) => restored.push(payload) > 0);
      expect(await retryJob(jobs.name, "a")).toBe(false);
      await failing.runOnce();
      expect(await retryJob("another", "a")).toBe(false);
      expect(await Promise.all([retryJob(jobs.name, "a"), retryJob(jobs.name, "a")])).toEqual([true, false]);
      expect(restored).toEqual([7]);
      expect(await jobsOf(requestId)).toMatchObject([{ id: "a", state: "waiting", attempts: 0 }]);
      state.isBroken = false;
      expect(await failing.runOnce()).toBe(1);
      expect(await jobsOf(requestId)).toEqual([]);
    });

    it("deletes a failed job that can no longer run", async () => {
      const { jobs, failing } = await setUp();
      await failing.runOnce();
      expect(await queueData(jobs).retryJob(jobs.name, "a")).toBe(false);
      expect(await queueData(jobs, async () => false).retryJob(jobs.name, "a")).toBe(false);
      expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });
  });
});
