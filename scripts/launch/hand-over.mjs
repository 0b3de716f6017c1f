import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Time between checks that the parent process still exists, in milliseconds. */
const orphanPollMs = 250;

/**
 * Runs a program in place of this process: shares its input and output, and forwards signals to it.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean }} options
 * @returns {Promise<number>} the exit code, or 128 plus the number of the signal that killed the program
 */
export function handOver(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    const forward = forwardTo(child);
    for (const signal of Object.keys(forward)) process.on(signal, forward[signal]);
    const watch = watchForOrphaning(() => child.kill("SIGTERM"));
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearInterval(watch);
      for (const name of Object.keys(forward)) process.off(name, forward[name]);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Record<string, () => void>}
 */
function forwardTo(child) {
  return {
    // A terminal sends Ctrl-C to the child too, and a second SIGINT would make it exit at once.
    SIGINT: () => process.stdin.isTTY || child.kill("SIGINT"),
    SIGTERM: () => child.kill("SIGTERM"),
    SIGHUP: () => child.kill("SIGHUP"),
  };
}

/**
 * Detects the end of npm. A SIGTERM that is sent to `npm start` ends npm and its shell, but does not reach this process.
 *
 * @param {() => void} onOrphaned
 */
function watchForOrphaning(onOrphaned) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onOrphaned();
  }, orphanPollMs);
  return watch;
}
