import { readdirSync, readFileSync } from "node:fs";

const pageBytes = 4_096;
/** The unit of times in /proc, in microseconds: USER_HZ is 100 on every architecture that Node runs on. */
const tickUs = 10_000;

/** Returns the resident memory of a process and its descendants, in bytes. Linux only. */
export function treeMemoryBytes(root: number): number {
  return sumOfTree(root, memoryOf);
}

/** Returns the CPU time of a process, its descendants and those of them that have ended, in microseconds. Linux only. */
export function treeCpuUs(root: number): number {
  return sumOfTree(root, cpuOf);
}

function sumOfTree(root: number, measure: (pid: number) => number): number {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    const parent = /^\d+$/.test(entry) ? parentOf(Number(entry)) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const sumOf = (pid: number): number =>
    measure(pid) + (children.get(pid) ?? []).reduce((sum, child) => sum + sumOf(child), 0);
  return sumOf(root);
}

function parentOf(pid: number): number | undefined {
  const [, parent] = statOf(pid);
  return parent === undefined ? undefined : Number(parent);
}

function cpuOf(pid: number): number {
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = statOf(pid).slice(11, 15).map(Number);
  return (user + system + endedUser + endedSystem) * tickUs;
}

/** Returns the fields of /proc/<pid>/stat from the state on; none if the process has ended. */
function statOf(pid: number): readonly string[] {
  try {
    // The command in parentheses may contain spaces.
    return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
  } catch {
    return [];
  }
}

function memoryOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * pageBytes;
  } catch {
    return 0;
  }
}
