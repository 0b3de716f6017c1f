import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { isMap, parseDocument } from "yaml";
import type { Fix } from "../../check/index.ts";
import { replaceFile } from "../output.ts";
import { yamlStyle } from "./edit-document.ts";

/**
 * Changes members of a contract in YAML or JSON. Comments and the order of members stay.
 *
 * @returns how many changes were made; undefined if the file is neither, so a person must make them
 */
export async function applyChanges(file: string, changes: readonly Fix[]): Promise<number | undefined> {
  const extension = extname(file).toLowerCase();
  if (![".yaml", ".yml", ".json"].includes(extension)) return undefined;
  const text = await readFile(file, "utf8");
  const made = extension === ".json" ? changeJson(text, changes) : changeYaml(text, changes);
  if (made.text !== text) await replaceFile(file, made.text);
  return made.count;
}

interface Changed {
  readonly text: string;
  readonly count: number;
}

function changeYaml(text: string, changes: readonly Fix[]): Changed {
  const document = parseDocument(text);
  let count = 0;
  for (const { path, value } of changes) {
    // A part behind an alias or in another file cannot be changed in place.
    if (!isMap(document.getIn(path.slice(0, -1)))) continue;
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, value);
    count += 1;
  }
  return { text: count === 0 ? text : document.toString(yamlStyle(text)), count };
}

function changeJson(text: string, changes: readonly Fix[]): Changed {
  const value: unknown = JSON.parse(text);
  let count = 0;
  for (const { path, value: member } of changes) {
    const last = String(path.at(-1));
    let parent = value as Record<string, unknown> | undefined;
    for (const step of path.slice(0, -1)) parent = parent?.[step] as Record<string, unknown> | undefined;
    if (typeof parent !== "object" || parent === null) continue;
    if (member === undefined) delete parent[last];
    else parent[last] = member;
    count += 1;
  }
  const indent = /^\{\r?\n([ \t]+)/.exec(text)?.[1] ?? 2;
  return { text: count === 0 ? text : `${JSON.stringify(value, null, indent)}\n`, count };
}
