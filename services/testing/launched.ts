import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DemoFile } from "../launch/index.ts";

/** The process that `npm start` runs, on a free port. */
export interface Launched {
  readonly demo: DemoFile;
  /** Returns everything that the process has printed. */
  readonly output: () => string;
  /** The exit code of the process, or the name of the signal that killed it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Sends a signal and waits for the end. @returns the exit code, or the name of the signal that killed the process */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

const scripts = new URL("../../scripts/launch/", import.meta.url);
const { root } = await import(new URL("root.mjs", scripts).href);
const { compileProgram, compileServices } = await import(new URL("compile.mjs", scripts).href);

/** Starts the process and waits for the banner. @throws Error with the output if the process ends before */
export async function launch(dataFolder: string, environment: Record<string, string> = {}): Promise<Launched> {
  return await whenServing(await run([], { ERRATA_DATA: dataFolder, PORT: "0", ...environment }), dataFolder);
}

/** Starts a process that serves only one API on the same data, in a third of the time. It cannot stop gracefully. */
export async function launchOne(
  api: string,
  dataFolder: string,
  environment: Record<string, string> = {},
): Promise<Launched> {
  const command = [new URL("./serve-one-api.ts", import.meta.url).pathname, api];
  return await whenServing(start(command, { ERRATA_DATA: dataFolder, PORT: "0", ...environment }), dataFolder);
}

async function whenServing({ child, output, ended }: Run, dataFolder: string): Promise<Launched> {
  await Promise.race([
    printed(child, output, "Press Ctrl-C to stop."),
    ended.then((code) => Promise.reject(new Error(`the process ended with ${code}: ${output()}`))),
  ]);
  return {
    demo: await readDemo(join(dataFolder, "demo.json"), output()),
    output,
    ended,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}

/** Reads the demo file. Without a demo, only the address is known. */
async function readDemo(path: string, output: string): Promise<DemoFile> {
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
  return await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as DemoFile,
    () => ({ url, apis: {} }),
  );
}

/** Runs the process until it ends by itself. */
export async function runToEnd(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | NodeJS.Signals; output: string }> {
  const { ended, output } = await run(args, environment);
  return { code: await ended, output: output() };
}

/** Runs a program of this repository until it ends by itself. @param program path of its source */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | NodeJS.Signals; output: string }> {
  const { ended, output } = start(["--enable-source-maps", await compileProgram(root, program), ...args], environment);
  return { code: await ended, output: output() };
}

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts the process without `scripts/start.mjs` in between, so that signals reach it directly. */
async function run(args: readonly string[], environment: Record<string, string>): Promise<Run> {
  return start([...(await compileServices(root)), ...args], environment);
}

function start(command: readonly string[], environment: Record<string, string>): Run {
  const child = spawn(process.execPath, command, { cwd: root, env: { ...process.env, ...environment } });
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
