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
 * @returns {Promise<Outcome>}
 */
export async function runChecks(checks) {
  const outcome = { passed: [], failed: [] };
  const started = new Map();
  const queue = [...checks];
  const lanes = Array.from({ length: Math.min(2, availableParallelism()) }, () => lane(queue, started, outcome));
  await Promise.all(lanes);
  return outcome;
}

/**
 * @param {Check[]} queue
 * @param {Map<string, Promise<boolean>>} started
 * @param {Outcome} outcome
 */
async function lane(queue, started, outcome) {
  for (let check = queue.shift(); check; check = queue.shift()) {
    const ended = runCheck(check, started);
    started.set(check.name, ended);
    outcome[(await ended) ? "passed" : "failed"].push(check.name);
  }
}

/**
 * @param {Check} check
 * @param {Map<string, Promise<boolean>>} started
 * @returns {Promise<boolean>} whether it passed
 */
async function runCheck(check, started) {
  if (check.needs && !(await started.get(check.needs))) {
    console.log(`  FAILED  ${check.name}: not run, because ${check.needs} failed`);
    return false;
  }
  const startedAt = Date.now();
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`.padStart(7);
  try {
    await check.run();
    console.log(`  ok      ${check.name.padEnd(8)} ${seconds()}`);
    return true;
  } catch (error) {
    const problems = error instanceof CheckFailed ? error.message : error.stack;
    console.log(`  FAILED  ${check.name.padEnd(8)} ${seconds()}\n${problems.replace(/^/gm, "          ")}`);
    return false;
  }
}
