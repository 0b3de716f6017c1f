import { parse } from "smol-toml";
import type { Json } from "../../contract/index.ts";
import type { Reading, SourceText } from "../facts.ts";
import type { Locate } from "./maps/index.ts";
import { readValue } from "./read-data.ts";

/** Most brackets that may be nested; no list of errors needs more. */
const maxDepth = 40;

/** Reads TOML, such as a list of errors with a table for each code; undefined if the text is not TOML. */
export function readToml({ file, text }: SourceText): Reading | undefined {
  const value = parsed(text);
  if (value === undefined) return undefined;
  const lines = linesOf(text);
  const locate: Locate = (path) => {
    for (let end = path.length; end > 0; end -= 1) {
      const line = lines.get(joined(path.slice(0, end)));
      if (line !== undefined) return { file, line, column: 1 };
    }
    return { file, line: 1, column: 1 };
  };
  return readValue(value, locate);
}

function parsed(text: string): Json | undefined {
  try {
    return trimmed(parse(text, { maxDepth, integersAsBigInt: false }) as Json);
  } catch {
    return undefined;
  }
}

/** Removes the line breaks around texts of several lines. */
function trimmed(value: Json | undefined): Json {
  if (typeof value === "string") return value.trim();
  if (typeof value !== "object" || value === null) return value ?? null;
  if (Array.isArray(value)) return (value as readonly Json[]).map(trimmed);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, trimmed(member as Json)]));
}

/** Returns the line of each table and each key, by their path. The elements of an array of tables have their index. */
function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table: readonly (string | number)[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [, open = "", header] = /^\s*(\[\[?)\s*([^\n[\]]{1,400}?)\s*\]\]?\s*(?:#.*)?$/.exec(line) ?? [];
    const [, key] = /^\s*("[^"\n]{1,200}"|'[^'\n]{1,200}'|[\w.-]{1,200})\s*=/.exec(line) ?? [];
    if (header !== undefined) table = withIndex(keysIn(header), open === "[[", counts);
    const path = header === undefined ? [...table, ...keysIn(key ?? "")] : table;
    if ((header !== undefined || key !== undefined) && !lines.has(joined(path))) lines.set(joined(path), index + 1);
  }
  return lines;
}

function withIndex(
  keys: readonly string[],
  isList: boolean,
  counts: Map<string, number>,
): readonly (string | number)[] {
  if (!isList) return keys;
  const index = counts.get(joined(keys)) ?? 0;
  counts.set(joined(keys), index + 1);
  return [...keys, index];
}

/** Splits a dotted key: `errors."no.book"` has two parts. */
function keysIn(key: string): readonly string[] {
  return Array.from(
    key.matchAll(/"([^"\n]*)"|'([^'\n]*)'|([\w-]+)/g),
    ([, one, two, three]) => one ?? two ?? three ?? "",
  );
}

function joined(path: readonly (string | number)[]): string {
  return path.join("\n");
}
