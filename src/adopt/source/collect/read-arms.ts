import { type Group, isGroup, isMark, type Node, readValue, splitItems, type Value, wordOf } from "../syntax/index.ts";
import type { Scope, Walker } from "./scope.ts";

/** Most cases that share one result. */
const maxKeys = 100;

/** Reads `case A, B:` with the statement that may follow on the same line; returns the keys that wait for one. */
export function readCase(
  walker: Walker,
  item: readonly Node[],
  scope: Scope,
  waiting: readonly Value[],
): readonly Value[] {
  let keys = waiting;
  let rest = item;
  for (let count = 0; count < maxKeys && /^(?:case|when)$/.test(wordOf(rest[0]) ?? ""); count += 1) {
    const end = rest.findIndex((node, index) => index > 0 && isEndOfCase(node));
    keys = [...keys, ...keysIn(rest.slice(1, end < 0 ? rest.length : end))].slice(-maxKeys);
    rest = end < 0 ? rest.filter((node, index) => index > 0 && isGroup(node, "{")) : rest.slice(end + 1);
  }
  if (rest.length === 0) return keys;
  addArms(walker, keys, rest, scope);
  walker.readStatement(rest, scope);
  return [];
}

/** Adds one arm for each key, with the value of a statement or of the first statement of a block. */
export function addArms({ unit }: Walker, keys: readonly Value[], nodes: readonly Node[], { owners }: Scope): void {
  const [node] = nodes;
  if (node === undefined) return;
  const body = isGroup(node, "{") ? (splitItems(node.items, true)[0] ?? []) : nodes;
  const assign = body.slice(0, 6).findIndex((candidate) => isMark(candidate, "=") || isMark(candidate, ":="));
  const value = readValue(assign > 0 ? body.slice(assign + 1) : body);
  for (const key of keys) unit.arms.push({ key, value, owners, node, unit });
}

/** Reads the arms of a match whose cases have no keyword: `A | B => value`, `A, B -> value`. */
export function readArms(walker: Walker, { items }: Group, scope: Scope): void {
  if (!items.some(isArrow)) return;
  let keys: readonly Value[] = [];
  for (const item of splitItems(items, true)) {
    const arrow = item.findIndex(isArrow);
    if (arrow > 0) {
      addArms(walker, [...keys, ...keysIn(item.slice(0, arrow))], item.slice(arrow + 1), scope);
      keys = [];
    } else keys = item.length < 6 && item[0]?.type === "word" ? [...keys, readValue(item)].slice(-maxKeys) : [];
  }
}

/** Reads the rows of a macro: names, and the names of statuses, separated by commas. */
export function readRows({ unit, notes }: Walker, { items }: Group, macro: string): void {
  const rows: Node[][] = [[]];
  for (const node of items) {
    if (isMark(node, ";")) rows.push([]);
    else rows.at(-1)?.push(node);
  }
  if (rows.length < 2) return;
  for (const row of rows) {
    const [node] = row;
    const name = wordOf(node);
    const pairs = splitItems(row.slice(1), false).flatMap((part) =>
      part[0] === undefined ? [] : [{ key: undefined, value: readValue(part), node: part[0] }],
    );
    if (node === undefined || name === undefined || pairs.length === 0) continue;
    const note = notes.of(row, []);
    unit.members.push({
      name,
      owners: [macro],
      place: "enum",
      type: "macro",
      value: undefined,
      pairs,
      note,
      node,
      unit,
    });
  }
}

function isArrow(node: Node): boolean {
  return isMark(node, "=>") || isMark(node, "->");
}

function isEndOfCase(node: Node): boolean {
  return isMark(node, ":") || isArrow(node) || wordOf(node) === "then";
}

function keysIn(nodes: readonly Node[]): readonly Value[] {
  const keys: Node[][] = [[]];
  for (const node of nodes.slice(0, 400)) {
    if (isMark(node, "|") || isMark(node, ",") || isMark(node, "||")) keys.push([]);
    else keys.at(-1)?.push(node);
  }
  return keys.filter(({ length }) => length > 0).map((key) => readValue(key));
}
