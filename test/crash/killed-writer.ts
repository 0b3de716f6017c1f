import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeSync } from "node:fs";

/** Least acknowledgements of one run, so that a slow machine does not kill every run before its first commit. */
const MIN_LINES = 28;

/**
 * Runs a program that prints `ready` and then one line per acknowledgement, and kills it after a random time.
 *
 * @returns the lines after `ready`
 */
export async function killedWriter(program: URL, ...args: readonly string[]): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [program.pathname, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const isWriting = new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      output += chunk;
      if (output.split("\n").length > MIN_LINES + 1) resolve();
    });
  });
  const ended = once(child, "close");
  await Promise.race([isWriting, ended.then(() => Promise.reject(new Error("the writer ended before it was killed")))]);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
  child.kill("SIGKILL");
  await ended;
  // The kill can truncate the last line, which then does not count.
  return output.split("\n").slice(1, -1);
}

/** Prints a line in the child process, without any buffer that a kill could lose. */
export function acknowledge(line: string): void {
  writeSync(1, `${line}\n`);
}
