import {
  type Call,
  type Group,
  isGroup,
  isMark,
  type Node,
  readPairs,
  readPath,
  readValue,
  splitItems,
  type Value,
  wordOf,
} from "../syntax/index.ts";
import type { Scope, Walker } from "./scope.ts";

/** Most cases or comparisons that share one result. */
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
  for (let count = 0; count < maxKeys && startsCase(rest); count += 1) {
    const end = rest.findIndex((node, index) => index > 0 && isEndOfCase(node));
    const start = wordOf(rest[0]) === "default" ? 0 : 1;
    keys = [...keys, ...keysIn(rest.slice(start, end < 0 ? rest.length : end))].slice(-maxKeys);
    rest = end < 0 ? rest.filter((node, index) => index > 0 && isGroup(node, "{")) : rest.slice(end + 1);
  }
  if (rest.length === 0) return keys;
  addArms(walker, keys, rest, scope);
  walker.readStatement(rest, scope);
  return [];
}

/** Checks whether a statement begins with a case of a switch: `case A:`, `when A then`, `default:`. */
export function startsCase([first, second]: readonly Node[]): boolean {
  const word = wordOf(first);
  const isClass = /^(?:class|object)$/.test(wordOf(second) ?? "");
  if (word === "default") return second !== undefined && isEndOfCase(second);
  return (word === "case" && !isClass) || word === "when";
}

/** Adds one arm for each key, with the value of a statement, or of the statement of a block that has the value. */
export function addArms({ unit }: Walker, keys: readonly Value[], nodes: readonly Node[], { owners }: Scope): void {
  const [node] = nodes;
  if (node === undefined) return;
  const statements = isGroup(node, "{") ? splitItems(node.items, true) : [nodes];
  // The value of a block is that of its last statement in Rust and Kotlin.
  const body = statements.at(/^(?:rust|kotlin|elixir)$/.test(unit.language) ? -1 : 0) ?? [];
  const assign = body.slice(0, 6).findIndex((candidate) => isMark(candidate, "=") || isMark(candidate, ":="));
  const value = readValue(assign > 0 ? body.slice(assign + 1) : body);
  for (const key of keys) unit.arms.push({ key, value, owners, isCase: true, node, unit });
}

/** Reads the arms of a match whose cases have no keyword: `A | B => value`, `A, B -> value`. */
export function readArms(walker: Walker, { items }: Group, scope: Scope): void {
  if (!items.some(isArrow)) return;
  let keys: readonly Value[] = [];
  for (const item of splitItems(items, true)) {
    // Cases with a keyword are read as statements.
    if (startsCase(item)) continue;
    const arrow = item.findIndex(isArrow);
    if (arrow > 0) {
      addArms(walker, [...keys, ...keysIn(item.slice(0, arrow))], item.slice(arrow + 1), scope);
      keys = [];
    } else keys = mayBeKey(item) ? [...keys, readValue(item)].slice(-maxKeys) : [];
  }
}

/** Checks whether a group behind nodes holds the cases of an expression: `= when (code) {`, `=> code switch {`. */
export function opensCases(before: readonly Node[]): boolean {
  return before.some((node) => /^(?:when|switch|match)$/.test(wordOf(node) ?? ""));
}

/** Reads a clause of Elixir for a value, `def status(:gone), do: 410`, as an arm of its function. */
export function readClause(walker: Walker, name: string, parameters: Group, rest: readonly Node[], scope: Scope): void {
  if (walker.unit.language !== "elixir") return;
  const [first] = splitItems(parameters.items, false);
  const doAt = rest.slice(0, 60).findIndex((node) => wordOf(node) === "do");
  const within = rest.slice(0, Math.max(0, doAt)).findIndex((node) => wordOf(node) === "in");
  const list = within < 0 ? undefined : rest[within + 1];
  const keys = isGroup(list, "[") ? splitItems(list.items, false) : [first ?? []];
  const values = keys.slice(0, maxKeys).map((key) => readValue(key));
  const literals = values.filter(({ type }) => type === "symbol" || type === "string");
  const body = rest.slice(doAt + (isMark(rest[doAt + 1], ":") ? 2 : 1));
  if (doAt >= 0) addArms(walker, literals, body, { ...scope, owners: [...scope.owners, name] });
}

