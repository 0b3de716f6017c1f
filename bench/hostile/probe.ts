/**
 * Calls another API every 20 ms, and samples the memory of the server and its workers. A process of its own: preparing
 * and sending bombs would delay its measurements. Started by `watchOthers`.
 */
import { setTimeout as wait } from "node:timers/promises";
import { treeMemoryBytes } from "../process-tree.ts";

/** Measurements of a probe. */
export interface ProbeResult {
  /** Response times of the other API, in milliseconds. */
  readonly latencies: readonly number[];
  readonly peakBytes: number;
}

const everyMs = 20;
const [url = "", pid = "0"] = process.argv.slice(2);
const latencies: number[] = [];
let peakBytes = 0;
let isStopped = false;
process.on("message", () => {
  isStopped = true;
});
process.on("disconnect", () => process.exit());

// Without a credential: the rate limit of an account must not end the measurement.
const call = async (): Promise<void> => void (await (await fetch(url)).text());
// The server can close an idle connection at the moment of a call, which is repeated; its time counts.
const probe = (): Promise<void> => call().catch(call);
await probe();
process.send?.("ready");
while (!isStopped) {
  const start = performance.now();
  await probe();
  latencies.push(performance.now() - start);
  peakBytes = Math.max(peakBytes, treeMemoryBytes(Number(pid)));
  await wait(everyMs);
}
process.send?.({ latencies, peakBytes } satisfies ProbeResult, () => process.exit());
