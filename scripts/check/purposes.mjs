import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";

/** A row of ARCHITECTURE.md: | [contract](src/contract/index.ts) | Defines errors … | imported folders, or a dash | */
const row = /^\|\s*\[[^\]]+\]\(src\/([a-z/]+)\/index\.ts\)\s*\|\s*(.+?)\s*\|\s*([^|]*?)\s*\|/gm;
const purpose = /^\/\*\* (.+) \*\/$/;

/**
 * Compares three lists of the folders in src/: the folders themselves, the table in ARCHITECTURE.md and
 * scripts/arrows.json. Each folder needs a row in both, and the row repeats the first line of the folder's index.ts.
 *
 * @returns {string[]} one line per difference
 */
export function purposeProblems() {
  const page = join(root, "ARCHITECTURE.md");
  if (!existsSync(page)) return ["ARCHITECTURE.md: missing."];
  const rows = [...readFileSync(page, "utf8").matchAll(row)];
  const named = new Set(rows.map(([, folder]) => folder));
  const allowed = allowedImports();
  return [
    ...folders()
      .filter((folder) => !named.has(folder))
      .map((folder) => `ARCHITECTURE.md: src/${folder}/ has no row.`),
    ...folders()
      .filter((folder) => purposeOf(folder) === undefined)
      .map((folder) => `src/${folder}/index.ts: expected a first line of the form "/** purpose */".`),
    ...rows.flatMap(([, folder = "", text = "", imports = ""]) => rowProblems(folder, text, imports, allowed)),
    ...Object.keys(allowed)
      .filter((folder) => !folders().includes(folder))
      .map((folder) => `scripts/arrows.json: has a row for src/${folder}/, which does not exist. Remove the row.`),
  ];
}

/** @returns {string[]} */
function folders() {
  const entries = readdirSync(join(root, "src"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** @returns {Record<string, string[]>} */
function allowedImports() {
  const file = join(root, "scripts", "arrows.json");
  return JSON.parse(readFileSync(file, "utf8"));
}

/** @param {string} folder */
function purposeOf(folder) {
  const index = join(root, "src", folder, "index.ts");
  return existsSync(index) ? purpose.exec(readFileSync(index, "utf8").split("\n", 1)[0] ?? "")?.[1] : undefined;
}

/**
 * @param {string} folder
 * @param {string} text
 * @param {string} imports
 * @param {Record<string, string[]>} allowed
 */
function rowProblems(folder, text, imports, allowed) {
  if (!existsSync(join(root, "src", folder))) return [`ARCHITECTURE.md: src/${folder}/ does not exist.`];
  const problems = [];
  const stated = purposeOf(folder);
  if (stated && stated !== text) {
    problems.push(`ARCHITECTURE.md: the row of ${folder} reads "${text}", but its index.ts reads "${stated}".`);
  }
  const listed = imports.match(/[a-z]+/g) ?? [];
  const row = allowed[folder];
  if (row && listed.join() !== row.join()) {
    problems.push(
      `ARCHITECTURE.md: the row of ${folder} imports "${imports}", but scripts/arrows.json lists "${row.join(", ") || "-"}".`,
    );
  }
  return problems;
}
