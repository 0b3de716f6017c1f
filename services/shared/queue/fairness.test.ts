import { fakeClock } from "errata/testing";
import { describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { type Queue, type QueueOptions, queue, queueMigrations } from "./index.ts";

const onEveryEngine = eachEngine(async (engine) => {
  const clock = fakeClock({ start: 1_000_000 });
  const { store, drop } = await engine.open([queueMigrations], clock);
  return {
    stop: drop,
    advance: clock.advance,
    open: (options: Partial<QueueOptions> = {}): Queue<number> =>
      queue({ name: `q${crypto.randomUUID()}`, store, clock, leaseMs: 1_000, ...options }),
  };
});

describe("groups of a queue", () => {
  onEveryEngine((running) => {
    const addTo = (jobs: Queue<number>, group: string, count: number) =>
      jobs.store.transaction(async (sql) => {
        for (let index = 1; index <= count; index += 1)
          await jobs.enqueue(sql, { id: `${group}${index}`, payload: index, group });
      });
    const claimIds = async (jobs: Queue<number>, limit?: number) =>
      (await jobs.claim(limit)).map(({ id }) => id).sort();

    it("claims from the groups with the fewest running jobs, then those whose last turn is longest ago", async () => {
      const { open, advance } = running();
      const jobs = open();
      for (const [group, count] of [
        ["a", 5],
        ["b", 2],
        ["c", 1],
      ] as const) {
        await addTo(jobs, group, count);
        advance(1);
      }
      expect(await claimIds(jobs, 2)).toEqual(["a1", "b1"]);
      expect(await claimIds(jobs)).toEqual(["c1"]);
      expect(await claimIds(jobs, 3)).toEqual(["a2", "a3", "b2"]);
      await addTo(jobs, "d", 1);
      expect(await claimIds(jobs)).toEqual(["d1"]);
      expect(await claimIds(jobs, 9)).toEqual(["a4", "a5"]);
    });

    it("claims a job of another group as soon as one job of a group with many jobs finishes", async () => {
      const jobs = running().open();
      await addTo(jobs, "busy", 50);
      const [first] = await jobs.claim(2);
      await addTo(jobs, "other", 1);
      await jobs.finish(jobs.store.sql, first!);
      expect(await claimIds(jobs)).toEqual(["other1"]);
    });

    it("lets groups take turns with one worker, the one whose last turn is longest ago first", async () => {
      const { open, advance } = running();
      const jobs = open();
      await addTo(jobs, "busy", 4);
      await addTo(jobs, "other", 2);
      const order: string[] = [];
      for (let turn = 0; turn < 6; turn += 1) {
        advance(1);
        const [claim] = await jobs.claim();
        order.push(claim!.id);
        await jobs.finish(jobs.store.sql, claim!);
      }
      expect(order).toEqual(["busy1", "other1", "busy2", "other2", "busy3", "busy4"]);
    });

    it("forgets the turns of groups that had no claim for a day", async () => {
      const { open, advance } = running();
      const jobs = open();
      const groups = async () => {
        const rows = await jobs.store.sql<{ group_key: string }>`
          SELECT group_key FROM queue_groups WHERE queue = ${jobs.name} ORDER BY group_key`;
        return rows.map(({ group_key }) => group_key);
      };
      await addTo(jobs, "first", 1);
      for (const claim of await jobs.claim()) await jobs.finish(jobs.store.sql, claim);
      advance(24 * 60 * 60 * 1000);
      await addTo(jobs, "second", 1);
      await jobs.claim();
      await jobs.cleanUp();
      expect(await groups()).toEqual(["first", "second"]);
      advance(1);
      await jobs.cleanUp();
      expect(await groups()).toEqual(["second"]);
    });

    it("does not count jobs whose worker died as running", async () => {
      const { open, advance } = running();
      const jobs = open();
      await addTo(jobs, "a", 2);
      await jobs.claim(2);
      advance(1_000);
      await addTo(jobs, "b", 1);
      expect(await claimIds(jobs, 2)).toEqual(["a1", "b1"]);
    });

    it("claims jobs first whose worker died or stopped, before those that wait in their group, and among equal turns", async () => {
      const { open, advance } = running();
      const jobs = open();
      await addTo(jobs, "a", 4);
      const [, stopped] = await jobs.claim(2);
      advance(1);
      await addTo(jobs, "b", 1);
      await jobs.release(stopped!);
      expect(await jobs.counts()).toEqual({ waiting: 4, running: 1, failed: 0 });
      await jobs.recover();
      if (jobs.store.engine === "postgres") advance(1_000);
      expect(await jobs.counts()).toEqual({ waiting: 5, running: 0, failed: 0 });
      const first = await claimIds(jobs);
      expect(["a1", "a2"]).toContain(first[0]);
      expect([...first, ...(await claimIds(jobs, 2))].sort()).toEqual(["a1", "a2", "b1"]);
      expect(await claimIds(jobs, 9)).toEqual(["a3", "a4"]);
    });

    it("runs at most maxRunningPerGroup jobs of a group", async () => {
      const jobs = running().open({ maxRunningPerGroup: 2 });
      await addTo(jobs, "a", 5);
      await addTo(jobs, "b", 1);
      const claims = await jobs.claim(9);
      expect(claims.map(({ id }) => id).sort()).toEqual(["a1", "a2", "b1"]);
      expect(await jobs.claim(9)).toEqual([]);
      await jobs.finish(jobs.store.sql, claims.find(({ id }) => id === "a1")!);
      expect(await claimIds(jobs, 9)).toEqual(["a3"]);
    });

    it("delays the waiting jobs of a group, and no others", async () => {
      const { open, advance } = running();
      const jobs = open();
      await addTo(jobs, "a", 2);
      await addTo(jobs, "b", 1);
      const [claim] = await jobs.claim();
      await jobs.delayGroup(jobs.store.sql, "a", jobs.clock() + 500);
      expect(await claimIds(jobs, 9)).toEqual(["b1"]);
      expect(await jobs.renew(claim!)).toBeTypeOf("number");
      advance(500);
      expect(await claimIds(jobs, 9)).toEqual(["a2"]);
    });

    it("claims as fast with 20,000 waiting jobs in one group as with a few", async () => {
      const medianMs = async (jobs: Queue<number>): Promise<number> => {
        await addTo(jobs, "few", 30);
        const times: number[] = [];
        for (let turn = 0; turn < 15; turn += 1) {
          const start = performance.now();
          expect(await jobs.claim(2)).toHaveLength(2);
          times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[7]!;
      };
      const [small, large] = [running().open(), running().open()];
      await large.store.sql`
        INSERT INTO queue_jobs (queue, id, payload, group_key, run_at, attempts, created_at)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
        SELECT ${large.name}, 'many' || n, '1', 'many', ${large.clock()}, 0, 0 FROM numbers`;
      expect(await medianMs(large)).toBeLessThan(3 * (await medianMs(small)) + 150);
    });
  });
});
