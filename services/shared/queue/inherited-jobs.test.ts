import { fakeClock } from "errata/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eachEngine } from "../../testing/each-engine.ts";
import { type Engine, engines } from "../../testing/engines.ts";
import { type Queue, type QueueOptions, queue, queueMigrations } from "./index.ts";

const leaseMs = 1_000;

async function start(engine: Engine) {
  const clock = fakeClock({ start: 1_000_000 });
  const { store, drop } = await engine.open([queueMigrations], clock);
  /** Opens the queue of a process that has just started. */
  const open = async (options: Partial<QueueOptions> = {}): Promise<Queue<number>> => {
    const jobs = queue<number>({ name: "jobs", store, clock, leaseMs, ...options });
    await jobs.recover();
    return jobs;
  };
  return { open, stop: drop, advance: clock.advance };
}

const add = (jobs: Queue<number>, ...ids: readonly string[]) =>
  jobs.store.transaction(async (sql) => {
    for (const id of ids) await jobs.enqueue(sql, { id, payload: 1 });
  });
const claimIds = async (jobs: Queue<number>, limit = 1) => (await jobs.claim(limit)).map(({ id }) => id);

describe("the jobs of a process that died", () => {
  eachEngine(start)((running) => {
    it("run before all others when the next process starts before their leases end", async () => {
      const { open, advance } = running();
      const dead = await open();
      await add(dead, "interrupted");
      const [claim] = await dead.claim();
      advance(1);
      await add(dead, "second", "third");
      const next = await open();
      if (next.store.engine === "postgres") {
        expect(await next.claim()).toEqual([]);
        advance(leaseMs - 2);
        expect(await next.claim()).toEqual([]);
        advance(1);
      }
      expect((await next.claim()).map(({ id, attempt }) => [id, attempt])).toEqual([["interrupted", 2]]);
      expect(await claimIds(next, 2)).toEqual(["second", "third"]);
      expect(await dead.renew(claim!)).toBe(undefined);
    });
  });
});

const postgres = engines.find(({ name }) => name.startsWith("PostgreSQL"))!;

describe.skipIf(postgres.isAbsent)(`the jobs of living processes on ${postgres.name}`, () => {
  let running: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    running = await start(postgres);
  });
  afterAll(() => running?.stop());

  it("delay a process that starts until their leases are renewed or they have ended", async () => {
    const living = await running.open({ name: "renewed" });
    await add(living, "a", "b");
    const [renewed, finished] = await living.claim(2);
    const next = await running.open({ name: "renewed" });
    running.advance(1);
    await add(living, "waiting");
    await living.renew(renewed!);
    expect(await next.claim()).toEqual([]);
    await living.finish(living.store.sql, finished!);
    expect(await claimIds(next)).toEqual(["waiting"]);
  });

  it("delay it for one lease at most when their clock is ahead", async () => {
    const ahead = await running.open({ name: "ahead", clock: () => 9_000_000 });
    await add(ahead, "theirs");
    await ahead.claim();
    const next = await running.open({ name: "ahead" });
    await add(next, "waiting");
    expect(await next.claim()).toEqual([]);
    running.advance(leaseMs);
    expect(await claimIds(next)).toEqual(["waiting"]);
  });
});
