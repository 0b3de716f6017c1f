/**
 * Generates PDFs for 50 clients on one core and on two, in alternating rounds, and measures how long other callers wait.
 * Linux only, because it limits the processes to cores with taskset.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { median } from "../interleave.ts";
import type { Call } from "../services/benched-api.ts";
import { printTable, ratio } from "../table.ts";

const rounds = 3;
/** PDFs of a round. All of them are awaited: the renderer of a request that is aborted is stopped. */
const perRound = 100;
const clients = 50;
const probes = 4;
const targets = { scaling: 1.8, p99Ms: 100 };
const cores = ["0", "0,1"] as const;

interface Started {
  readonly errata: string;
  readonly main: readonly Call[];
  readonly error: Call;
}

interface Round {
  readonly perSec: number;
  /** 99th percentile of the responses to callers without a PDF, in milliseconds. */
  readonly p99Ms: number;
}

const results = cores.map((): Round[] => []);
const servers: { readonly child: ChildProcess; readonly started: Started }[] = [];
try {
  for (const list of cores) servers.push(await start(list));
  // The first round warms up the renderers.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { started }] of servers.entries()) {
      const measured = await measure(started);
      if (round > 0) results[index]?.push(measured);
    }
  }
} finally {
  for (const { child } of servers) child.disconnect();
}
report();

async function start(list: string): Promise<{ readonly child: ChildProcess; readonly started: Started }> {
  const program = fileURLToPath(new URL("../services/serve.ts", import.meta.url));
  const child = spawn("/usr/bin/taskset", ["-c", list, process.execPath, ...process.execArgv, program, "pdf"], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [started] = (await once(child, "message")) as [Started];
  return { child, started };
}

async function measure({ errata: url, main, error }: Started): Promise<Round> {
  const { pathname } = new URL(url);
  const optionsOf = (calls: readonly Call[], connections: number): autocannon.Options => {
    const requests = calls.map(({ method, path, headers, body }) => ({
      method,
      path: `${pathname}${path}`,
      headers: { ...headers },
      ...(body !== undefined && { body }),
    }));
    const setupClient = (client: autocannon.Client): void =>
      client.setRequests(requests.toSorted(() => Math.random() - 0.5));
    return { url, connections, timeout: 120, setupClient };
  };
  let stop: () => void = () => undefined;
  const watched = new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon({ ...optionsOf([error], probes), duration: 3_600 }, (failure, result) =>
      failure ? reject(failure) : resolve(result),
    );
    stop = () => instance.stop?.();
  });
  const documents = await autocannon({ ...optionsOf(main, clients), amount: perRound });
  stop();
  const others = await watched;
  const statuses = Object.keys(documents.statusCodeStats ?? {});
  if (statuses.some((status) => status !== "201")) throw new Error(`expected 201, received ${statuses.join(", ")}`);
  return { perSec: documents.requests.total / documents.duration, p99Ms: others.latency.p99 };
}

function report(): void {
  const rates = results.map((all) => all.map(({ perSec }) => perSec));
  const [one = [], two = []] = rates;
  const scaling = median(two.map((rate, round) => rate / (one[round] ?? Number.NaN)));
  const p99Ms = results.map((all) => median(all.map((round) => round.p99Ms)));
  printTable(
    ["cores", "PDFs/s", "ratio", "p99 of others"],
    cores.map((list, index) => [
      String(list.split(",").length),
      median(rates[index] ?? []).toFixed(1),
      index === 0 ? ratio(1, 1) : ratio(scaling, 1),
      `${(p99Ms[index] ?? 0).toFixed(0)} ms`,
    ]),
  );
  const verdict = (isMet: boolean): string => (isMet ? "met" : "MISSED");
  process.stdout.write(
    `\n${clients} clients; targets: two cores at least ${targets.scaling}x of one: ${verdict(scaling >= targets.scaling)}; ` +
      `p99 of others on two cores below ${targets.p99Ms} ms: ${verdict((p99Ms[1] ?? 0) < targets.p99Ms)}\n`,
  );
}
