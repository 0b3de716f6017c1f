/** Times every client on a success and on a refusal, each client's slice in turn; a process of its own, which sends its parent what it measured. */
import { Agent } from "undici";
import { shuffled } from "../interleave.ts";
import { bundled } from "./bundled.ts";
import { type Peer, peers, plainFetch, plainUndici } from "./peers.ts";

/** What one process measured on one address: for each client a value per round, in microseconds per call. */
export interface Samples {
  readonly clients: readonly Pick<Peer, "name" | "transport">[];
  readonly wallUs: readonly (readonly number[])[];
  readonly cpuUs: readonly (readonly number[])[];
}

const [baseUrl = "", rounds, callsPerRound] = process.argv.slice(2);
/** Calls before any is timed, so that each client's code is compiled as far as that of the transport, which all share. */
const warmingCalls = 2_000;

const all = await everyClient();
for (const { get } of all)
  for (let call = 0; call < warmingCalls; call += 1)
    await get(`${baseUrl}/${call % 2 === 0 ? "success" : "failure"}`).catch(() => undefined);
process.send?.([await timed(`${baseUrl}/success`), await timed(`${baseUrl}/failure`)], () => process.exit());

async function everyClient(): Promise<readonly Peer[]> {
  const { client, undiciFetch } = await bundled();
  const onFetch = client({ baseUrl });
  const onUndici = client({ baseUrl, fetch: undiciFetch({ dispatcher: new Agent({ keepAliveTimeout: 60_000 }) }) });
  const path = (url: string): "GET /" => `GET ${url.slice(baseUrl.length) as "/"}`;
  return [
    plainFetch,
    { name: "Errata on fetch", transport: "fetch", get: (url) => onFetch.call(path(url)) },
    ...peers.filter(({ transport }) => transport !== "undici"),
    plainUndici,
    { name: "Errata on undici", transport: "undici", get: (url) => onUndici.call(path(url)) },
    ...peers.filter(({ transport }) => transport === "undici"),
  ];
}

async function timed(url: string): Promise<Samples> {
  const wallUs = all.map((): number[] => []);
  const cpuUs = all.map((): number[] => []);
  for (let round = -1; round < Number(rounds); round += 1) {
    // In another order each time: who follows whom counts for as much as what is measured.
    for (const [index, { get }] of shuffled([...all.entries()])) {
      const cpu = process.cpuUsage();
      const start = performance.now();
      for (let call = 0; call < Number(callsPerRound); call += 1) await get(url).catch(() => undefined);
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      wallUs[index]?.push(((performance.now() - start) * 1_000) / Number(callsPerRound));
      cpuUs[index]?.push((user + system) / Number(callsPerRound));
    }
  }
  return { clients: all.map(({ name, transport }) => ({ name, transport })), wallUs, cpuUs };
}
