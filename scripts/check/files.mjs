import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";
import { CheckFailed } from "./command.mjs";
import { sources } from "./sources.mjs";

const maxLines = 400;
const code = /\.(ts|tsx|mjs|cjs|js)$/;
const drawer = /(^|\/)(utils?|helpers?|common|misc)(\/|\.[a-z]+$)|(^|\/)types\.tsx?$/;

/** Source files that may be longer than the rest because they are one table of data. */
const tables = new Set([]);

/**
 * Checks the length and the name of every source file.
 *
 * @returns {Promise<string>} how many files were read
 * @throws CheckFailed naming every file that is too long, or named after nothing in particular
 */
export async function files() {
  const paths = (await sources()).filter((path) => code.test(path));
  const faults = paths.flatMap((path) => [...lengthFault(path), ...nameFault(path)]);
  if (faults.length > 0) throw new CheckFailed(faults.join("\n"));
  return `${paths.length} files`;
}

/** @param {string} path */
function lengthFault(path) {
  const lines = readFileSync(join(root, path), "utf8").split("\n").length - 1;
  if (lines <= maxLines || tables.has(path)) return [];
  return [
    `${path}: ${lines} lines, at most ${maxLines}. Split it, or list it in scripts/check/files.mjs if it is data.`,
  ];
}

/** @param {string} path */
function nameFault(path) {
  if (!drawer.test(path)) return [];
  return [`${path}: a drawer. Name the file after the one thing that it exports.`];
}
