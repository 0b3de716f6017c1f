import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { handOver } from "./hand-over.mjs";
import { withInstallLock } from "./install-lock.mjs";

/** npm writes both lock files in one installation, and their times may differ by this much, in milliseconds. */
const sameInstallMs = 5_000;

/**
 * Runs `npm ci` if node_modules is missing, incomplete or older than package-lock.json. Concurrent commands wait for one
 * installation.
 *
 * @param {string} root folder that holds package.json
 * @throws Error if npm fails, after npm has printed why; if node_modules is a link, because npm would empty its target
 */
export async function ensureInstalled(root) {
  if (!reasonToInstall(root)) return;
  const packages = join(root, "node_modules");
  if (lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error(`${packages} is a link, and "npm ci" would empty the folder it leads to. Remove the link.`);
  await withInstallLock(root, async () => {
    const reason = reasonToInstall(root);
    if (reason) await install(root, reason);
  });
}

/**
 * @param {string} root
 * @param {string} reason
 */
async function install(root, reason) {
  const startedAt = Date.now();
  console.log(`Installing dependencies (${reason}; about 20 seconds) …`);
  // Every command needs the development dependencies, which npm leaves out if NODE_ENV is production.
  const code = await npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], root);
  if (code !== 0) throw new Error(`"npm ci" failed with exit code ${code}. Its output is above.`);
  writeFileSync(markerOf(root), fingerprint(root));
  console.log(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}

/** @param {string} root */
function reasonToInstall(root) {
  if (!existsSync(join(root, "node_modules"))) return "first run";
  // npm writes this file last, so it is missing after an interrupted installation.
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return "the last installation was interrupted";
  if (existsSync(markerOf(root)) && readFileSync(markerOf(root), "utf8") === fingerprint(root)) return undefined;
  const isOlder = statSync(installed).mtimeMs + sameInstallMs < statSync(join(root, "package-lock.json")).mtimeMs;
  return isOlder ? "package-lock.json has changed" : undefined;
}

/** @param {string} root */
function markerOf(root) {
  return join(root, "node_modules", ".errata-installed");
}

/** @param {string} root */
function fingerprint(root) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  return `${lock} ${process.platform}-${process.arch}\n`;
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
function npm(args, cwd) {
  // npm sets this to its own path. It may not be in PATH, and running it with Node needs no shell on Windows.
  const cli = process.env.npm_execpath;
  if (cli?.endsWith(".js")) return handOver(process.execPath, [cli, ...args], { cwd });
  return handOver("npm", args, { cwd, shell: process.platform === "win32" });
}
