import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** Time between attempts to get the lock, in milliseconds. */
const pollMs = 300;

/**
 * Runs `work` in one process at a time per folder. The lock of a process that no longer exists is ignored.
 *
 * @param {string} root
 * @param {() => Promise<void>} work
 */
export async function withInstallLock(root, work) {
  // Not in node_modules, which the installation deletes.
  const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const lock = join(tmpdir(), `errata-install-${name}`);
  let isWaiting = false;
  while (!acquire(lock)) {
    if (!isWaiting) console.log("Waiting for another installation in this folder to finish …");
    isWaiting = true;
    await wait(pollMs);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * @param {string} lock
 * @returns {boolean}
 */
function acquire(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!isOwnerAlive(lock)) rmSync(lock, { force: true });
    return false;
  }
}

/** @param {string} lock */
function isOwnerAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
