import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DemoFile } from "../launch/demo-file.ts";

/** The real process that `npm start` runs, on a free port. */
export interface Launched {
  readonly demo: DemoFile;
  /** Everything that it has printed. */
  readonly output: () => string;
  /** Sends a signal. @returns the exit code, or the signal's name where the signal ended it */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the process and waits until it serves. @throws Error with what it printed when it ends instead */
export async function launch(dataFolder: string, environment: Record<string, string> = {}): Promise<Launched> {
  const { child, output, ended } = run([], { ERRATA_DATA: dataFolder, PORT: "0", ...environment });
  await Promise.race([
    printed(child, output, "Stop with Ctrl-C"),
    ended.then((code) => Promise.reject(new Error(`the process ended with ${code}: ${output()}`))),
  ]);
  return {
    demo: JSON.parse(await readFile(join(dataFolder, "demo.json"), "utf8")) as DemoFile,
    output,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Runs the process to its end. */
export async function runToEnd(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | NodeJS.Signals; output: string }> {
  const { ended, output } = run(args, environment);
  return { code: await ended, output: output() };
}

function run(
  args: readonly string[],
  environment: Record<string, string>,
): { child: ChildProcess; output: () => string; ended: Promise<number | NodeJS.Signals> } {
  const command = ["--conditions=errata-source", "--import", "tsx", "services/main.ts", ...args];
  const child = spawn(process.execPath, command, { cwd: repository, env: { ...process.env, ...environment } });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += String(chunk)));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal ?? 1));
  });
  return { child, output: () => text, ended };
}

function printed(child: ChildProcess, output: () => string, text: string): Promise<void> {
  return new Promise((resolve) => {
    child.stdout?.on("data", () => output().includes(text) && resolve());
  });
}
