/** Compares clients by time and CPU of the calling process, for a success and an error, in interleaved slices. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { median } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";
import { printDecisions } from "./decisions.ts";
import { printParsing } from "./parsing.ts";
import type { Samples } from "./samples.ts";

/** Several processes are measured, because V8 compiles the same code a few per cent better in some than in others. */
const processes = 4;
const rounds = 500;
const callsPerRound = 4;

const server = fork(fileURLToPath(new URL("server.ts", import.meta.url)), { execArgv: process.execArgv });
const [port] = (await once(server, "message")) as [number];
const measured: (readonly Samples[])[] = [];
for (let count = 1; count <= processes; count += 1) {
  process.stderr.write(`timing calls, process ${count} of ${processes}\n`);
  measured.push(await measure());
}
server.disconnect();
compare(
  "success",
  measured.map(([success]) => success as Samples),
);
compare(
  "error (422 with a JSON body)",
  measured.map(([, failure]) => failure as Samples),
);
await printParsing();
await printDecisions();
process.exit();

async function measure(): Promise<readonly Samples[]> {
  const values = [`http://127.0.0.1:${port}`, String(rounds), String(callsPerRound)];
  const child = fork(fileURLToPath(new URL("samples.ts", import.meta.url)), values, { execArgv: process.execArgv });
  const [samples] = await Promise.race([once(child, "message"), once(child, "exit").then(() => [])]);
  if (samples === undefined) throw new Error("the process that times the calls exited without a measurement");
  return samples as readonly Samples[];
}

function compare(title: string, all: readonly Samples[]): void {
  const clients = all[0]?.clients ?? [];
  const together = (values: (samples: Samples) => Samples["wallUs"]): readonly (readonly number[])[] =>
    clients.map((_, index) => all.flatMap((samples) => values(samples)[index] ?? []));
  const wallUs = together((samples) => samples.wallUs);
  const cpuUs = together((samples) => samples.cpuUs);
  // Compared round by round, so that a slow moment of the machine affects both.
  const paired = (samples: readonly (readonly number[])[], index: number): number => {
    const transport = clients[index]?.transport === "undici" ? "undici" : "fetch";
    const base = samples[clients.findIndex((client) => client.transport === transport)];
    return median((samples[index] ?? []).map((value, round) => value / (base?.[round] ?? Number.NaN)));
  };
  process.stdout.write(
    `${title}, one call at a time, median of ${rounds} rounds of ${callsPerRound} in each of ${processes} processes\n`,
  );
  printTable(
    ["client", "transport", "wall us", "x", "CPU us", "x"],
    clients.map(({ name, transport }, index) => [
      name,
      transport,
      median(wallUs[index] ?? []).toFixed(0),
      ratio(paired(wallUs, index), 1),
      median(cpuUs[index] ?? []).toFixed(0),
      ratio(paired(cpuUs, index), 1),
    ]),
  );
  process.stdout.write(
    "x: ratio to the plain call on the same transport; node:http clients are compared with fetch\n\n",
  );
}
