import { setTimeout as sleep } from "node:timers/promises";
import { audit, fragment, type Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Caller, caller } from "./testing/caller.ts";
import { type Cluster, startCluster } from "./testing/cluster.ts";
import { faults } from "./testing/faults.ts";
import { type Acknowledged, hashOf, noneAcknowledged, type Workloads, workloads } from "./testing/workloads.ts";

/** How long the load lasts, in seconds. */
const loadSec = Number(process.env.ERRATA_TEST_CLUSTER || 110);
const loadMs = loadSec * 1_000;
/** The ten-minute run has longer outages than the one in CI. */
const outages = loadSec < 300 ? { missingMs: 7_000, frozenMs: 7_000 } : { missingMs: 60_000, frozenMs: 20_000 };
/** Longest time until everything that was acknowledged has happened, in milliseconds. */
const settleMs = 120_000;
/** Time for a whole test, in milliseconds: the files of a long load are read within the rate limits. */
const patience = 3 * settleMs + loadMs;
/** The account of the load in each API. */
const accounts: Readonly<Record<string, string>> = {
  ...{ imaging: "acme", pdf: "atlas", vision: "lab", orders: "ada", scribe: "clinic" },
};

describe("three nodes behind nginx, with PostgreSQL, Redis and S3, under load while each of them fails", () => {
  const stops: (() => Promise<unknown>)[] = [];
  const done: Acknowledged = noneAcknowledged();
  let cluster: Cluster;
  let through: Caller;
  let direct: Caller;
  let load: Workloads;
  let store: Store;

  beforeAll(async () => {
    cluster = await startCluster(stops);
    const { nodes, url, postgresUrl, hook } = cluster;
    through = caller([url]);
    direct = caller(nodes.urls);
    load = workloads(through, nodes.demo, done);
    await load.subscribe(hook.url);
    store = await openPostgres({ url: postgresUrl, migrations: [], maxConnections: 2 });
    stops.push(() => store.close());
  }, 180_000);

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  }, 60_000);

  const keyOf = (api: string, name = accounts[api]): string | undefined =>
    cluster.nodes.demo.apis[api]?.credentials[name ?? ""];
  const read = async (api: string, path: string): Promise<any> =>
    (await direct.send({ path: `/${api}${path}`, key: keyOf(api) })).json;
  const eventually = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: settleMs, interval: 500 });
  const idsOf = async (table: Parameters<typeof fragment>[0]): Promise<string[]> =>
    (await store.sql<{ id: string }>`SELECT id FROM ${fragment(table)}`).map(({ id }) => id).sort();

  /** Sends requests at once to all nodes. @returns how many were admitted */
  async function admitted(api: string, path: string, requests: number): Promise<number> {
    const { urls } = cluster.nodes;
    const headers = { Authorization: `Bearer ${keyOf(api, "busy")}` };
    const responses = await Promise.all(
      Array.from({ length: requests }, (_, index) => fetch(`${urls[index % urls.length]}/${api}${path}`, { headers })),
    );
    return responses.filter(({ status }) => status === 200).length;
  }

  it("keeps every limit exact on all nodes together", async () => {
    expect(await admitted("imaging", "/v1/partner", 180)).toBe(120);
    expect(await admitted("vision", "/v1/account", 150)).toBe(100);
  });

  it(
    "gives every request a definitive result, without an error that no outage explains",
    async () => {
      const start = performance.now();
      const underWay = new Set<Promise<void>>();
      const loads = load.rounds.map(async ({ name, everyMs, run }) => {
        while (performance.now() < start + loadMs) {
          const round = run()
            .catch((error: unknown) => void done.faults.push(`${name}: ${error}`))
            .finally(() => underWay.delete(round));
          underWay.add(round);
          await sleep(everyMs);
        }
      });
      const planned = faults(cluster.nodes, cluster, outages);
      for (const [index, { name, run }] of planned.entries()) {
        await sleep(Math.max(0, start + ((index + 0.3) * loadMs) / planned.length - performance.now()));
        console.log(`${((performance.now() - start) / 1_000).toFixed(0)} s: ${name}`);
        await run();
      }
      await Promise.all(loads);
      await Promise.all(underWay);
      console.log(`Responses by status: ${JSON.stringify(Object.fromEntries(through.statuses))}`);
      for (const { request, ms, attempts } of through.slowest.slice(0, 3))
        console.log(`Slowest, ${ms} ms: ${request}, with the responses ${attempts.join(" ")}`);
      const counts = Object.entries(done).map(([name, list]) => `${list.length} ${name}`);
      console.log(`Acknowledged: ${counts.join(", ")}`);
      expect([...new Set([...through.faults, ...done.faults])]).toEqual([]);
      for (const [name, list] of Object.entries(done)) if (name !== "faults") expect(list.length).toBeGreaterThan(5);
    },
    loadMs + patience,
  );

  it(
    "has done everything that it acknowledged, once, and charged for exactly that",
    async () => {
      // Orders, documents and studies are processed in the background.
      for (const id of done.orders)
        await eventually(async () => (await read("orders", `/v1/orders/${id}`)).status).toBe("completed");
      for (const id of done.jobs)
        await eventually(async () => (await read("pdf", `/v1/jobs/${id}`)).data).toMatchObject({
          ...{ state: "finished", done: 2, failed: 0 },
        });
      for (const study of done.studies)
        await eventually(async () => (await read("imaging", `${study}/ai-lens`)).success).toBe(true);
      // The reservations of killed nodes expire.
      const reserved = async () => await store.sql`SELECT SUM(reserved) AS reserved FROM errata_accounts`;
      await eventually(reserved).toEqual([{ reserved: 0 }]);

      // Every request was repeated until it succeeded, so nothing exists beside what was acknowledged.
      const documents = done.documents.length + 2 * done.jobs.length;
      expect(await idsOf`imaging_customers`).toEqual([...done.customers].sort());
      expect(await idsOf`vision_analyses`).toEqual([...done.analyses].sort());
      expect(await idsOf`pdf_documents`).toEqual(expect.arrayContaining(done.documents));
      expect(await idsOf`pdf_documents`).toHaveLength(documents);
      expect(await store.sql`SELECT consultation_id FROM scribe_notes`).toHaveLength(done.notes.length);
      expect((await read("imaging", "/v1/credits")).data.available).toBe(5_000 - 10 * done.customers.length);
      expect((await read("pdf", "/v1/credits")).data.available).toBe(5_000 - documents);
      expect((await read("scribe", "/v1/account")).notesCharged).toBe(done.notes.length);
      const used = { used: done.orders.length, held: 0 };
      expect((await read("orders", "/v1/account")).usage).toMatchObject({ orders: used, units: used });
      const images =
        await store.sql`SELECT -SUM(delta) AS images FROM errata_ledger WHERE unit = 'images' AND delta < 0`;
      expect(images).toEqual([{ images: done.analyses.length }]);
      expect(await audit(store.sql)).toEqual([]);
    },
    patience,
  );

  it("has confirmed exactly the orders that a plan allows, whichever node was asked", async () => {
    expect(done.limited.length).toBeGreaterThan(20);
    expect(done.limited.filter(Boolean)).toHaveLength(20);
  });

  it(
    "has delivered every event at least once, with one id",
    async () => {
      const states = ["created", "uploaded", "confirmed", "processing", "completed"];
      const expected = done.orders.flatMap((id) => states.map((state) => `${id} order.${state}`));
      const received = (): Map<string, Set<string>> => {
        const ids = new Map<string, Set<string>>();
        for (const { headers, body } of cluster.hook.received) {
          const { type, data } = JSON.parse(body);
          const event = `${data.order.id} ${type}`;
          ids.set(event, (ids.get(event) ?? new Set()).add(headers["webhook-id"] ?? ""));
        }
        return ids;
      };
      await eventually(async () => expected.filter((event) => !received().has(event))).toEqual([]);
      // An order whose node died is processed again, which is another event.
      const several = [...received()].filter(([event, ids]) => ids.size > 1 && !event.endsWith("order.processing"));
      expect(several).toEqual([]);
    },
    patience,
  );

  it(
    "returns every stored file from every node",
    async () => {
      const readAll = async (name: string): Promise<void> => {
        for (const { api, path, sha256 } of done.files.filter((file) => file.api === name)) {
          const call = { path: `/${api}${path}`, key: keyOf(api) };
          const answers = await Promise.all(cluster.nodes.urls.map((url) => caller([url]).send(call)));
          expect(answers.map(({ status }) => [path, status])).toEqual(answers.map(() => [path, 200]));
          const hashes = new Set(answers.map(({ bytes }) => hashOf(bytes)));
          expect([...hashes]).toEqual([sha256 ?? [...hashes][0]]);
        }
      };
      // The rate limits of the APIs are independent.
      await Promise.all(Object.keys(accounts).map(readAll));
    },
    patience,
  );

  it("keeps limits exact again when Redis is back", async () => {
    expect(await admitted("imaging", "/v1/partner", 180)).toBe(120);
  });
});
