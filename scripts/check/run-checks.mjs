import { availableParallelism } from "node:os";
import { CheckFailed } from "./command.mjs";

/**
 * @typedef {import("./list.mjs").Check} Check
 * @typedef {{ passed: string[], failed: string[] }} Outcome names of checks
 */

/**
 * Runs the checks, two at a time on two or more cores. Prints a line with name and time for each, followed by the
 * problems it found. A failing check does not stop the others, except those that need its result.
 *
 * @param {readonly Check[]} checks
 * @param {(line: string) => void} [print] defaults to console.log
 * @returns {Promise<Outcome>}
 */
export async function runChecks(checks, print = console.log) {
  const outcome = { passed: [], failed: [] };
  const started = new Map();
  const queue = [...checks];
  const lanes = Array.from({ length: Math.min(2, availableParallelism()) }, () => lane(queue, started, outcome, print));
  await Promise.all(lanes);
  return outcome;
}

/**
 * @param {Check[]} queue
 * @param {Map<string, Promise<boolean>>} started
 * @param {Outcome} outcome
 * @param {(line: string) => void} print
 */
async function lane(queue, started, outcome, print) {
  for (let check = queue.shift(); check; check = queue.shift()) {
    const ended = runCheck(check, started, print);
    started.set(check.name, ended);
    outcome[(await ended) ? "passed" : "failed"].push(check.name);
  }
}

/**
 * @param {Check} check
 * @param {Map<string, Promise<boolean>>} started
 * @param {(line: string) => void} print
 * @returns {Promise<boolean>} whether it passed
 */
async function runCheck(check, started, print) {
  if (check.needs && !(await started.get(check.needs))) {
    print(`  FAILED  ${check.name}: not run, because ${check.needs} failed`);
    return false;
  }
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
  try {
    await check.run();
    print(`  ok      ${check.name.padEnd(8)} ${seconds()}`);
    return true;
  } catch (error) {
    const problems = error instanceof CheckFailed ? error.message : error.stack;
    print(`  FAILED  ${check.name.padEnd(8)} ${seconds()}\n${problems.replace(/^/gm, "          ")}`);
    return false;
  }
}
