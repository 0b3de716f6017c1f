import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";
import { CheckFailed, command } from "./command.mjs";
import { linkProblems } from "./links.mjs";
import { purposeProblems } from "./purposes.mjs";
import { sources } from "./sources.mjs";

const maxReadmeLines = 200;

/** The shell block after this comment is executed in the repository's root folder. */
const runnable = /<!-- run -->\s*\n```sh\n([\s\S]*?)```/g;

/**
 * Checks the Markdown pages: links resolve, the README is short, marked commands succeed, and the table of folders in
 * ARCHITECTURE.md matches the folders.
 *
 * @returns {Promise<string>} the number of pages
 * @throws CheckFailed with every problem
 */
export async function docs() {
  const pages = (await sources()).filter((path) => path.endsWith(".md"));
  // Links in the guides of an API lead to pages of its reference, which checks them.
  const repositoryPages = pages.filter((path) => !/^services\/\w+\/guides\//.test(path));
  const problems = [
    ...linkProblems(repositoryPages),
    ...readmeProblems(),
    ...purposeProblems(),
    ...(await commandProblems(pages)),
  ];
  if (problems.length > 0) throw new CheckFailed(problems.join("\n"));
  return `${pages.length} pages`;
}

function readmeProblems() {
  if (!existsSync(join(root, "README.md"))) return ["README.md: missing."];
  const lines = readFileSync(join(root, "README.md"), "utf8").split("\n").length - 1;
  return lines > maxReadmeLines ? [`README.md: ${lines} lines; the limit is ${maxReadmeLines}.`] : [];
}

/** @param {string[]} pages */
async function commandProblems(pages) {
  const problems = [];
  for (const page of pages) {
    for (const [, script = ""] of readFileSync(join(root, page), "utf8").matchAll(runnable)) {
      try {
        await command("bash", ["-euo", "pipefail", "-c", script], { timeoutMs: 60_000 });
      } catch (error) {
        problems.push(`${page}: a command marked as runnable failed.\n${script.trimEnd()}\n${error.message}`);
      }
    }
  }
  return problems;
}
