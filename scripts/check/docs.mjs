import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";
import { charterFaults } from "./charters.mjs";
import { CheckFailed, command } from "./command.mjs";
import { linkFaults } from "./links.mjs";
import { sources } from "./sources.mjs";

const maxReadmeLines = 100;

/** A fenced block that follows this comment is run, line by line, in the repository's folder. */
const runnable = /<!-- run -->\s*\n```sh\n([\s\S]*?)```/g;

/**
 * Checks the written pages: links lead somewhere, the README is short and its marked commands work, and
 * ARCHITECTURE.md tells of each folder what the folder tells of itself.
 *
 * @returns {Promise<string>} how many pages were read
 * @throws CheckFailed with every fault
 */
export async function docs() {
  const pages = (await sources()).filter((path) => path.endsWith(".md"));
  const faults = [...linkFaults(pages), ...readmeFaults(), ...charterFaults(), ...(await commandFaults(pages))];
  if (faults.length > 0) throw new CheckFailed(faults.join("\n"));
  return `${pages.length} pages`;
}

function readmeFaults() {
  if (!existsSync(join(root, "README.md"))) return ["README.md: missing."];
  const lines = readFileSync(join(root, "README.md"), "utf8").split("\n").length - 1;
  return lines > maxReadmeLines ? [`README.md: ${lines} lines, at most ${maxReadmeLines}.`] : [];
}

/** @param {string[]} pages */
async function commandFaults(pages) {
  const faults = [];
  for (const page of pages) {
    for (const [, script = ""] of readFileSync(join(root, page), "utf8").matchAll(runnable)) {
      try {
        await command("bash", ["-euo", "pipefail", "-c", script], { timeoutMs: 60_000 });
      } catch (error) {
        faults.push(`${page}: a command marked as runnable failed.\n${script.trimEnd()}\n${error.message}`);
      }
    }
  }
  return faults;
}
