/**
 * Measures whether operations take as long with a million rows as with a thousand, on both engines, and how long an operation
 * of one tenant keeps the embedded store from serving another. Ratios compare the 10th percentiles, because other work on the
 * machine can only add time.
 *
 * Flags: `--engine sqlite|postgres`, `--rows 1000,1000000`, and names of subjects. PostgreSQL runs if ERRATA_TEST_POSTGRES is set.
 */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Engine, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import { median } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";
import { imaging } from "./imaging.ts";
import { ledger } from "./ledger.ts";
import { orders } from "./orders.ts";
import { pdf } from "./pdf.ts";
import { scribe } from "./scribe.ts";
import { fill, type Operation, type Subject } from "./subject.ts";
import { vision } from "./vision.ts";

/** The most that a million rows may cost, as a multiple of a thousand. */
const target = 2;
/** The longest that an operation may keep the embedded store from serving another tenant, in milliseconds. */
const maxDelayMs = 50;

const subjects: Readonly<Record<string, Subject>> = { ledger, orders, imaging, pdf, scribe, vision };
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { engine: { type: "string" }, rows: { type: "string", default: "1000,100000,1000000" } },
});
const sizes = flags.rows.split(",").map(Number);
const url = process.env.ERRATA_TEST_POSTGRES;
const engines = (["sqlite", "postgres"] as const).filter(
  (engine) => (flags.engine ?? engine) === engine && (engine === "sqlite" || url !== undefined),
);
const names = positionals.length > 0 ? positionals : Object.keys(subjects);

for (const engine of engines) {
  const table: string[][] = [];
  for (const name of names) {
    const subject = subjects[name];
    if (subject === undefined)
      throw new Error(`Expected one of ${Object.keys(subjects).join(", ")}, received "${name.slice(0, 80)}".`);
    const bySize: Timed[][] = [];
    for (const size of sizes) bySize.push(await measure(engine, subject, size));
    table.push(...compare(name, bySize));
  }
  process.stdout.write(`\n${engine}: median in milliseconds, by rows of the tenant\n`);
  printTable(
    ["operation", ...sizes.map((size) => size.toLocaleString("en")), "ratio when quiet", "delays others by"],
    table,
  );
}
process.stdout.write(
  `Targets: at most ${target}x, or 1 ms, and a delay of at most ${maxDelayMs} ms on the embedded store.\n`,
);

/** The time of an operation. */
interface Timed {
  readonly name: string;
  readonly medianMs: number;
  /** 10th percentile: the time on an otherwise idle machine, which a ratio compares. */
  readonly quietMs: number;
  /** Median of the time that a statement of another tenant, sent just after the operation, took. */
  readonly delayMs: number;
}

async function measure(engine: Engine, subject: Subject, size: number): Promise<Timed[]> {
  const { store, drop } = await open(engine, subject);
  try {
    const startedAt = performance.now();
    await fill(store, subject, size);
    process.stderr.write(`${engine}: ${size} rows in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s\n`);
    const timed: Timed[] = [];
    for (const operation of subject.operations(store, size)) timed.push(await time(store, operation));
    return timed;
  } finally {
    await drop();
  }
}

async function time(store: Store, { name, run, rounds = 40 }: Operation): Promise<Timed> {
  const times: number[] = [];
  const delays: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    const done = run(round);
    // The other tenant's request arrives in the next turn of the event loop, and waits for whatever is running.
    const other = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      await store.sql`SELECT 1 AS x`;
      delays.push(performance.now() - startedAt);
    });
    await done;
    // The first run compiles statements.
    if (round > 0 || rounds === 1) times.push(performance.now() - startedAt);
    await other;
  }
  const sorted = times.toSorted((a, b) => a - b);
  const quietMs = sorted[Math.floor(sorted.length / 10)] ?? 0;
  return { name, medianMs: median(times), quietMs, delayMs: median(delays) };
}

function compare(name: string, bySize: readonly (readonly Timed[])[]): string[][] {
  const [first = []] = bySize;
  return first.map((small, index) => {
    const all = bySize.map((timed) => timed[index] ?? small);
    const large = all.at(-1) ?? small;
    const isSlow = large.quietMs > target * small.quietMs && large.quietMs > 1;
    return [
      `${name}: ${small.name}`,
      ...all.map(({ medianMs }) => medianMs.toFixed(2)),
      `${ratio(large.quietMs, small.quietMs)}${isSlow ? " !" : ""}`,
      `${large.delayMs.toFixed(0)} ms${large.delayMs > maxDelayMs ? " !" : ""}`,
    ];
  });
}

async function open(engine: Engine, { migrations }: Subject): Promise<{ store: Store; drop: () => Promise<void> }> {
  if (engine === "sqlite") {
    const folder = await mkdtemp(join(tmpdir(), "errata-growth-"));
    const store = await openSqlite({ path: join(folder, "growth.db"), migrations });
    return {
      store,
      async drop() {
        await store.close();
        rmSync(folder, { recursive: true });
      },
    };
  }
  const schema = `errata_growth_${process.pid}`;
  const store = await openPostgres({ url: url ?? "", schema, migrations, commandTimeoutMs: 600_000 });
  return {
    store,
    async drop() {
      await store.transaction((sql) => {
        const statement = `DROP SCHEMA ${schema} CASCADE`;
        return sql(Object.assign([statement], { raw: [statement] }));
      });
      await store.close();
    },
  };
}
