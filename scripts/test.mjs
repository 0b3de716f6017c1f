import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { handOver } from "./launch/hand-over.mjs";
import { ensureInstalled } from "./launch/install.mjs";
import { requireNode } from "./launch/node-version.mjs";
import { root } from "./launch/root.mjs";
import { missingEngines } from "./test/engines.mjs";

const help = `Installs missing dependencies, then runs every check and every test.

Usage: npm test [-- --no-checks] [-- vitest options and file filters]

A filter selects tests and turns the checks off. Tests that need a missing engine are skipped, listed and counted;
with CI=true that is a failure.

Environment:
  ERRATA_TEST_POSTGRES   URL of a PostgreSQL superuser database
  ERRATA_TEST_REDIS      URL of a Redis or Valkey server
  ERRATA_SKIP_CHECKS     set to 1 to run the tests only

Examples:
  npm test
  npm test -- --no-checks
  npm test -- src/contract
  npm test -- -t "429"
  npm test -- --update services    rewrites the recorded exchanges of the services
`;

/** Linux keeps this folder in memory, where the commits of the tests' stores need not wait for the disk. */
const memoryFolder = "/dev/shm";
/** Free space that the temporary files of the tests need there, in bytes. They use a tenth of it. */
const minFreeBytes = 4 * 1024 ** 3;

const args = process.argv.slice(2);
const isFiltered = args.some((arg) => arg !== "--no-checks");
const isCi = Boolean(process.env.CI) && process.env.CI !== "false";

if (args.includes("--help") || args.includes("-h")) {
  console.log(help);
} else {
  requireNode();
  process.exitCode = await test();
}

async function test() {
  try {
    await ensureInstalled(root);
    const missing = await missingEngines(root);
    const failedChecks = await runChecks();
    const { code, passed, failed, skipped, skippedSuites } = await runTests();
    // With a filter nearly everything is skipped, so the list would only be noise.
    for (const { file, suite, tests } of isFiltered ? [] : skippedSuites) {
      console.log(`skipped: ${file} > ${suite} (${tests} tests)`);
    }
    for (const { name, reason } of missing) console.log(`${isCi ? "failed" : "skipped"}: ${name} (${reason})`);
    if (failedChecks.length > 0) console.log(`failed: ${failedChecks.length} checks (${failedChecks.join(", ")})`);
    const unnamed = code !== 0 && failed === 0 ? 1 : 0;
    const allFailed = failed + unnamed + failedChecks.length + (isCi ? missing.length : 0);
    console.log(`${passed} passed, ${allFailed} failed, ${skipped} skipped`);
    return code || (allFailed > 0 ? 1 : 0);
  } catch (error) {
    console.error(`npm test: ${error.message}`);
    return 1;
  }
}

/** @returns {Promise<string[]>} names of the checks that failed */
async function runChecks() {
  if (args.length > 0 || (process.env.ERRATA_SKIP_CHECKS ?? "0") !== "0") return [];
  // Imported after installing, because some checks import packages.
  const { checks } = await import("./check/list.mjs");
  const { runChecks: runAll } = await import("./check/run-checks.mjs");
  console.log("Checks (npm run check)");
  const { passed, failed } = await runAll(checks);
  console.log(`checks: ${passed.length} passed, ${failed.length} failed\n`);
  return failed;
}

/** @returns {Promise<{ code: number } & import("./test/tally.mjs").Tally>} */
async function runTests() {
  const folder = mkdtempSync(join(temporaryFolder(), "errata-test-"));
  try {
    const report = join(folder, "tally.json");
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    // vitest would read a filter that follows `--update` as the option's value.
    const filters = args
      .filter((arg) => arg !== "--no-checks")
      .map((arg) => (arg === "--update" || arg === "-u" ? "--update=all" : arg));
    const env = { ...process.env, ERRATA_TEST_TALLY: report, TMPDIR: folder };
    const code = await handOver(process.execPath, [vitest, "run", ...filters], { cwd: root, env });
    // vitest writes no report if it finds no file or crashes; its exit code shows that.
    const nothing = { passed: 0, failed: 0, skipped: 0, skippedSuites: [] };
    return { code, ...(existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : nothing) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {string} folder for the temporary files of the tests */
function temporaryFolder() {
  if (process.env.TMPDIR) return process.env.TMPDIR;
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    return bavail * bsize >= minFreeBytes ? memoryFolder : tmpdir();
  } catch {
    return tmpdir();
  }
}
