import { writeFileSync } from "node:fs";

/**
 * @typedef {object} Tally
 * @property {number} passed tests
 * @property {number} failed tests, and test files that could not be loaded
 * @property {number} skipped tests
 * @property {{ file: string, suite: string, tests: number }[]} skippedSuites the skipped tests by file and suite
 */

/** Counts the results of a vitest run and writes the {@link Tally} as JSON for the program that started the run. */
export class TallyReporter {
  /** @param {string} file path to write to */
  constructor(file) {
    this.file = file;
  }

  /** @param {readonly import("vitest/node").TestModule[]} modules */
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (...states) => tests.filter((test) => states.includes(test.result().state));
    const failed = inState("failed");
    const skipped = inState("skipped", "pending");
    const broken = modules.filter(
      (module) => module.state() === "failed" && !failed.some((test) => test.module === module),
    );
    /** @type {Tally} */
    const tally = {
      passed: inState("passed").length,
      failed: failed.length + broken.length,
      skipped: skipped.length,
      skippedSuites: bySuite(skipped),
    };
    writeFileSync(this.file, JSON.stringify(tally));
  }
}

/** @param {readonly import("vitest/node").TestCase[]} tests */
function bySuite(tests) {
  const suites = new Map();
  for (const test of tests) {
    const file = test.module.relativeModuleId;
    const suite = test.fullName.split(" > ", 1)[0];
    const key = `${file} > ${suite}`;
    suites.set(key, { file, suite, tests: (suites.get(key)?.tests ?? 0) + 1 });
  }
  return [...suites.values()];
}
