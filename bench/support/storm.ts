import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import type { ArchiveOptions } from "errata/support";
import { median } from "../interleave.ts";

/** The effect of a storm of errors on other requests. */
export interface Storm {
  /** Response time of successes while errors are stored and while they are not: the lower quartile of the rounds' medians, in milliseconds. */
  readonly storedMs: number;
  readonly baseMs: number;
  /** Errors that were sent per second. */
  readonly perSec: number;
  /** Errors that the sink has dropped. */
  readonly dropped: number;
}

/** Errors per second that the issue of a deployment can cause. */
const rate = 5_000;
const rounds = 8;
const roundSec = 2;

interface Running {
  readonly child: ChildProcess;
  readonly origin: string;
}

/** Sends a storm of errors to a server with a sink and to one without, in turn, and times successes in between. */
export async function storm(database: ArchiveOptions): Promise<Storm> {
  const stored = await start([JSON.stringify({ ...database, node: "storm" })]);
  const base = await start([]);
  const times = new Map<Running, number[]>([
    [stored, []],
    [base, []],
  ]);
  const rates: number[] = [];
  // The first round of each compiles the code.
  for (let round = -1; round < rounds; round += 1)
    for (const server of round % 2 === 0 ? [base, stored] : [stored, base]) {
      const { samples, perSec } = await measure(server.origin);
      if (round < 0) continue;
      times.get(server)?.push(median(samples));
      rates.push(perSec);
    }
  const dropped = await stop(stored);
  await stop(base);
  return {
    storedMs: lowerQuartile(times.get(stored) ?? []),
    baseMs: lowerQuartile(times.get(base) ?? []),
    perSec: median(rates),
    dropped,
  };
}

/** Other work on the machine can only add time. */
function lowerQuartile(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN;
}

async function measure(origin: string): Promise<{ readonly samples: readonly number[]; readonly perSec: number }> {
  let isOver = false;
  const sending = autocannon({ url: `${origin}/fail`, connections: 20, duration: roundSec, overallRate: rate });
  void sending.then(() => {
    isOver = true;
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const samples: number[] = [];
  while (!isOver) samples.push(await timeOf(`${origin}/succeed`, agent));
  agent.destroy();
  const { requests, duration } = await sending;
  return { samples, perSec: requests.total / duration };
}

async function timeOf(url: string, agent: Agent): Promise<number> {
  const startedAt = performance.now();
  const [response] = await once(get(url, { agent }), "response");
  response.resume();
  await once(response, "end");
  return performance.now() - startedAt;
}

async function start(args: readonly string[]): Promise<Running> {
  const child = fork(fileURLToPath(new URL("./storm-server.ts", import.meta.url)), args, {
    execArgv: process.execArgv,
  });
  const [port] = (await once(child, "message")) as [number];
  return { child, origin: `http://127.0.0.1:${port}` };
}

async function stop({ child }: Running): Promise<number> {
  child.send("stop");
  const [dropped] = (await once(child, "message")) as [number];
  child.kill();
  return dropped;
}
