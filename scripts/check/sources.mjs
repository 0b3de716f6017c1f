import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";
import { CheckFailed, command } from "./command.mjs";

const generated = new Set(["node_modules", "dist", "coverage", ".errata", ".git"]);

/**
 * Lists the project's files: those that git tracks or would track.
 *
 * @returns {Promise<string[]>} paths relative to the repository root, sorted
 */
export async function sources() {
  const listed = await git(["ls-files", "-co", "--exclude-standard", "-z"]);
  const files = listed === undefined ? walk("") : listed.split("\0").filter(Boolean);
  return [...new Set(files)].filter((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isFile()).sort();
}

/**
 * @param {string[]} args
 * @returns {Promise<string | undefined>} undefined outside a git clone, for example in an unpacked archive
 */
export async function git(args) {
  try {
    return await command("git", args);
  } catch (error) {
    if (error instanceof CheckFailed || error.code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function walk(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (generated.has(entry.name)) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });
}
