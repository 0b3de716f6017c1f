import { type Group, isMark, type Node, splitItems, wordOf } from "../syntax/index.ts";
import type { Scope, Walker } from "./scope.ts";

/** Reads a block of constants, `const ( … )` of Go. Those after one with `iota` count on from it. */
export function readConstants(walker: Walker, group: Group, outer: Scope): void {
  const { unit, notes } = walker;
  const scope = { ...outer, block: group.offset };
  let counting: Counting | undefined;
  for (const [index, item] of splitItems(group.items, true).entries()) {
    const equals = item.findIndex((node) => isMark(node, "="));
    if (equals > 0) counting = countingOf(item, equals);
    const [node] = item;
    const name = wordOf(node);
    if (node === undefined || name === undefined || counting === undefined) walker.readBlock(item, scope);
    else {
      const { type, start } = counting;
      const note = notes.of(item, [], node, group.line - 1);
      const value = { type: "number", value: start + index } as const;
      const { owners, block } = scope;
      unit.members.push({ name, owners, place: "constant", type, value, pairs: [], block, note, node, unit });
    }
  }
}

interface Counting {
  readonly type: string | undefined;
  /** Number that is added to the index of each constant. */
  readonly start: number;
}

/** Reads `Name Type = 4000 + iota`; undefined if the value is anything else. */
function countingOf(item: readonly Node[], equals: number): Counting | undefined {
  const value = item.slice(equals + 1);
  const isSum = value.every((node) => node.type === "number" || wordOf(node) === "iota" || isMark(node, "+"));
  if (!isSum || !value.some((node) => wordOf(node) === "iota")) return undefined;
  const start = value.reduce((sum, node) => sum + (node.type === "number" ? Number(node.text) : 0), 0);
  return { type: equals > 1 ? wordOf(item[1]) : undefined, start };
}
