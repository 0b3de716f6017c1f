import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compileProgram } from "./launch/compile.mjs";
import { handOver } from "./launch/hand-over.mjs";
import { ensureInstalled } from "./launch/install.mjs";
import { requireNode } from "./launch/node-version.mjs";
import { root } from "./launch/root.mjs";

const names = readdirSync(join(root, "bench")).filter((name) => existsSync(join(root, "bench", name, "index.ts")));

/**
 * Benchmarks whose programs are compiled as `npm start` compiles the services. What tsx adds to every closure costs the code
 * under test more than its peers, which are installed packages, and a thread cannot load TypeScript.
 */
const compiled = new Set(["adapters", "guards", "server", "services", "support"]);

const help = `Runs one benchmark: our code and its peers, interleaved in one run, as a table of ratios.

Usage: npm run bench -- <name>

Benchmarks: ${names.join(", ")}

Examples:
  npm run bench -- errors
  npm run bench -- server
`;

const [name, ...args] = process.argv.slice(2);
if (name === undefined || name === "--help" || name === "-h") {
  console.log(help);
} else if (!names.includes(name)) {
  console.error(`npm run bench: unknown benchmark "${name.slice(0, 80)}". Choose one of: ${names.join(", ")}`);
  process.exitCode = 2;
} else {
  requireNode();
  process.env.NODE_ENV = "production";
  process.exitCode = await run();
}

/** Returns the arguments with which Node runs the benchmark. */
async function nodeArgs() {
  const main = join("bench", name, "index.ts");
  if (compiled.has(name)) return ["--enable-source-maps", await compileProgram(root, main)];
  return ["--conditions=errata-source", "--import", "tsx", main];
}

async function run() {
  try {
    await ensureInstalled(root);
    return await handOver(process.execPath, [...(await nodeArgs()), ...args], { cwd: root });
  } catch (error) {
    console.error(`npm run bench: ${error.message}`);
    return 1;
  }
}
