/** Measures the server's CPU per error response, each server in a process of its own, loaded in turn by the same client. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { median } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";
import { type ServerName, servers } from "./servers.ts";

const rounds = 5;
const burstSec = 2;
const connections = 50;

interface Running {
  readonly name: ServerName;
  readonly child: ChildProcess;
  readonly url: string;
  readonly cpuUs: number[];
  readonly perSec: number[];
}

const names = Object.keys(servers) as ServerName[];
const running = await Promise.all(names.map(start));
process.stdout.write(`404 over loopback, ${connections} connections, ${rounds} interleaved rounds of ${burstSec} s\n`);
for (const server of running) await burst(server, 1);
for (let round = 0; round < rounds; round += 1) for (const server of running) await measure(server);
for (const { child } of running) child.kill();

const cpu = (name: ServerName): number => median(running.find((server) => server.name === name)?.cpuUs ?? []);
printTable(
  ["server", "CPU us/request", "vs raw", "vs Hono", "requests/s"],
  running.map(({ name, perSec }) => [
    name,
    cpu(name).toFixed(1),
    ratio(cpu(name), cpu("raw node:http, throw + stringify, no stack")),
    ratio(cpu(name), cpu("Hono, HTTPException + onError")),
    median(perSec).toFixed(0),
  ]),
);
verdict("node adapter", "Errata on node:http", "raw node:http, throw + stringify, no stack", 1.05);
verdict("Hono adapter", "Errata on Hono", "Hono, HTTPException + onError", 0.75);

/** Judges by the median of the ratios within each round, so that noise which lasts a round falls on both alike. */
function verdict(label: string, ours: ServerName, peer: ServerName, target: number): void {
  const own = running.find((server) => server.name === ours)?.cpuUs ?? [];
  const other = running.find((server) => server.name === peer)?.cpuUs ?? [];
  const paired = median(own.map((value, round) => value / (other[round] ?? Number.NaN)));
  process.stdout.write(
    `${label}: ${paired.toFixed(2)}x of "${peer}", target at most ${target}x: ${paired <= target ? "met" : "MISSED"}\n`,
  );
}

async function start(name: ServerName): Promise<Running> {
  const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)), [name], { execArgv: process.execArgv });
  const [port] = (await once(child, "message")) as [number];
  return { name, child, url: `http://127.0.0.1:${port}/renders/r_1234`, cpuUs: [], perSec: [] };
}

async function measure(server: Running): Promise<void> {
  const before = await cpuOf(server.child);
  const requests = await burst(server, burstSec);
  const after = await cpuOf(server.child);
  server.cpuUs.push((after - before) / requests);
  server.perSec.push(requests / burstSec);
}

async function burst({ url, name }: Running, durationSec: number): Promise<number> {
  const result = await autocannon({ url, connections, duration: durationSec });
  if (result["2xx"] > 0 || result.errors > 0) throw new Error(`"${name}" answered something other than the error`);
  return result.requests.total;
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send("cpu");
  const [cpuUs] = (await once(child, "message")) as [number];
  return cpuUs;
}
