import {
  type Group,
  isGroup,
  isMark,
  type Node,
  type Pair,
  readPairs,
  readValue,
  splitItems,
  type Value,
  wordOf,
} from "../syntax/index.ts";
import { leadingAttributes } from "./attributes.ts";
import type { Scope, Walker } from "./scope.ts";

/** Reads the rows of a macro: names, and the names of statuses, separated by commas. */
export function readRows({ unit, notes }: Pick<Walker, "unit" | "notes">, { items }: Group, macro: string): void {
  const rows: Node[][] = [[]];
  for (const node of items) {
    if (isMark(node, ";")) rows.push([]);
    else rows.at(-1)?.push(node);
  }
  if (rows.length < 2) {
    readVariants({ unit, notes }, items, macro);
    return;
  }
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

/** Reads names with their numbers, separated by commas: `NoBook(1001), NoCard(2001)`. */
function readVariants({ unit, notes }: Pick<Walker, "unit" | "notes">, items: readonly Node[], macro: string): void {
  const variants = splitItems(items, false).flatMap((item) => {
    const { end, attributes } = leadingAttributes(item, unit.language);
    const [node, group, ...rest] = item.slice(end);
    const name = wordOf(node);
    if (node === undefined || name === undefined || !isGroup(group, "(") || rest.length > 0) return [];
    return [{ name, node, pairs: readPairs(group), note: notes.of(item, attributes) }];
  });
  if (variants.length < minRows || !variants.every(({ pairs }) => pairs[0]?.value.type === "number")) return;
  for (const variant of variants)
    unit.members.push({ ...variant, owners: [macro], place: "enum", type: "row", value: undefined, unit });
}

/** Fewest rows of a table in source code. */
const minRows = 3;

/** Reads the rows of a table of C, `{{E_GONE, "gone", "It is gone."}, …}`, as members of its variable. Returns whether it is one. */
export function readTable(walker: Walker, { items }: Group, scope: Scope): boolean {
  const parts = splitItems(items, false);
  const rows = parts.flatMap((part) => (part.length === 1 && isGroup(part[0], "{") ? [part[0]] : []));
  if (rows.length < 2 || rows.length < parts.length) return false;
  const owner = scope.owners.slice(-2).join("_");
  for (const row of rows) addRow(walker, row, readPairs(asArguments(row)), [...scope.owners.slice(0, -2), owner]);
  return true;
}

/** Reads macros that are called once for each error, as in `SHOP_ERROR(NoBook, 1001, "No book has the id.")`, as members of a list. */
export function readMacroRows(walker: Walker, statements: readonly (readonly Node[])[], scope: Scope): void {
  if (scope.within !== undefined) return;
  for (const [name, groups] of macroCalls(statements)) {
    const owner = [...scope.owners.slice(-1), name].join("_");
    const rows = groups.map((group) => ({ group, pairs: readPairs(group) }));
    if (rows.length >= minRows && rows.every(({ pairs }) => isRow(pairs)))
      for (const { group, pairs } of rows) addRow(walker, group, pairs, [...scope.owners.slice(0, -1), owner]);
  }
}

/** Returns the arguments of the macros that statements call, by the name of each. */
function macroCalls(statements: readonly (readonly Node[])[]): ReadonlyMap<string, readonly Group[]> {
  const calls = new Map<string, Group[]>();
  for (const statement of statements)
    for (const [index, group] of statement.entries()) {
      const isFirst = index === 1 || isGroup(statement[index - 2], "(");
      const name = isFirst ? wordOf(statement[index - 1]) : undefined;
      if (name === undefined || !/^[A-Z][A-Z0-9_]*$/.test(name) || !isGroup(group, "(")) continue;
      // A test has a body: `TEST(Shop, SellsUnits) { … }`.
      if (!isGroup(statement[index + 1], "{"))
        calls
          .set(name, calls.get(name) ?? [])
          .get(name)
          ?.push(group);
    }
  return calls;
}

/** Checks whether arguments have a name, and a number or a text. */
function isRow(pairs: readonly Pair[]): boolean {
  return (
    pairs.length > 1 &&
    pairs.some(({ value }) => value.type === "name") &&
    pairs.some(({ value }) => value.type === "number" || value.type === "string")
  );
}

function asArguments(row: Group): Group {
  return { ...row, open: "(" };
}

function addRow({ unit, notes }: Walker, group: Group, cells: readonly Pair[], owners: readonly string[]): void {
  const pairs = cells.map((pair) => ({ ...pair, value: written(pair.value) }));
  const [first, second] = pairs;
  const named = pairs.find(({ value }) => value.type === "name")?.value;
  const text = pairs.find(({ value }) => value.type === "string")?.value;
  const name = named?.type === "name" ? named.path.at(-1) : text?.type === "string" ? text.text : undefined;
  if (first === undefined || name === undefined) return;
  const note = notes.of([group], []);
  const base = { owners, node: first.node, unit };
  // The text beside the member of an enumeration is its code, or its message.
  if (first.value.type === "name" && second !== undefined)
    unit.arms.push({ ...base, key: first.value, value: second.value, owners: [rowsOwner] });
  unit.members.push({ ...base, name, place: "enum", type: "row", value: undefined, pairs, note });
}

/** The place of arms that are rows of a table. */
export const rowsOwner = "code of a row";

/** Returns the text that a macro makes of a name, as in `TEXT(noBook)`. */
function written(value: Value): Value {
  if (value.type !== "call" || value.path.length !== 1 || !/^[A-Z][A-Z0-9_]*$/.test(value.path[0] ?? "")) return value;
  const [only, ...others] = value.pairs;
  const isName = only?.value.type === "name" && only.value.path.length === 1 && others.length === 0;
  return isName && only.value.type === "name" ? { type: "string", text: only.value.path[0] ?? "" } : value;
}
