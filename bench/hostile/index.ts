/**
 * Sends every known bomb to a running server, one at a time and six at once, and measures what other callers notice.
 * Arguments: the name of an API, and words of the names of its bombs; all by default.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseResponse } from "errata/client";
import { treeMemoryBytes } from "../process-tree.ts";
import { printTable } from "../table.ts";
import type { Bomb, HostileApi } from "./bomb.ts";
import { imaging } from "./imaging.ts";
import { orders } from "./orders.ts";
import { pdf } from "./pdf.ts";
import type { ProbeResult } from "./probe.ts";
import { scribe } from "./scribe.ts";
import { vision } from "./vision.ts";

const MiB = 1024 * 1024;
const targets = { rejectedMs: 2_000, p99Ms: 150, growthBytes: 256 * MiB };
const restMs = 3_000;
const apis: readonly HostileApi[] = [imaging, orders, pdf, scribe, vision];

/** Codes of limits that six simultaneous requests of one account may reach. */
const tooManyCodes = new Set([
  ...["RATE_LIMITED", "RATE_LIMIT_ERROR", "RATE_LIMIT_EXCEEDED", "rate_limited"],
  // More notes at the same time than an account may have written.
  "service_unavailable",
]);

interface Demo {
  readonly apis: Readonly<
    Record<string, { readonly url: string; readonly credentials: Readonly<Record<string, string>> }>
  >;
}

interface Run {
  readonly problems: readonly string[];
  readonly row: readonly string[];
}

let turn = 0;
const folder = mkdtempSync(join(tmpdir(), "errata-hostile-"));
const server = spawn(process.execPath, ["scripts/start.mjs"], {
  env: { ...process.env, PORT: String(await freePort()), ERRATA_DATA: folder, LOG_LEVEL: "silent" },
  stdio: ["ignore", "ignore", "inherit"],
});
try {
  process.exitCode = (await runAll(await readDemo(server))) ? 0 : 1;
} finally {
  server.kill("SIGTERM");
  await new Promise((resolve) => server.once("exit", resolve));
  rmSync(folder, { recursive: true, force: true });
}

async function runAll(demo: Demo): Promise<boolean> {
  const [, , only, words = ""] = process.argv;
  const runs: Run[] = [];
  for (const api of apis.filter(({ name }) => only === undefined || name === only)) {
    runs.push(await rest(demo, api));
    for (const bomb of api.bombs.filter(({ name }) => name.includes(words))) {
      runs.push(await run(demo, api, bomb, 1), await run(demo, api, bomb, 6));
    }
  }
  printTable(
    ["bomb", "at once", "status and code", "slowest", "others p99", "others max", "memory growth"],
    runs.map(({ row }) => [...row]),
  );
  const problems = runs.flatMap((one) => one.problems);
  for (const problem of problems) process.stdout.write(`MISSED ${problem}\n`);
  if (problems.length === 0) process.stdout.write("every target met\n");
  return problems.length === 0;
}

/** Measures the other API without a bomb, to tell the load of the machine from the effect of the bombs. */
async function rest(demo: Demo, api: HostileApi): Promise<Run> {
  const watch = await watchOthers(demo, api);
  await wait(restMs);
  const { latencies } = await watch.stop();
  const times = [quantile(latencies, 0.99), quantile(latencies, 1)].map((ms) => `${ms.toFixed(0)} ms`);
  return { problems: [], row: [`${api.name}: no bomb`, "0", "", "", ...times, ""] };
}

async function run(demo: Demo, api: HostileApi, bomb: Bomb, copies: number): Promise<Run> {
  turn += 1;
  const { url, credential } = accountOf(demo, api, turn);
  await bomb.prepare?.(url, credential, copies);
  const balance = await api.balance(url, credential);
  const restBytes = treeMemoryBytes(server.pid ?? 0);
  const watch = await watchOthers(demo, api);
  const results = await Promise.all(Array.from({ length: copies }, () => timed(bomb, url, credential)));
  const { latencies, peakBytes } = await watch.stop();
  const [p99, max] = [quantile(latencies, 0.99), quantile(latencies, 1)];
  const slowest = Math.max(...results.map(({ ms }) => ms));
  const growth = peakBytes - restBytes;
  const name = `${api.name}: ${bomb.name} (${copies})`;
  const expected = new Set([bomb.expectedCode, ...(copies > 1 ? tooManyCodes : [])]);
  const problems = [
    ...results.filter(({ code }) => !expected.has(code)).map(({ code }) => `${name}: code ${code}`),
    ...(slowest > targets.rejectedMs * copies ? [`${name}: rejected after ${slowest.toFixed(0)} ms`] : []),
    ...(p99 > targets.p99Ms ? [`${name}: p99 of other APIs ${p99.toFixed(0)} ms`] : []),
    ...(growth > targets.growthBytes ? [`${name}: memory grew by ${(growth / MiB).toFixed(0)} MiB`] : []),
    ...(JSON.stringify(await api.balance(url, credential)) === JSON.stringify(balance) ? [] : [`${name}: charged`]),
  ];
  const outcomes = [...new Set(results.map(({ status, code }) => `${status} ${code}`))].join(", ");
  const times = [slowest, p99, max].map((ms) => `${ms.toFixed(0)} ms`);
  // The table comes at the end, after minutes.
  process.stderr.write(`${name}: ${outcomes}, ${times.join(", ")}\n`);
  return { problems, row: [name, String(copies), outcomes, ...times, `${(growth / MiB).toFixed(0)} MiB`] };
}

async function timed(bomb: Bomb, url: string, credential: string) {
  const start = performance.now();
  try {
    const response = await bomb.send(url, credential);
    const ms = performance.now() - start;
    const error = await parseResponse(response);
    return { status: response.status, code: error?.code ?? "accepted", ms };
  } catch (error) {
    // A server that closes the connection before the client has read the response.
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return { status: 0, code: cause?.code ?? String(error), ms: performance.now() - start };
  }
}

/** Measures another API, and the memory of the server and its workers, from another process. */
async function watchOthers(demo: Demo, { name }: HostileApi): Promise<{ stop(): Promise<ProbeResult> }> {
  const { url } = accountOf(demo, name === "imaging" ? pdf : imaging);
  const module = fileURLToPath(new URL("probe.ts", import.meta.url));
  const probe = fork(module, [`${url}/.well-known/errata.json`, String(server.pid)]);
  const received = (): Promise<ProbeResult> => new Promise((resolve) => probe.once("message", resolve));
  await received();
  return {
    stop() {
      const result = received();
      probe.send("stop");
      return result;
    },
  };
}

function accountOf(
  demo: Demo,
  { name, credentials }: HostileApi,
  index = 0,
): { readonly url: string; readonly credential: string } {
  const entry = demo.apis[name];
  const credential = credentials[index % credentials.length] ?? "";
  const secret = entry?.credentials[credential];
  if (entry === undefined || secret === undefined) throw new Error(`the demo has no credential ${name}/${credential}`);
  return { url: entry.url, credential: secret };
}

async function readDemo(child: ChildProcess): Promise<Demo> {
  const path = join(folder, "demo.json");
  for (;;) {
    if (child.exitCode !== null) throw new Error("the server did not start");
    if (existsSync(path)) {
      const demo = JSON.parse(readFileSync(path, "utf8"));
      if (await isServing(demo.url)) return demo;
    }
    await wait(100);
  }
}

async function isServing(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
