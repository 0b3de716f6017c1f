import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { median } from "./interleave.ts";
import { printTable, ratio } from "./table.ts";

/** Two servers: the CPU time of `ours` may be at most `target` times that of `peer`. */
export interface Comparison {
  readonly label: string;
  readonly ours: string;
  readonly peer: string;
  readonly path: string;
  readonly status: 200 | 404;
  readonly target: number;
}

/** Options of `compareServers`. */
export interface ServerComparisons {
  readonly comparisons: readonly Comparison[];
  /** URL of the module that exports `servers`: functions that create one each, by name. */
  readonly module: string;
  /** Key that the requests carry. */
  readonly apiKey: string;
  /** Processes of each server. One compiles the same code up to 10 % better or worse than the next. @default 5 */
  readonly starts?: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly origin: string;
}

interface Sample {
  readonly cpuUs: number;
  readonly perSec: number;
}

const roundsPerStart = 4;
const burstSec = 1;
const connections = 50;

/** Measures the servers' CPU time per request, and prints a table. Each server has its own process; one client loads them in turn. */
export async function compareServers({ comparisons, module, apiKey, starts = 5 }: ServerComparisons): Promise<void> {
  const samples = comparisons.map((): { ours: Sample[]; peer: Sample[] } => ({ ours: [], peer: [] }));
  process.stdout.write(
    `${connections} connections over loopback, ${starts} processes of each server, ${roundsPerStart} interleaved rounds of ${burstSec} s each.\n\n`,
  );
  for (let start = 0; start < starts; start += 1) await sampleNewProcesses(comparisons, module, apiKey, samples);
  report(comparisons, samples);
}

async function sampleNewProcesses(
  comparisons: readonly Comparison[],
  module: string,
  apiKey: string,
  samples: readonly { readonly ours: Sample[]; readonly peer: Sample[] }[],
): Promise<void> {
  const running = new Map<string, Running>();
  for (const name of new Set(comparisons.flatMap(({ ours, peer }) => [ours, peer])))
    running.set(name, await start(module, name));
  const serverOf = (name: string): Running => running.get(name) as Running;
  for (const comparison of comparisons) {
    await burst(serverOf(comparison.ours), comparison, apiKey, 1);
    await burst(serverOf(comparison.peer), comparison, apiKey, 1);
  }
  for (let round = 0; round < roundsPerStart; round += 1) {
    for (const [index, comparison] of comparisons.entries()) {
      // The order alternates, so that a drift of the machine's speed affects both servers alike.
      const order = round % 2 === 0 ? (["peer", "ours"] as const) : (["ours", "peer"] as const);
      for (const side of order)
        samples[index]?.[side].push(await measure(serverOf(comparison[side]), comparison, apiKey));
    }
  }
  for (const { child } of running.values()) child.kill();
}

function report(
  comparisons: readonly Comparison[],
  samples: readonly { readonly ours: Sample[]; readonly peer: Sample[] }[],
): void {
  const rows: string[][] = [];
  const verdicts: string[] = [];
  for (const [index, { label, ours, peer, target }] of comparisons.entries()) {
    const { ours: own = [], peer: other = [] } = samples[index] ?? {};
    const base = lowerQuartile(other.map(({ cpuUs }) => cpuUs));
    const relative = lowerQuartile(own.map(({ cpuUs }) => cpuUs)) / base;
    rows.push([`${label}: ${peer}`, ...cells(other, base)], [`${label}: ${ours}`, ...cells(own, base)]);
    const verdict = relative <= target ? "met" : "MISSED";
    verdicts.push(`${label}: ${relative.toFixed(2)}x, target at most ${target}x: ${verdict}\n`);
  }
  printTable(["server", "CPU us/request", "ratio", "requests/s"], rows);
  process.stdout.write(`\n${verdicts.join("")}`);
}

function cells(values: readonly Sample[], base: number): string[] {
  const cpuUs = lowerQuartile(values.map((sample) => sample.cpuUs));
  return [cpuUs.toFixed(1), ratio(cpuUs, base), median(values.map(({ perSec }) => perSec)).toFixed(0)];
}

/** Other processes only ever add CPU time, through the caches that they share, so the lower samples are the accurate ones. */
function lowerQuartile(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 4)] ?? Number.NaN;
}

async function start(module: string, name: string): Promise<Running> {
  const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)), [module, name], {
    execArgv: process.execArgv,
  });
  const [port] = (await once(child, "message")) as [number];
  return { child, origin: `http://127.0.0.1:${port}` };
}

async function measure(server: Running, comparison: Comparison, apiKey: string): Promise<Sample> {
  const before = await cpuOf(server);
  const requests = await burst(server, comparison, apiKey, burstSec);
  return { cpuUs: ((await cpuOf(server)) - before) / requests, perSec: requests / burstSec };
}

async function burst(
  { origin }: Running,
  { label, path, status }: Comparison,
  apiKey: string,
  duration: number,
): Promise<number> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const result = await autocannon({ url: origin + path, connections, duration, headers });
  const expected = status === 200 ? result["2xx"] : result["4xx"];
  if (result.errors > 0 || expected !== result.requests.total)
    throw new Error(
      `bench: expected ${status} in "${label}" for ${path}, received ${JSON.stringify(result.statusCodeStats)}.`,
    );
  return result.requests.total;
}

async function cpuOf({ child }: Running): Promise<number> {
  child.send("cpu");
  const [cpuUs] = (await once(child, "message")) as [number];
  return cpuUs;
}
