import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { printTable } from "./table.ts";

/** Servers whose memory is measured. */
export interface RetainedOptions {
  /** Names of the servers. */
  readonly names: readonly string[];
  /** URL of the module that exports `servers`: functions that create one each, by name. */
  readonly module: string;
  /** Path of an expected error. */
  readonly path: string;
  readonly apiKey: string;
  /** Bytes that an error may retain. */
  readonly target: number;
}

/** Errors after which the heap no longer grows because of the first ones: compiled code, caches and connections. */
const warmup = 20_000;
const errors = 100_000;
const connections = 50;

/** Measures the heap that is left of each expected error after it was sent, and prints a table. */
export async function measureRetained({ names, module, path, apiKey, target }: RetainedOptions): Promise<void> {
  const rows: string[][] = [];
  const verdicts: string[] = [];
  for (const name of names) {
    const bytes = await retainedBytes(module, name, path, apiKey);
    rows.push([name, bytes.toFixed(1)]);
    const verdict = bytes <= target ? "met" : "MISSED";
    verdicts.push(`memory of an error on ${name}: ${bytes.toFixed(1)} B, target at most ${target} B: ${verdict}\n`);
  }
  process.stdout.write(`\nHeap after ${errors} errors, less that after ${warmup}, per error.\n\n`);
  printTable(["server", "B/error"], rows);
  process.stdout.write(`\n${verdicts.join("")}`);
}

async function retainedBytes(module: string, name: string, path: string, apiKey: string): Promise<number> {
  const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)), [module, name], {
    execArgv: [...process.execArgv, "--expose-gc"],
  });
  const [port] = (await once(child, "message")) as [number];
  const send = (amount: number): Promise<autocannon.Result> =>
    autocannon({
      url: `http://127.0.0.1:${port}${path}`,
      headers: { authorization: `Bearer ${apiKey}` },
      connections,
      amount,
    });
  await send(warmup);
  const before = await heapOf(child);
  const { "4xx": sent } = await send(errors);
  const after = await heapOf(child);
  child.kill();
  if (sent !== errors) throw new Error(`bench: expected ${errors} errors of "${name}", received ${sent}.`);
  return Math.max(0, (after - before) / errors);
}

async function heapOf(child: ChildProcess): Promise<number> {
  child.send("heap");
  const [bytes] = (await once(child, "message")) as [number];
  return bytes;
}
