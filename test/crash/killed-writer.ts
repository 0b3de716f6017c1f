import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Lets a program that says `ready` and then a line for each thing that is done run for a random while, and kills it.
 *
 * @returns the lines that it said after `ready`
 */
export async function killedWriter(program: URL, ...args: readonly string[]): Promise<string[]> {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--conditions=errata-source", "--import=tsx", program.pathname, ...args],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  const isReady = new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      output += chunk;
      if (output.startsWith("ready\n")) resolve();
    });
  });
  const ended = once(child, "close");
  await Promise.race([isReady, ended.then(() => Promise.reject(new Error("the writer ended before it was ready")))]);
  await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 250));
  child.kill("SIGKILL");
  await ended;
  // What follows the last line break was cut off, and so was not said.
  return output.split("\n").slice(1, -1);
}
