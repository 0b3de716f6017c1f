import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { type MemberPath, memberLocator } from "errata/load";
import type { FindingLocation } from "../report/index.ts";

/** Finds the members of a contract's file; undefined if the contract is not a file that can be read as text. */
export type LocateMember = (path: MemberPath) => FindingLocation | undefined;

/** Returns a function that finds members in a file of YAML, JSON or TypeScript. */
export async function locatorOf(file: string): Promise<LocateMember> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return () => undefined;
  const lines = text.split(/\r?\n/);
  const locate = [".ts", ".mts", ".js", ".mjs"].includes(extname(file).toLowerCase())
    ? inModule(lines)
    : inData(text, file);
  return (path) => {
    const found = locate(path);
    return found === undefined ? undefined : { file, ...found, source: lines[found.line - 1] ?? "" };
  };
}

type Position = Pick<FindingLocation, "line" | "column">;

function inData(text: string, file: string): (path: MemberPath) => Position | undefined {
  const locate = memberLocator(text, file, extname(file).toLowerCase() === ".json" ? "json" : "yaml");
  return (path) => {
    const [, line, column] = /:(\d+):(\d+)$/.exec(locate(path)) ?? [];
    return line === undefined ? undefined : { line: Number(line), column: Number(column) };
  };
}

/** Searches a module for each step of the path as a key, below the one before. A contract that is assembled elsewhere is not found. */
function inModule(lines: readonly string[]): (path: MemberPath) => Position | undefined {
  return (path) => {
    let found: Position | undefined;
    let depth = -1;
    for (const step of path) {
      const key = new RegExp(`^(\\s*)(["']?)${escaped(String(step))}\\2\\s*[:,]`);
      const start = found === undefined ? 0 : found.line;
      const end = found === undefined ? lines.length : endOf(lines, found.line, depth);
      const index = lines.slice(start, end).findIndex((line) => key.test(line));
      if (index < 0) continue;
      const line = start + index;
      depth = lines[line]?.search(/\S/) ?? 0;
      found = { line: line + 1, column: depth + 1 };
    }
    return found;
  };
}

/** The first line after a member that is indented no deeper than it. */
function endOf(lines: readonly string[], start: number, depth: number): number {
  const index = lines.slice(start).findIndex((line) => line.trim() !== "" && line.search(/\S/) <= depth);
  return index < 0 ? lines.length : start + index;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
