import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** npm writes both lock files within one install; a file system may tell their times apart by this much. */
const sameInstallMs = 5_000;

/**
 * Makes `node_modules` match `package-lock.json`: runs `npm ci` when it is missing, unfinished or older.
 *
 * @param {string} root folder that holds package.json
 * @throws Error when npm fails; npm's own output has been shown by then
 */
export function ensureInstalled(root) {
  const reason = reasonToInstall(root);
  if (!reason) return;
  const startedAt = Date.now();
  console.log(`Installing dependencies (${reason}; about 20 seconds) …`);
  const ended = npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], root);
  if (ended.error) throw new Error(`npm could not be started: ${ended.error.message}`);
  if (ended.status !== 0) throw new Error(`"npm ci" failed (exit code ${ended.status ?? ended.signal}); see above`);
  writeFileSync(markerOf(root), fingerprint(root));
  console.log(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}

/** @param {string} root */
function reasonToInstall(root) {
  if (!existsSync(join(root, "node_modules"))) return "first run";
  // npm writes this file last, so an install that was interrupted has none.
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return "the last installation did not finish";
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
  // Under `npm start` the very npm that runs is named here; it need not be on the path, and needs no shell on Windows.
  const cli = process.env.npm_execpath;
  if (cli?.endsWith(".js")) return spawnSync(process.execPath, [cli, ...args], { cwd, stdio: "inherit" });
  return spawnSync("npm", args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
}
