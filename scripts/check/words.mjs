import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";
import { CheckFailed } from "./command.mjs";
import { dialect } from "./dialect.mjs";
import { git, sources } from "./sources.mjs";

const machinePath = {
  pattern: /(?<![\w.-])\/(?:work|farm|root|Users)\/[\w.-]/,
  fix: "is a path on one machine; write it relative to the repository",
};

/** Each rule: the text to reject, the files it applies to, and how to fix it. */
const rules = [
  machinePath,
  {
    pattern: /\b(?:TODO|FIXME|XXX)\b/,
    fix: "marks unfinished work; finish it, or open an issue",
    only: /\.(ts|tsx|mjs|cjs|js|sh)$|^\.ci\//,
  },
  {
    pattern: /\b(?:it|test|describe|suite)\.(?:skip|only|todo)\(/,
    fix: "disables tests; use skipIf for an engine that is not available",
    only: /\.test\.ts$/,
  },
  {
    pattern: /"resolved": "(?=https?:\/\/)(?!https:\/\/registry\.npmjs\.org\/)/,
    fix: "points to a registry that others cannot reach",
    only: /^package-lock\.json$/,
  },
  ...dialect.map(({ pattern, replacement }) => ({
    pattern,
    fix: `reads like a translation; use ${replacement}`,
    only: /\.(ts|tsx|mjs|cjs|md|sh|txt|yaml|yml|html)$|^\.ci\//,
  })),
];

const binary = /\.(dcm|docx?|gif|ico|jpe?g|pdf|png|webp|woff2?|ttf|otf|zip)$/;
const listsPhrases = new Set(["scripts/check/words.mjs", "scripts/check/dialect.mjs"]);

/**
 * Searches files and commit messages for paths on one machine, and files for unfinished work, disabled tests and
 * phrases that read like a translation.
 *
 * @returns {Promise<string>} the number of files and commits
 * @throws CheckFailed with every place and how to fix it
 */
export async function words() {
  const paths = (await sources()).filter((path) => !binary.test(path) && !listsPhrases.has(path));
  const log = await git(["log", "--format=%h %B%x00"]);
  const commits = (log ?? "").split("\0").map((message) => message.trim());
  const problems = [...paths.flatMap(fileProblems), ...commits.flatMap(commitProblems)];
  if (problems.length > 0) throw new CheckFailed(problems.join("\n"));
  return `${paths.length} files, ${commits.filter(Boolean).length} commits`;
}

/** @param {string} path */
function fileProblems(path) {
  const applied = rules.filter(({ only }) => only?.test(path) ?? true);
  const text = readFileSync(join(root, path), "utf8");
  // Code spans in Markdown may name what a phrase is about, such as a renamed member.
  return (path.endsWith(".md") ? text.replace(/`[^`\n]*`/g, "``") : text)
    .split("\n")
    .flatMap((line, index) => problemsIn(line, `${path}:${index + 1}`, applied));
}

/** @param {string} message starts with the commit's short hash */
function commitProblems(message) {
  const hash = message.split(" ", 1)[0];
  return problemsIn(message, `commit ${hash}`, [machinePath]);
}

/**
 * @param {string} text
 * @param {string} place
 * @param {readonly { pattern: RegExp, fix: string }[]} applied
 */
function problemsIn(text, place, applied) {
  return applied.flatMap(({ pattern, fix }) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [`${place}: ${JSON.stringify(found.trim().slice(0, 80))} ${fix}.`];
  });
}
