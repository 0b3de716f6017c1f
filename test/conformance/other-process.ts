import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Occurrence } from "errata/server";
import type { RunningApp } from "./framework.ts";
import { type Report, reportPrefix } from "./report.ts";
import { hanging } from "./throw-named.ts";

/** A program that serves an app. It prints its URL, and the lines of `reporting-boundary.ts`. */
export interface AppProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Longest wait for a program to listen, in milliseconds. */
const startMs = 60_000;

/** Starts an app in a process of its own, and waits until it listens. */
export async function startProgram(
  { command, args, cwd, env }: AppProgram,
  record: (occurrence: Occurrence) => void,
): Promise<RunningApp> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const printed: string[] = [];
  const receive = ({ occurrence, isHanging }: Report): void => {
    if (occurrence !== undefined) record(occurrence as unknown as Occurrence);
    if (isHanging !== true) return;
    hanging.release = () => child.stdin.write("\n");
    hanging.onStart();
  };
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (reason: string): void => reject(new Error(`${command}: ${reason}\n${printed.join("\n")}`));
    const timer = setTimeout(() => fail("expected its URL within a minute."), startMs);
    child.once("error", (error) => fail(error.message)).once("exit", (code) => fail(`exit code ${code}`));
    createInterface(child.stderr).on("line", (line) => printed.push(line));
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith(reportPrefix)) return receive(JSON.parse(line.slice(reportPrefix.length)));
      printed.push(line);
      const [, found] = line.match(/https?:\/\/[^\s/]+:(\d+)/) ?? [];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(Number(found));
    });
  }).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    port,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
