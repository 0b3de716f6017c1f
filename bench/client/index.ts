/** Times clients on a success and on a refusal: wall and CPU of the calling process, each client's slice in turn. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Agent } from "undici";
import { interleave, median, shuffled } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";
import { bundled } from "./bundled.ts";
import { printDecisions } from "./decisions.ts";
import { facts } from "./facts.ts";
import { type Peer, peers, plainFetch, plainUndici } from "./peers.ts";

const { client, parseError, undiciFetch } = await bundled();

const rounds = 120;
const callsPerRound = 50;
/** Calls before any is timed, so that each client's code is compiled as far as that of the transport, which all share. */
const warmingCalls = 3_000;

const server = fork(fileURLToPath(new URL("server.ts", import.meta.url)), { execArgv: process.execArgv });
const [port] = (await once(server, "message")) as [number];
const baseUrl = `http://127.0.0.1:${port}`;
const onFetch = client({ baseUrl });
const onUndici = client({ baseUrl, fetch: undiciFetch({ dispatcher: new Agent({ keepAliveTimeout: 60_000 }) }) });
const ours: readonly Peer[] = [
  {
    name: "Errata on fetch",
    transport: "fetch",
    get: (url) => onFetch.call(`GET ${url.slice(baseUrl.length) as "/"}`),
  },
  {
    name: "Errata on undici",
    transport: "undici",
    get: (url) => onUndici.call(`GET ${url.slice(baseUrl.length) as "/"}`),
  },
];
const all = [
  plainFetch,
  ...ours.slice(0, 1),
  ...peers.filter(({ transport }) => transport !== "undici"),
  plainUndici,
  ...ours.slice(1),
  ...peers.filter(({ transport }) => transport === "undici"),
];

for (const { get } of all)
  for (let call = 0; call < warmingCalls; call += 1)
    await get(`${baseUrl}/${call % 2 === 0 ? "success" : "failure"}`).catch(() => undefined);
await compare("success", `${baseUrl}/success`);
await compare("refusal (422 with a JSON error)", `${baseUrl}/failure`);
server.disconnect();
parsing();
await printDecisions();
process.exit();

async function compare(title: string, url: string): Promise<void> {
  const wallUs = all.map((): number[] => []);
  const cpuUs = all.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    // In another order each time: who follows whom counts for as much as what is measured.
    for (const [index, { get }] of shuffled([...all.entries()])) {
      const cpu = process.cpuUsage();
      const start = performance.now();
      for (let call = 0; call < callsPerRound; call += 1) await get(url).catch(() => undefined);
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      wallUs[index]?.push(((performance.now() - start) * 1_000) / callsPerRound);
      cpuUs[index]?.push((user + system) / callsPerRound);
    }
  }
  const base = (transport: Peer["transport"]): number =>
    all.findIndex((peer) => peer.transport === (transport === "undici" ? "undici" : "fetch"));
  const paired = (samples: readonly number[][], index: number): number =>
    median(
      (samples[index] ?? []).map(
        (value, round) => value / (samples[base(all[index]?.transport ?? "fetch")]?.[round] ?? Number.NaN),
      ),
    );
  process.stdout.write(`${title}, one call at a time, median of ${rounds} rounds of ${callsPerRound}\n`);
  printTable(
    ["client", "transport", "wall us", "x", "CPU us", "x"],
    all.map(({ name, transport }, index) => [
      name,
      transport,
      median(wallUs[index] ?? []).toFixed(0),
      ratio(paired(wallUs, index), 1),
      median(cpuUs[index] ?? []).toFixed(0),
      ratio(paired(cpuUs, index), 1),
    ]),
  );
  process.stdout.write("x: against the plain call on the same transport; node:http clients against fetch\n\n");
}

/** What it costs to read an error, without a request. */
function parsing(): void {
  const text = JSON.stringify({
    error: {
      type: "invalid_request_error",
      code: "parameter_invalid",
      message: "idCountry must be a valid country.",
      param: "idCountry",
    },
  });
  const headers = {
    get: (name: string): string | null => (name === "x-request-id" ? "0f8fad5b-d9cb-469f-a165-70867728950e" : null),
  };
  const cases = [
    { name: "JSON.parse alone", run: () => JSON.parse(text) as unknown },
    { name: "new Error alone", run: () => new Error(text) },
    { name: "parseError", run: () => parseError(422, headers, text) },
    { name: "parseError, with facts", run: () => parseError(422, headers, text, facts.plain) },
    { name: "parseError, with facts and maps", run: () => parseError(422, headers, text, facts.mapped) },
    { name: "parseError of a page of a proxy", run: () => parseError(502, headers, `<html>${text}`, facts.plain) },
  ];
  process.stdout.write(
    `reading an error of ${text.length} bytes; parseError captures no stack; target: under 2.72x JSON.parse alone, ` +
      "which is 1500 ns where that takes 551 ns\n",
  );
  const timings = interleave(cases);
  const [base] = timings;
  printTable(
    ["what", "ns", "x"],
    timings.map(({ name, medianNs }) => [name, medianNs.toFixed(0), ratio(medianNs, base?.medianNs ?? Number.NaN)]),
  );
  process.stdout.write("\n");
}
