import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../launch/root.mjs";
import { CheckFailed } from "./command.mjs";
import { sources } from "./sources.mjs";

const maxLines = 400;
const minCodeLines = 15;
const maxEntries = 14;
const code = /\.(ts|tsx|mjs|cjs|js)$/;
const test = /\.test(-d)?\.tsx?$/;
const vague = /(^|\/)(utils?|helpers?|common|misc)(\/|\.[a-z]+$)|(^|\/)types\.tsx?$/;

/**
 * Checks the size and the name of every source file, and the number of entries in every folder of src/.
 *
 * @returns {Promise<string>} the number of files
 * @throws CheckFailed with every file that is too long, too short or has a vague name, and every folder with too many entries
 */
export async function files() {
  const paths = (await sources()).filter((path) => code.test(path));
  const problems = [
    ...paths.flatMap((path) => [...lengthProblem(path), ...nameProblem(path)]),
    ...paths.flatMap(shortFileProblem),
    ...crowdedFolders(paths),
  ];
  if (problems.length > 0) throw new CheckFailed(problems.join("\n"));
  return `${paths.length} files`;
}

/** @param {string} path */
function lengthProblem(path) {
  const lines = readFileSync(join(root, path), "utf8").split("\n").length - 1;
  return lines <= maxLines ? [] : [`${path}: ${lines} lines; the limit is ${maxLines}. Split it.`];
}

/** @param {string} path */
function nameProblem(path) {
  return vague.test(path) ? [`${path}: vague name. Name the file after what it exports.`] : [];
}

/** @param {string} path */
function shortFileProblem(path) {
  if (!/^(src|services)\//.test(path) || /(^|\/)(index\.tsx?$|testing\/)/.test(path) || test.test(path)) return [];
  const lines = readFileSync(join(root, path), "utf8")
    .replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .split("\n")
    .filter((line) => line.trim() !== "").length;
  return lines >= minCodeLines ? [] : [`${path}: ${lines} lines of code; merge it with the file that needs it.`];
}

/** @param {string[]} paths */
function crowdedFolders(paths) {
  const folders = new Set(paths.filter((path) => path.startsWith("src/")).map((path) => dirname(path)));
  return [...folders].flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    const entries = readdirSync(join(root, folder)).filter((name) => !test.test(name) && name !== "testing");
    if (entries.length <= maxEntries) return [];
    return [`${folder}/: ${entries.length} files and folders; the limit is ${maxEntries}. Group or merge them.`];
  });
}
