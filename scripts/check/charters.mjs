import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../launch/root.mjs";

/** A row of ARCHITECTURE.md: | [contract](src/contract/index.ts) | What an error is … | what it imports, or a dash | */
const row = /^\|\s*\[[^\]]+\]\(src\/([a-z/]+)\/index\.ts\)\s*\|\s*(.+?)\s*\|\s*([^|]*?)\s*\|/gm;
const charter = /^\/\*\* (.+) \*\/$/;

/**
 * Compares the table of folders in ARCHITECTURE.md with the folders: every folder of src/ has its row, which repeats
 * the first line of its index.ts and the arrows of scripts/arrows.json.
 *
 * @returns {string[]} one line per difference
 */
export function charterFaults() {
  const page = join(root, "ARCHITECTURE.md");
  if (!existsSync(page)) return ["ARCHITECTURE.md: missing."];
  const rows = [...readFileSync(page, "utf8").matchAll(row)];
  const named = new Set(rows.map(([, folder]) => folder));
  const missing = folders().filter((folder) => !named.has(folder));
  return [
    ...missing.map((folder) => `ARCHITECTURE.md: no row for src/${folder}/.`),
    ...folders().flatMap(indexFault),
    ...rows.flatMap(([, folder = "", text = "", imports = ""]) => rowFaults(folder, text, imports)),
  ];
}

/** @returns {string[]} */
function folders() {
  const entries = readdirSync(join(root, "src"), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** @param {string} folder */
function charterOf(folder) {
  const index = join(root, "src", folder, "index.ts");
  return existsSync(index) ? charter.exec(readFileSync(index, "utf8").split("\n", 1)[0] ?? "")?.[1] : undefined;
}

/** @param {string} folder */
function indexFault(folder) {
  return charterOf(folder) ? [] : [`src/${folder}/index.ts: expected a first line of the form "/** charter */".`];
}

/**
 * @param {string} folder
 * @param {string} text
 * @param {string} imports
 */
function rowFaults(folder, text, imports) {
  if (!existsSync(join(root, "src", folder))) return [];
  const faults = [];
  const own = charterOf(folder);
  if (own && own !== text) faults.push(`ARCHITECTURE.md: ${folder} reads "${text}", its index.ts "${own}".`);
  const allowed = JSON.parse(readFileSync(join(root, "scripts", "arrows.json"), "utf8"))[folder];
  const written = imports.match(/[a-z]+/g) ?? [];
  if (allowed && imports !== "all" && written.join() !== allowed.join()) {
    faults.push(
      `ARCHITECTURE.md: ${folder} imports "${imports}", scripts/arrows.json says "${allowed.join(", ") || "-"}".`,
    );
  }
  return faults;
}