/** Reads a clause of Erlang, `status(gone) -> 410`. Returns whether the statement is one. */
export function readErlangClause(walker: Walker, head: readonly Node[], scope: Scope): boolean {
  const name = wordOf(head[0]);
  const parameters = head[1];
  const arrow = head.findIndex((node) => isMark(node, "->"));
  if (name === undefined || !isGroup(parameters, "(") || arrow < 0) return false;
  const inner = { ...scope, owners: [...scope.owners, name], within: name };
  const key = readValue(splitItems(parameters.items, false)[0] ?? []);
  const body = head.slice(arrow + 1);
  const keys = key.type === "symbol" || key.type === "string" ? [key] : [];
  addArms(walker, keys, splitItems(body, false).at(-1) ?? [], inner);
  walker.scan(body, inner);
  return true;
}

/** Reads `STATUSES.put("gone", 410)`, or one of the calls of a chain, as an arm of the map. */
export function readPut({ unit }: Walker, { path, group }: Call, isChained: boolean, { owners }: Scope): void {
  if (path.length < 2 || !/^(?:put|set|add|insert|emplace)$/i.test(path.at(-1) ?? "")) return;
  const [key, value, ...others] = readPairs(group);
  if (key === undefined || value === undefined || others.length > 0) return;
  const places = isChained ? owners : [...owners, ...path.slice(-2, -1)];
  unit.arms.push({ key: key.value, value: value.value, owners: places, isCase: true, node: key.node, unit });
}

/** Checks whether a part before a comma is the first of several keys of one case, and not a statement. */
function mayBeKey({ length, 0: first }: readonly Node[]): boolean {
  return first?.type === "word" ? length < 6 : length === 1 && first?.type === "string";
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
    if (isMark(node, "|") || isMark(node, ",") || isMark(node, "||") || wordOf(node) === "or") keys.push([]);
    else keys.at(-1)?.push(node);
  }
  return keys.filter(({ length }) => length > 0).map((key) => readValue(key));
}

/** Most nodes of one chain of conditions that are considered. */
const maxChain = 2_000;

/** Reads `if (code == ShopError.Gone || code == ShopError.Lent) return Status.GONE` as arms, as those of a switch are. */
export function readConditions({ unit }: Walker, head: readonly Node[], { owners }: Scope): void {
  for (const [index, node] of head.slice(0, maxChain).entries()) {
    const [end, value] = wordOf(node) === "if" ? consequenceOf(head.slice(index + 1)) : [0, undefined];
    if (value === undefined) continue;
    for (const key of comparedWith(head.slice(index + 1, index + 1 + end), 0))
      unit.arms.push({ key, value, owners, isCase: key.type === "string", node, unit });
  }
}

/** Returns the length of a condition, and the value that follows it: in a block or as a statement. */
function consequenceOf(rest: readonly Node[]): readonly [number, Value | undefined] {
  const blockAt = rest.findIndex((one) => isGroup(one, "{"));
  const end = isGroup(rest[0], "(") ? 1 : blockAt;
  const block = rest[end];
  const statement = isGroup(block, "{") ? splitItems(block.items, true)[0] : rest.slice(end);
  return [end, end < 1 || statement === undefined ? undefined : returned(statement)];
}

/** Returns the name or number that a statement returns or assigns; undefined for any other one. */
function returned(statement: readonly Node[]): Value | undefined {
  const equals = statement.slice(0, 6).findIndex((node) => isMark(node, "=") || isMark(node, ":="));
  if (equals < 0 && wordOf(statement[0]) !== "return") return undefined;
  const value = readValue(statement.slice(equals + 1, equals + 20).filter((node) => !isMark(node, ";")));
  return value.type === "name" || value.type === "number" ? value : undefined;
}

/** Returns the constants that a condition compares something with, if it consists of nothing else. */
function comparedWith(nodes: readonly Node[], depth: number): readonly Value[] {
  if (depth > 3 || nodes.some(isOther)) return [];
  const keys: Value[] = [];
  for (const [index, node] of nodes.entries()) {
    if (isGroup(node, "(")) keys.push(...comparedWith(node.items, depth + 1));
    if (!isMark(node, "==") && !isMark(node, "===")) continue;
    const { value } = readPath(nodes, index + 1);
    const [right] = nodes.slice(index + 1);
    if (value.type === "name" && value.path.length > 1) keys.push(value);
    else if (right?.type === "string" && isSubject.test(wordOf(nodes[index - 1]) ?? ""))
      keys.push({ type: "string", text: right.text });
  }
  return keys.slice(0, maxKeys);
}

/** Names of variables that hold a code. */
const isSubject = /code$|reason$|slug$|kind$|type$|^err(?:or)?$/i;

/** Checks whether a part of a condition says more than that one of several codes is meant. */
function isOther(node: Node): boolean {
  if (/^(?:and|not)$/.test(wordOf(node) ?? "")) return true;
  return node.type === "mark" && /^(?:&&|!|!==?|<|>|<=|>=)$/.test(node.text);
}
