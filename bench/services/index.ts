/**
 * Measures what boundary and guards cost the services: each with Errata and on plain Hono, in one process, loaded in turn.
 * The plain app has Hono's middlewares for request ids, CORS and secure headers and finds its keys by their hashes. It counts no
 * requests, has no deadlines, logs and metrics, and writes its errors by hand. The CPU includes the processes that do the work.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon, { type Options } from "autocannon";
import { median } from "../interleave.ts";
import { treeCpuUs } from "../process-tree.ts";
import { printTable, ratio } from "../table.ts";
import { type BenchedName, benched } from "./benched.ts";
import type { Call } from "./benched-api.ts";

const rounds = 5;
const burstSec = 2;
const connections = 50;
const target = 1.2;

interface Started {
  readonly errata: string;
  readonly plain: string;
  readonly main: readonly Call[];
  readonly error: Call;
}

interface Burst {
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const wanted = process.argv.slice(2);
const names = (Object.keys(benched) as BenchedName[]).filter((name) => wanted.length === 0 || wanted.includes(name));
process.stdout.write(`${connections} connections, ${rounds} interleaved rounds of ${burstSec} s, SQLite\n`);
const rows: string[][] = [];
for (const name of names) rows.push(...(await measure(name)));
printTable(["call", "CPU us/request", "plain", "ratio", "p50 ms", "plain", "p99 ms", "plain"], rows);
process.stdout.write(`CPU of a main call: target at most ${target}x of plain Hono.\n`);

async function measure(name: BenchedName): Promise<string[][]> {
  const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)), [name], { execArgv: process.execArgv });
  try {
    const [{ errata, plain, main, error }] = (await once(child, "message")) as [Started];
    return [
      await compare(child, `${name}: main call`, errata, plain, main),
      await compare(child, `${name}: cheapest error`, errata, plain, [error]),
    ];
  } finally {
    child.disconnect();
  }
}

async function compare(
  child: ChildProcess,
  label: string,
  errata: string,
  plain: string,
  calls: readonly Call[],
): Promise<string[]> {
  const ours: Burst[] = [];
  const theirs: Burst[] = [];
  // The first round warms both up: compiled code, key cache, pages of the store.
  for (let round = 0; round <= rounds; round += 1) {
    const [own, other] = [await burst(child, errata, calls), await burst(child, plain, calls)];
    if (round === 0) continue;
    ours.push(own);
    theirs.push(other);
  }
  const paired = ours.map(({ cpuUs }, round) => cpuUs / (theirs[round]?.cpuUs ?? Number.NaN));
  const middle = (bursts: readonly Burst[], key: keyof Burst): number => median(bursts.map((one) => one[key]));
  return [
    label,
    middle(ours, "cpuUs").toFixed(0),
    middle(theirs, "cpuUs").toFixed(0),
    ratio(median(paired), 1),
    middle(ours, "p50Ms").toFixed(1),
    middle(theirs, "p50Ms").toFixed(1),
    middle(ours, "p99Ms").toFixed(1),
    middle(theirs, "p99Ms").toFixed(1),
  ];
}

async function burst(child: ChildProcess, url: string, calls: readonly Call[]): Promise<Burst> {
  const { pathname } = new URL(url);
  const { pid = 0 } = child;
  const before = treeCpuUs(pid);
  const requests = calls.map(({ method, path, headers, body }) => ({
    method,
    path: `${pathname}${path}`,
    headers: { ...headers },
    ...(body !== undefined && { body }),
  }));
  const options: Options = { url, connections, duration: burstSec, idReplacement: true, requests };
  const result = await autocannon({ ...options, setupClient: (client) => client.setRequests(rotated(requests)) });
  const after = treeCpuUs(pid);
  const status = String(calls[0]?.status);
  const others = Object.keys(result.statusCodeStats ?? {}).filter((code) => code !== status);
  if (others.length > 0 || result.errors > 0) throw new Error(`expected ${status}, received ${others.join(", ")}`);
  const { total } = result.requests;
  return { cpuUs: (after - before) / total, p50Ms: result.latency.p50, p99Ms: result.latency.p99 };
}

/** Lets each connection begin with another tenant. */
function rotated<Item>(items: readonly Item[]): Item[] {
  const start = Math.floor(Math.random() * items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}
