/**
 * Measures the stored errors and the console with a million occurrences on both engines: finding a request, the charts of a week,
 * what recording costs the request, a storm of 5,000 errors a second, and whether the time of a response reveals the console.
 *
 * Flags: `--engine sqlite|postgres`. PostgreSQL runs if ERRATA_TEST_POSTGRES is set.
 */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contract } from "errata";
import { consolePages } from "errata/console";
import { boundary, type Occurrence, type Recorder } from "errata/server";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import { type ArchiveOptions, openSupport, type Support } from "errata/support";
import postgres from "postgres";
import { median } from "../interleave.ts";
import { printTable } from "../table.ts";
import { fill, occurrences, requestIdOf } from "./fill.ts";
import { storm } from "./storm.ts";

const targets = { findMs: 10, chartMs: 200, requestThread: 0.01, storm: 1.05 };
const token = "operator-token-of-the-bench";
const weekMs = 7 * 86_400_000;
const { values: flags } = parseArgs({ options: { engine: { type: "string" } } });
const url = process.env.ERRATA_TEST_POSTGRES;
const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { CODE_1: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
});

const rows: string[][] = [];
const add = (engine: string, what: string, value: string, target: string, isMet: boolean): void => {
  rows.push([`${engine}: ${what}`, value, target, isMet ? "met" : "MISSED"]);
  if (!isMet) process.exitCode = 1;
};

for (const engine of ["sqlite", "postgres"] as const) {
  if ((flags.engine ?? engine) !== engine || (engine === "postgres" && url === undefined)) continue;
  const { database, drop } = await createDatabase(engine);
  try {
    await measure(engine, database);
    const { storedMs, baseMs, perSec, dropped } = await storm(database);
    const times = `${storedMs.toFixed(2)} to ${baseMs.toFixed(2)} ms at ${perSec.toFixed(0)} errors/s`;
    const slower = storedMs / baseMs;
    add(
      engine,
      "successes in a storm",
      `${slower.toFixed(2)}x (${times}; ${dropped} dropped)`,
      "1.05x",
      slower <= targets.storm,
    );
  } finally {
    await drop();
  }
}
printTable([`${occurrences.toLocaleString("en-US")} occurrences`, "measured", "target", ""], rows);

async function measure(engine: string, database: ArchiveOptions): Promise<void> {
  const support = await openSupport({ ...database, warn: () => undefined });
  const now = Date.now();
  const week = { from: now - weekMs, to: now + 3_600_000 };
  const ids = Array.from({ length: 300 }, () => requestIdOf(Math.floor(Math.random() * occurrences)));
  const found = await timesOf(ids, async (requestId) => {
    if ((await support.find({ requestId })).items.length !== 1) throw new Error(`bench: ${requestId} was not found.`);
  });
  const p99 = at(found, 0.99).toFixed(1);
  add(
    engine,
    "find a request",
    `${median(found).toFixed(1)} ms (99 %: ${p99} ms)`,
    "10 ms",
    median(found) < targets.findMs,
  );
  for (const by of ["code", "tenant"] as const) {
    const chart = await timesOf(Array.from({ length: 20 }), () => support.chart({ ...week, by, maxSeries: 7 }));
    add(
      engine,
      `chart of the week by ${by}`,
      `${at(chart, 0.1).toFixed(0)} ms`,
      "200 ms",
      at(chart, 0.1) < targets.chartMs,
    );
  }
  const tenants = await timesOf(Array.from({ length: 20 }), () => support.tenants({ ...week, limit: 200 }));
  add(
    engine,
    "accounts of the week",
    `${at(tenants, 0.1).toFixed(0)} ms`,
    "200 ms",
    at(tenants, 0.1) < targets.chartMs,
  );
  const pages = consolePages({ archive: support, contracts: [shop], token });
  const headers = { authorization: `Bearer ${token}` };
  const watch = await timesOf(Array.from({ length: 20 }), () =>
    pages.handle(new Request("http://shop.example/console/watch", { headers })),
  );
  add(engine, "whole page of the week", `${at(watch, 0.1).toFixed(0)} ms`, "200 ms", at(watch, 0.1) < targets.chartMs);
  const { requestUs, writerUs } = await recordingCost(support);
  const share = (requestUs * 1_000) / 1e6;
  const writer = `${requestUs.toFixed(1)} us each; writer ${writerUs.toFixed(0)} us`;
  add(
    engine,
    "request thread at 1,000 errors/s",
    `${(share * 100).toFixed(1)} % (${writer})`,
    "1 %",
    share <= targets.requestThread,
  );
  if (engine === "sqlite") await compareTokens(support);
  await support.close();
}

