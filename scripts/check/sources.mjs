import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";
import { CheckFailed, command } from "./command.mjs";

const generated = new Set(["node_modules", "dist", "coverage", ".errata", ".git"]);

/**
 * Lists the project's own files: what git tracks or would track.
 *
 * @returns {Promise<string[]>} paths from the repository's folder, sorted
 */
export async function sources() {
  const listed = await git(["ls-files", "-co", "--exclude-standard", "-z"]);
  const files = listed === undefined ? walk("") : listed.split("\0").filter(Boolean);
  return [...new Set(files)].filter((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isFile()).sort();
}

/**
 * @param {string[]} args
 * @returns {Promise<string | undefined>} nothing where this is no git clone, as in an unpacked archive
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
