/** Measures the server's CPU time per request. Each server runs in its own process; one client loads them in turn. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { median } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";
import { apiKey, type ServerName, servers } from "./servers.ts";

/** One process compiles the same code up to 10 % better or worse than the next, so each server is started several times. */
const starts = 5;
const roundsPerStart = 4;
const burstSec = 1;
const connections = 50;

/** The comparisons: the CPU time of `ours` may be at most `target` times that of `peer`. */
interface Comparison {
  readonly label: string;
  readonly ours: ServerName;
  readonly peer: ServerName;
  readonly path: "/renders/r_1" | "/renders/r_2";
  readonly status: 200 | 404;
  readonly target: number;
}

const comparisons: readonly Comparison[] = [
  {
    label: "error on node:http",
    ours: "Errata on node:http",
    peer: "node:http, throw + stringify",
    path: "/renders/r_2",
    status: 404,
    target: 1.05,
  },
  {
    label: "error on Hono",
    ours: "Errata on Hono",
    peer: "Hono, HTTPException + onError",
    path: "/renders/r_2",
    status: 404,
    target: 0.85,
  },
  {
    label: "success on Hono",
    ours: "Errata on Hono",
    peer: "Hono, HTTPException + onError",
    path: "/renders/r_1",
    status: 200,
    target: 1.05,
  },
  {
    // Errata sends a request id with every response. Most of what it costs more than the plain app is that header.
    label: "success on Hono with request ids",
    ours: "Errata on Hono",
    peer: "Hono, HTTPException + requestId()",
    path: "/renders/r_1",
    status: 200,
    target: 1.05,
  },
];

interface Running {
  readonly child: ChildProcess;
  readonly origin: string;
}

interface Sample {
  readonly cpuUs: number;
  readonly perSec: number;
}

const running = new Map<ServerName, Running>();
const samples = comparisons.map((): { ours: Sample[]; peer: Sample[] } => ({ ours: [], peer: [] }));

process.stdout.write(
  `Hono apps have cors(), secureHeaders() and an API key check. ${connections} connections over loopback, ${starts} processes of each server, ${roundsPerStart} interleaved rounds of ${burstSec} s each.\n\n`,
);
for (let run = 0; run < starts; run += 1) await sampleNewProcesses();
report();

async function sampleNewProcesses(): Promise<void> {
  for (const name of Object.keys(servers) as ServerName[]) running.set(name, await start(name));
  for (const comparison of comparisons) {
    await burst(comparison.ours, comparison, 1);
    await burst(comparison.peer, comparison, 1);
  }
  for (let round = 0; round < roundsPerStart; round += 1) {
    for (const [index, comparison] of comparisons.entries()) {
      // The order alternates, so that a drift of the machine's speed affects both servers alike.
      const order = round % 2 === 0 ? (["peer", "ours"] as const) : (["ours", "peer"] as const);
      for (const side of order) samples[index]?.[side].push(await measure(comparison[side], comparison));
    }
  }
  for (const { child } of running.values()) child.kill();
}

function report(): void {
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

async function start(name: ServerName): Promise<Running> {
  const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)), [name], { execArgv: process.execArgv });
  const [port] = (await once(child, "message")) as [number];
  return { child, origin: `http://127.0.0.1:${port}` };
}

async function measure(name: ServerName, comparison: Comparison): Promise<Sample> {
  const before = await cpuOf(name);
  const requests = await burst(name, comparison, burstSec);
  return { cpuUs: ((await cpuOf(name)) - before) / requests, perSec: requests / burstSec };
}

async function burst(name: ServerName, { path, status }: Comparison, duration: number): Promise<number> {
  const url = `${running.get(name)?.origin}${path}`;
  const result = await autocannon({ url, connections, duration, headers: { authorization: `Bearer ${apiKey}` } });
  const expected = status === 200 ? result["2xx"] : result["4xx"];
  if (result.errors > 0 || expected !== result.requests.total)
    throw new Error(
      `bench server: expected ${status} from "${name}" for ${path}, received ${JSON.stringify(result.statusCodeStats)}.`,
    );
  return result.requests.total;
}

async function cpuOf(name: ServerName): Promise<number> {
  const child = running.get(name)?.child;
  if (child === undefined) throw new Error(`bench server: "${name}" is not running.`);
  child.send("cpu");
  const [cpuUs] = (await once(child, "message")) as [number];
  return cpuUs;
}
