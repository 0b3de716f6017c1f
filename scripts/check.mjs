import { ensureInstalled } from "./launch/install.mjs";
import { requireNode } from "./launch/node-version.mjs";
import { root } from "./launch/root.mjs";

const args = process.argv.slice(2);

requireNode();
process.exitCode = await check();

async function check() {
  try {
    await ensureInstalled(root);
    // Imported after installing, because some checks import packages.
    const { checks } = await import("./check/list.mjs");
    const { runChecks } = await import("./check/run-checks.mjs");
    if (args.includes("--help") || args.includes("-h")) return help(checks);
    const unknown = args.filter((name) => !checks.some((each) => each.name === name));
    if (unknown.length > 0) throw new Error(`unknown check ${unknown.join(", ")}; npm run check -- --help lists them`);
    const { passed, failed } = await runChecks(args.length > 0 ? chosen(checks) : checks);
    console.log(
      `\nchecks: ${passed.length} passed, ${failed.length} failed${failed.length ? ` (${failed.join(", ")})` : ""}`,
    );
    return failed.length > 0 ? 1 : 0;
  } catch (error) {
    console.error(`npm run check: ${error.message}`);
    return 1;
  }
}

/** @param {readonly import("./check/list.mjs").Check[]} checks */
function chosen(checks) {
  const needed = checks.filter(({ name }) => args.includes(name)).map(({ needs }) => needs);
  return checks.filter(({ name }) => args.includes(name) || needed.includes(name));
}

/** @param {readonly import("./check/list.mjs").Check[]} checks */
function help(checks) {
  const list = checks.map(({ name, what }) => `  ${name.padEnd(8)} ${what}`).join("\n");
  console.log(`Runs the checks with the given names, or all of them.

Usage: npm run check [-- name …]

Checks:
${list}

Examples:
  npm run check
  npm run check -- types arrows`);
  return 0;
}
