import { spawn } from "node:child_process";
import { root } from "../launch/root.mjs";

/** Thrown by a check that fails. The message is printed as it is. */
export class CheckFailed extends Error {}

/**
 * Runs a program and returns its output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, timeoutMs?: number }} [options] `timeoutMs` defaults to 300_000
 * @returns {Promise<string>} stdout and stderr, interleaved
 * @throws CheckFailed with the output when the exit code is not 0
 */
export function command(command, args, { cwd = root, timeoutMs = 300_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(output);
      const end = signal ? `stopped by ${signal} after at most ${timeoutMs} ms` : `exit code ${code}`;
      reject(new CheckFailed(`${output.trimEnd()}\n(${command.split("/").at(-1)} ${args.join(" ")}: ${end})`));
    });
  });
}

/**
 * Runs a JavaScript program of an installed package with the current Node.
 *
 * @param {string} file its path inside `node_modules`
 * @param {readonly string[]} args
 * @param {{ cwd?: string, timeoutMs?: number }} [options]
 */
export function tool(file, args, options) {
  return command(process.execPath, [`${root}/node_modules/${file}`, ...args], options);
}

/**
 * Waits for all parts of a check, so that none runs on after the others have failed.
 *
 * @param {readonly Promise<unknown>[]} parts
 * @throws CheckFailed with the problems of every part that failed
 */
export async function all(parts) {
  const reasons = (await Promise.allSettled(parts)).flatMap((part) =>
    part.status === "rejected" ? [part.reason] : [],
  );
  const unexpected = reasons.find((reason) => !(reason instanceof CheckFailed));
  if (unexpected !== undefined) throw unexpected;
  if (reasons.length > 0) throw new CheckFailed(reasons.map(({ message }) => message).join("\n"));
}
