import { spawn } from "node:child_process";
import { constants } from "node:os";

/** How often to look whether the process that started this one is still there, in milliseconds. */
const orphanPollMs = 250;

/**
 * Runs a program in this process's place: its input, output, signals and exit code are passed through.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, shell?: boolean }} options
 * @returns {Promise<number>} the exit code; 128 + the signal's number where a signal ended it
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
    // At a terminal the kernel sends Ctrl-C to the child as well; a second one would read as "stop at once".
    SIGINT: () => process.stdin.isTTY || child.kill("SIGINT"),
    SIGTERM: () => child.kill("SIGTERM"),
    SIGHUP: () => child.kill("SIGHUP"),
  };
}

/**
 * Notices the end of npm: a SIGTERM sent to `npm start` reaches the shell between npm and this process, and only that.
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
