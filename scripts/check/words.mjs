import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";
import { CheckFailed } from "./command.mjs";
import { git, sources } from "./sources.mjs";

/** Each rule: what must not be written, where it is looked for, and what to do instead. */
const rules = [
  {
    pattern: /(?<![\w.-])\/(?:work|farm|root|Users)\/[\w.-]/,
    fix: "a path of one machine; write it relative to the repository",
  },
  {
    pattern: /\b(?:sub-?agents?|co-authored-by|(?:written|generated) (?:by|with) (?:an? )?(?:AI|LLM|assistant))\b/i,
    fix: "speaks of how the text was made; speak of the product",
  },
  {
    pattern: /\b(?:TODO|FIXME|XXX)\b/,
    fix: "an unfinished mark; finish it, or open an issue",
    only: /\.(ts|tsx|mjs|cjs|js|sh)$|^\.ci\//,
  },
  {
    pattern: /\b(?:it|test|describe|suite)\.(?:skip|only|todo)\(/,
    fix: "a test that is switched off, or switches others off; for an absent engine use skipIf",
    only: /\.test\.ts$/,
  },
  {
    pattern: /"resolved": "(?=https?:\/\/)(?!https:\/\/registry\.npmjs\.org\/)/,
    fix: "a package from a registry that others cannot reach",
    only: /^package-lock\.json$/,
  },
];

const binary = /\.(dcm|docx?|gif|ico|jpe?g|pdf|png|webp|woff2?|zip)$/;
const self = "scripts/check/words.mjs";

/**
 * Looks for words that must not be in the repository: in its files and in the messages of its commits.
 *
 * @returns {Promise<string>} how much was read
 * @throws CheckFailed with every place and its mend
 */
export async function words() {
  const paths = (await sources()).filter((path) => !binary.test(path) && path !== self);
  const log = await git(["log", "--format=%h %B%x00"]);
  const commits = (log ?? "").split("\0").map((message) => message.trim());
  const faults = [...paths.flatMap(faultsOfFile), ...commits.flatMap(faultsOfCommit)];
  if (faults.length > 0) throw new CheckFailed(faults.join("\n"));
  return `${paths.length} files, ${commits.filter(Boolean).length} commits`;
}

/** @param {string} path */
function faultsOfFile(path) {
  const applied = rules.filter(({ only }) => only?.test(path) ?? true);
  return readFileSync(join(root, path), "utf8")
    .split("\n")
    .flatMap((line, index) => faultsOf(line, `${path}:${index + 1}`, applied));
}

/** @param {string} message starts with the commit's short hash */
function faultsOfCommit(message) {
  const hash = message.split(" ", 1)[0];
  return faultsOf(message, `commit ${hash}`, rules.slice(0, 2));
}

/**
 * @param {string} text
 * @param {string} place
 * @param {typeof rules} applied
 */
function faultsOf(text, place, applied) {
  return applied.flatMap(({ pattern, fix }) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [`${place}: ${JSON.stringify(found.slice(0, 80))} is ${fix}.`];
  });
}
