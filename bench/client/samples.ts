/** Measures every client for a success and an error, in interleaved slices. Runs in its own process and sends the samples to its parent. */
import { Agent } from "undici";
import { shuffled } from "../interleave.ts";
import { bundled } from "./bundled.ts";
import { type Peer, peers, plainFetch, plainUndici } from "./peers.ts";

/** Samples of one process for one URL: for each client one value per round, in microseconds per call. */
export interface Samples {
  readonly clients: readonly Pick<Peer, "name" | "transport">[];
  readonly wallUs: readonly (readonly number[])[];
  readonly cpuUs: readonly (readonly number[])[];
}

const [baseUrl = "", rounds, callsPerRound] = process.argv.slice(2);
/** Calls before the measurement, so that V8 has compiled each client as well as the transport that all share. */
const warmUpCalls = 2_000;

const peersToTime = await allPeers();
for (const { get } of peersToTime)
  for (let call = 0; call < warmUpCalls; call += 1)
    await get(`${baseUrl}/${call % 2 === 0 ? "success" : "failure"}`).catch(() => undefined);
process.send?.([await measure(`${baseUrl}/success`), await measure(`${baseUrl}/failure`)], () => process.exit());

async function allPeers(): Promise<readonly Peer[]> {
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

async function measure(url: string): Promise<Samples> {
  const wallUs = peersToTime.map((): number[] => []);
  const cpuUs = peersToTime.map((): number[] => []);
  for (let round = -1; round < Number(rounds); round += 1) {
    // The order changes every round, because the preceding client affects the measurement.
    for (const [index, { get }] of shuffled([...peersToTime.entries()])) {
      const cpu = process.cpuUsage();
      const start = performance.now();
      for (let call = 0; call < Number(callsPerRound); call += 1) await get(url).catch(() => undefined);
      const { user, system } = process.cpuUsage(cpu);
      if (round < 0) continue;
      wallUs[index]?.push(((performance.now() - start) * 1_000) / Number(callsPerRound));
      cpuUs[index]?.push((user + system) / Number(callsPerRound));
    }
  }
  return { clients: peersToTime.map(({ name, transport }) => ({ name, transport })), wallUs, cpuUs };
}
