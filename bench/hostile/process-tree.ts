import { readdirSync, readFileSync } from "node:fs";

const pageBytes = 4_096;

/** Returns the resident memory of a process and its descendants, in bytes. Linux only. */
export function treeMemoryBytes(root: number): number {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    const parent = /^\d+$/.test(entry) ? parentOf(entry) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const bytesOf = (pid: number): number =>
    memoryOf(pid) + (children.get(pid) ?? []).reduce((sum, child) => sum + bytesOf(child), 0);
  return bytesOf(root);
}

function parentOf(pid: string): number | undefined {
  try {
    // The command in parentheses may contain spaces; the parent's id is the second field after it.
    return Number(readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    return undefined;
  }
}

function memoryOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * pageBytes;
  } catch {
    return 0;
  }
}