/** Measures the CPU time of recording an error, on the thread of the requests and in the whole process. */
async function recordingCost(support: Support): Promise<{ readonly requestUs: number; readonly writerUs: number }> {
  const recorded = await new Promise<Parameters<Recorder>>((resolve) => {
    const api = boundary(shop, { record: (...args) => resolve(args) });
    void api.handle(new Request("http://shop.example/", { headers: { "user-agent": "bench/1" } }), () => {
      throw shop.error.CODE_1(undefined, { cause: new Error("no unit in warehouse 7") });
    });
  });
  const [occurrence, request] = recorded;
  const batch = 500;
  const samples: number[] = [];
  const cpu = process.cpuUsage();
  for (let round = 0; round < 60; round += 1) {
    const startedAt = performance.now();
    for (let index = 0; index < batch; index += 1)
      support.record({ ...occurrence, time: Date.now() } satisfies Occurrence, request);
    samples.push(((performance.now() - startedAt) * 1_000) / batch);
    await support.flush();
  }
  const { user, system } = process.cpuUsage(cpu);
  // Other work on the machine can only add time.
  const requestUs = at(samples, 0.1);
  return { requestUs, writerUs: (user + system) / (60 * batch) - requestUs };
}

/** Compares how long requests without the right token take with those for an unknown path. */
async function compareTokens(support: Support): Promise<void> {
  const pages = consolePages({ archive: support, contracts: [shop], token });
  const cases = {
    "unknown path": ["/nothing", undefined],
    "no token": ["/console/watch", undefined],
    "wrong first character": ["/console/watch", `x${token.slice(1)}`],
    "wrong last character": ["/console/watch", `${token.slice(0, -1)}x`],
    "short token": ["/console/watch", "x"],
  } as const;
  const samples = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < 4_000; round += 1)
    for (const [name, [path, sent]] of Object.entries(cases)) {
      const headers: Record<string, string> = { authorization: `Bearer ${sent ?? "none"}` };
      const request = new Request(`http://shop.example${path}`, { headers });
      const startedAt = performance.now();
      if ((await pages.handle(request)) !== undefined) throw new Error(`bench: ${name} was allowed.`);
      if (round >= 500) samples.get(name)?.push(performance.now() - startedAt);
    }
  const medians = [...samples].map(([name, values]) => ({ name, us: median(values) * 1_000 }));
  const spread = Math.max(...medians.map(({ us }) => us)) - Math.min(...medians.map(({ us }) => us));
  const text = medians.map(({ name, us }) => `${name} ${us.toFixed(1)} us`).join(", ");
  add("token", `most different median (${text})`, `${spread.toFixed(1)} us`, "3 us", spread <= 3);
}

async function timesOf<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const item of items) {
    const startedAt = performance.now();
    await work(item);
    times.push(performance.now() - startedAt);
  }
  return times;
}

function at(values: readonly number[], fraction: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * fraction)] ?? Number.NaN;
}

/** Creates a database with a million occurrences. */
async function createDatabase(
  engine: "sqlite" | "postgres",
): Promise<{ readonly database: ArchiveOptions; readonly drop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "errata-bench-support-"));
  const schema = `errata_bench_${process.pid}`;
  const path = join(folder, "support.db");
  const database = engine === "sqlite" ? { database: path } : { database: url ?? "", schema };
  await (await openSupport(database)).close();
  const store =
    engine === "sqlite"
      ? await openSqlite({ path, migrations: [] })
      : await openPostgres({ url: url ?? "", schema, migrations: [], commandTimeoutMs: 600_000 });
  const startedAt = performance.now();
  await fill(store, Date.now());
  await store.close();
  process.stderr.write(`${engine}: filled in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s\n`);
  return {
    database,
    async drop() {
      rmSync(folder, { recursive: true, force: true });
      if (engine === "sqlite") return;
      const sql = postgres(url ?? "", { onnotice: () => undefined });
      await sql`DROP SCHEMA IF EXISTS ${sql(schema)} CASCADE`;
      await sql.end();
    },
  };
}
