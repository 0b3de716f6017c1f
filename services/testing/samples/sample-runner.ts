import { type ChildProcess, execFile, fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Sample } from "errata/reference";

/** Runs the samples of the reference, each in its own language. */
export interface SampleRunner {
  /** Folder of the samples, for the files that they send. */
  readonly folder: string;
  /** Generates the client of an API, as a user would. @param url address of its contract */
  generateClient(name: string, url: string): Promise<void>;
  /** Runs a sample. @returns everything that it printed */
  run(sample: Sample, environment: Readonly<Record<string, string>>): Promise<string>;
  end(): Promise<void>;
}

const here = new URL("./", import.meta.url);
/** Samples import errata, so they must be below the workspace. */
const cache = new URL("../../node_modules/.cache/", import.meta.url).pathname;

/** The interpreter that has requests: another Python can come first in PATH than the one of the system's packages. */
export const python: string | undefined = ["python3", "/usr/bin/python3"].find(
  (command) => spawnSync(command, ["-c", "import requests"]).status === 0,
);

const cli = new URL("../../../src/cli/main.ts", import.meta.url).pathname;

/** Starts one process for each language, because starting one for each sample would take minutes. */
export async function startSampleRunner(): Promise<SampleRunner> {
  const folder = await mkdtemp(join(cache, "errata-samples-"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  const tsx = createRequire(import.meta.url).resolve("tsx");
  const scripts = fork(new URL("run-scripts.mjs", here).pathname, {
    execArgv: ["--conditions=errata-source", "--import", tsx],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const interpreter = spawn(python ?? "python3", [new URL("run_scripts.py", here).pathname], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: interpreter.stdout })[Symbol.asyncIterator]();
  let count = 0;
  return {
    folder,
    async generateClient(name, url) {
      await writeFile(join(folder, "errata.json"), await (await fetch(url)).text());
      const args = [cli, "generate", "client", "errata.json", "-o", `${name}.ts`];
      await promisify(execFile)(process.execPath, args, { cwd: folder });
    },
    async run({ language, code }, environment) {
      count += 1;
      if (language === "sh") return await runShell(code, folder, environment);
      if (language === "py") {
        interpreter.stdin.write(`${JSON.stringify({ code, folder, environment })}\n`);
        const { value } = await lines.next();
        return JSON.parse(String(value)) as string;
      }
      const file = join(folder, `sample-${count}.ts`);
      await writeFile(file, code);
      scripts.send({ file, folder, environment });
      const [printed] = (await once(scripts, "message")) as [string];
      return printed;
    },
    async end() {
      await Promise.all([stop(scripts), stop(interpreter)]);
      await rm(folder, { recursive: true });
    },
  };
}

async function runShell(code: string, cwd: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const options = { cwd, env: { ...process.env, ...environment }, encoding: "latin1", maxBuffer: 2 ** 24 } as const;
  const { stdout } = await promisify(execFile)("bash", ["-c", code], options);
  return stdout;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
