import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Recording } from "errata/reference";
import type { DemoEntry, DemoFile } from "../launch/index.ts";
import { startRun } from "../testing/recording/run-steps.ts";

/** Longest time for the requests of one recording, in milliseconds. */
const recordingMs = 10_000;

/** Sends the requests of every recording. Those of rate limits come last, because later requests would meet the limit. */
export async function sendRecordings(
  demo: DemoFile,
): Promise<{ readonly recordings: number; readonly failed: number }> {
  const results = await Promise.all(
    Object.entries(demo.apis).map(async ([name, entry]) => {
      const recordings = readRecordings(name).toSorted((a, b) => lengthOf(a) - lengthOf(b));
      const isSent: boolean[] = [];
      for (const recording of recordings) isSent.push(await sendRecording(entry, recording));
      return isSent;
    }),
  );
  const all = results.flat();
  return { recordings: all.length, failed: all.filter((each) => !each).length };
}

type Requests = Pick<Recording, "exchanges">;

function lengthOf({ exchanges }: Requests): number {
  return exchanges.reduce((sum, { times = 1 }) => sum + times, 0);
}

function readRecordings(api: string): readonly Requests[] {
  const folder = new URL(`../${api}/`, import.meta.url);
  const codes = readdirSync(new URL("codes/", folder)).filter((name) => name.endsWith(".http.json"));
  const paths = ["operations.http.json", ...codes.map((name) => `codes/${name}`)];
  return paths.map((path) => JSON.parse(readFileSync(new URL(path, folder), "utf8")) as Requests);
}

/** Sends the requests in order. @returns false if one of them needs something that no request causes */
async function sendRecording({ url, credentials }: DemoEntry, { exchanges }: Requests): Promise<boolean> {
  const values = Object.fromEntries(Object.entries(credentials).map(([name, secret]) => [`key.${name}`, secret]));
  // The background jobs of a running demo need time.
  const run = startRun({ url, values, work: () => sleep(100), failedJobs: [] }, crypto.randomUUID());
  const sending = async (): Promise<boolean> => {
    for (const exchange of exchanges) await run.send(exchange);
    return true;
  };
  return await Promise.race([sending().catch(() => false), sleep(recordingMs, false, { ref: false })]);
}
