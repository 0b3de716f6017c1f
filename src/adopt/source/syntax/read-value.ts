import { asObject } from "./maps.ts";
import { isOwnName } from "./own-name.ts";
import { endOfTypes, separatorOf, splitItems } from "./split-items.ts";
import { type Group, isGroup, isMark, type Node, wordOf } from "./tree.ts";
import type { Pair, Value } from "./value.ts";

/** A name with everything that follows it. */
export interface PathReading {
  readonly value: Value;
  readonly path: readonly string[];
  /** Groups of arguments, each with the name that it belongs to. */
  readonly calls: readonly Call[];
  /** Index of the first node after it. */
  readonly end: number;
}

/** A group of arguments. */
export interface Call {
  readonly path: readonly string[];
  readonly group: Group;
  /** Whether it belongs to a macro. */
  readonly isMacro: boolean;
}

const other: Value = { type: "other" };
/** Most nodes of a value; longer ones are not understood. */
const maxNodes = 400;
const maxDepth = 12;
const maxCalls = 20;

/** Reads one value; anything that is not understood is `other`. */
export function readValue(nodes: readonly Node[], depth = 0): Value {
  if (depth > maxDepth || nodes.length === 0 || nodes.length > maxNodes) return other;
  const start = skipLead(nodes);
  const arrow = arrowAfter(nodes, start);
  if (arrow > 0) return readValue(nodes.slice(arrow + 1), depth + 1);
  const first = nodes[start];
  if (first === undefined) return other;
  if (first.type === "group") return readGroup(nodes, start, first, depth);
  if (first.type === "string") return readText(nodes, start, depth);
  if (first.type === "symbol") return { type: "symbol", text: first.text };
  if (first.type === "word") return readNamed(nodes, start, depth);
  const next = nodes[start + 1];
  // A range is no number, and neither is a type of several: `400..499`, `404 | 409`.
  if (first.type === "number" && next?.type === "mark" && /^(?:\.{2,3}|\|)$/.test(next.text)) return other;
  if (first.type === "number") return numberOf(first.text, 1);
  return first.text === "-" && next?.type === "number" ? numberOf(next.text, -1) : other;
}

/** Reads a text, or several that are joined. */
function readText(nodes: readonly Node[], start: number, depth: number): Value {
  // A type of TypeScript, as in `"a" | "b"`, is not text.
  if (nodes.some((node) => isMark(node, "|"))) return other;
  const text = joined(nodes.slice(start));
  return (/\s/.test(text) ? undefined : sumOf(nodes.slice(start), 1, depth)) ?? { type: "string", text };
}

/** Reads a name or a call, the text that stands for it if it is not set, or a sum that begins with it. */
function readNamed(nodes: readonly Node[], start: number, depth: number): Value {
  const { value, end } = readPath(nodes, start, depth);
  const fallback = end + fallbackLength(nodes, end);
  if (isOwnName(value)) return value;
  if (value.type === "call" && value.path.join(".") === "nameof") return nameIn(value.pairs) ?? value;
  if (fallback > end && value.type === "name") {
    const other = readValue(nodes.slice(fallback), depth + 1);
    if (isOwnName(other)) return other;
  }
  if (fallback > end && nodes[fallback]?.type === "string") return readValue(nodes.slice(fallback), depth + 1);
  // A parameter with a default: `status ?? 400`.
  if (fallback > end && nodes[fallback]?.type === "number" && value.type === "name" && value.path.length === 1)
    return readValue(nodes.slice(fallback), depth + 1);
  if (isMark(nodes[end], "?") && nodes.slice(end + 2).some((node) => isMark(node, ":"))) return other;
  return sumOf(nodes.slice(start), end - start, depth) ?? value;
}

/** Returns the name in `nameof(NoBook)` of C# as a text. */
function nameIn([only]: readonly Pair[]): Value | undefined {
  const text = only?.value.type === "name" ? only.value.path.at(-1) : undefined;
  return text === undefined ? undefined : { type: "string", text };
}

/** Returns how many nodes stand between a value and the one that is used without it: `??`, `||`, `?:`, `or`; 0 if none do. */
function fallbackLength(nodes: readonly Node[], at: number): number {
  const node = nodes[at];
  if (isMark(node, "??") || isMark(node, "||") || wordOf(node) === "or") return 1;
  return isMark(node, "?") && isMark(nodes[at + 1], ":") ? 2 : 0;
}

/** Reads texts and names that are joined, of which the first ends at an index; undefined if nothing is joined to it. */
function sumOf(nodes: readonly Node[], end: number, depth: number): Value | undefined {
  const isJoined = isMark(nodes[end], "+") || (isMark(nodes[end - 1], ".") && nodes[end]?.type === "string");
  if (!isJoined || nodes.length > maxSum) return undefined;
  const parts: Node[][] = [[]];
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    const joins = isMark(node, "+") || (isMark(node, ".") && (next?.type === "string" || index === end - 1));
    if (joins) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  const values = parts.map((part) => readValue(part, depth + 1));
  return values.some(({ type }) => type === "string") && values.some(({ type }) => type !== "string")
    ? { type: "sum", parts: values }
    : undefined;
}

/** Most nodes of a sum. */
const maxSum = 24;

/** Reads a name, its type arguments and the calls that follow it, from an index on. */
export function readPath(nodes: readonly Node[], start: number, depth = 0): PathReading {
  let path: readonly string[] = [];
  const calls: Call[] = [];
  let at = start;
  let isPart = true;
  while (at < nodes.length && calls.length < maxCalls) {
    const node = nodes[at];
    const types = skipTypes(nodes, at);
    const part = isPart && node?.type === "word" ? node.text : indexAt(nodes, at, start);
    if (part !== undefined) path = [...path, part].slice(-maxDepth);
    else if (isGroup(node) && types === 0 && holdsArguments(nodes, at, start))
      calls.push({ path, group: asObject(path, node), isMacro: isMark(nodes[at - 1], "!") });
    else if (types === 0 && endsPath(nodes, at, start)) break;
    // Type arguments may stand before the name: `Map.<String, Integer>builder()`.
    isPart = types === 0 ? isJoin(node) : isPart;
    at += Math.max(1, types);
  }
  return { value: valueOfPath(path, calls, depth), path, calls, end: at };
}

/** Returns the name of a member in brackets, as in `ERROR_CODES[:gone]` and `codes["gone"]`. */
function indexAt(nodes: readonly Node[], at: number, start: number): string | undefined {
  const node = nodes[at];
  if (at === start || !isGroup(node, "[") || node.items.length !== 1 || wordOf(nodes[at - 1]) === undefined)
    return undefined;
  const [only] = node.items;
  const isName = only?.type === "symbol" || (only?.type === "string" && /^\w{1,80}$/.test(only.text));
  return isName ? only.text : undefined;
}

/** Reads the members, arguments or elements of a group. */
export function readPairs(group: Group, depth = 0): readonly Pair[] {
  if (depth > maxDepth) return [];
  const isLines = group.isBlock || (group.open === "{" && !group.items.some((item) => isMark(item, ",")));
  return splitItems(group.items, isLines).flatMap((item) => readPair(item, depth) ?? []);
}

/** Reads one member; undefined if there is nothing. */
export function readPair(item: readonly Node[], depth = 0): Pair | undefined {
  const [node] = item;
  if (node === undefined || item.length > maxNodes) return undefined;
  const separator = separatorOf(item);
  if (separator < 1) return { key: undefined, value: readValue(item, depth + 1), node };
  const key = isGroup(node, "[") ? node.items : item.slice(0, separator);
  return { key: readValue(key, depth + 1), value: readValue(item.slice(separator + 1), depth + 1), node };
}

/** Reads a value in brackets: a cast, a list, an object, or a value alone. */
function readGroup(nodes: readonly Node[], start: number, group: Group, depth: number): Value {
  const next = nodes[start + 1];
  if (group.open === "(") {
    const isCast = group.items.length === 1 && group.items[0]?.type === "word" && next !== undefined;
    if (isCast) return readValue(nodes.slice(start + 1), depth + 1);
    const [only, ...others] = splitItems(group.items, false);
    if (only !== undefined && others.length === 0) return readValue(only, depth + 1);
  }
  // A slice of Go: its type stands between the brackets and the elements.
  if (group.open === "[" && group.items.length === 0 && next?.type === "word")
    return readPath(nodes, start + 1, depth).value;
  return { type: "pairs", pairs: readPairs(group, depth + 1) };
}

function valueOfPath(path: readonly string[], calls: readonly Call[], depth: number): Value {
  if (calls.length === 0) return { type: "name", path };
  // The receiver of a chain holds facts, too: `_("text")`, `Error("x").status(404)`.
  const pairs = calls.flatMap(({ path: callee, group }) => {
    const read = readPairs(group, depth + 1);
    return callee.length > 1 && calls.length > 1 ? read.map((pair) => named(pair, callee.at(-1) ?? "")) : read;
  });
  return { type: "call", path: calls[0]?.path ?? path, pairs };
}

/** Names the argument of a setter in a chain: `.status(404)`, `.withCode("x")`. */
function named(pair: Pair, name: string): Pair {
  const isSetter = /^(?:with|set|put)?_?(?:status|code|error_?code|message|detail|type$)/i.test(name);
  return pair.key === undefined && isSetter
    ? { ...pair, key: { type: "name", path: [name.replace(/^(?:with|set|put)_?/i, "")] } }
    : pair;
}

function endsPath(nodes: readonly Node[], at: number, start: number): boolean {
  return at === start || !joinsNext(nodes, at);
}

/** Returns whether a mark joins a name to the next part or, as the one of a macro, to its arguments. */
function joinsNext(nodes: readonly Node[], at: number): boolean {
  return isJoin(nodes[at]) || (isMark(nodes[at], "!") && isGroup(nodes[at + 1]));
}

function isJoin(node: Node | undefined): boolean {
  return node?.type === "mark" && /^(?:\.|::|->|\?\.|\|>)$/.test(node.text);
}

/** Returns how many nodes of type arguments begin at an index: `<string, number>`, `[Code]Descriptor` after `map`; 0 if none do. */
function skipTypes(nodes: readonly Node[], at: number): number {
  const node = nodes[at];
  if (isMark(node, "<")) return Math.max(0, endOfTypes(nodes, at) - at + 1);
  if (!isGroup(node, "[") || wordOf(nodes[at - 1]) !== "map") return 0;
  for (let end = at + 1; end < at + 6; end += 1) if (isGroup(nodes[end], "{")) return end - at;
  return 0;
}

const statements: ReadonlySet<string> = new Set(
  "if for while switch match else func fn class struct enum impl trait interface namespace when in range".split(" "),
);

/** Checks whether a group after a name holds arguments or members, as in `Error{Code: "x"}`, and no statements. */
function holdsArguments(nodes: readonly Node[], at: number, start: number): boolean {
  const group = nodes[at];
  if (!isGroup(group) || group.isBlock) return false;
  if (group.open === "(") return true;
  if (group.open === "[" || group.startsLine || statements.has(wordOf(nodes[start - 1]) ?? "")) return false;
  if (isMark(nodes[at - 1], "!")) return true;
  const [first, second] = group.items;
  return (
    isMark(second, ":") ||
    isMark(second, "=") ||
    first?.type === "string" ||
    (isGroup(first) && isMark(second, ",")) ||
    isGroup(nodes[at - 1], "[") ||
    isPositional(nodes[at - 1], group)
  );
}

/** Checks whether a name goes on with another part, or another value follows it. */
function endsName(next: Node | undefined, after: Node | undefined): boolean {
  return isMark(next, ",") || (isJoin(next) && after?.type === "word");
}

/** Checks whether braces behind a type hold the values of its fields in order: `Error{40001, http.StatusNotFound, "No book."}`. */
export function isPositional(type: Node | undefined, { items }: Group): boolean {
  if (type?.type !== "word" || items.length > maxNodes) return false;
  if (items.some((node) => node.type === "mark" && !/^(?:[,.&*+-]|::)$/.test(node.text))) return false;
  const [first, second, third] = items;
  const isNumber = isMark(first, "-") ? second?.type === "number" : first?.type === "number" && isMark(second, ",");
  const isFirst = isNumber || first?.type === "string" || (first?.type === "word" && endsName(second, third));
  const hasComma = items.some((node) => isMark(node, ","));
  const isError = /(?:Error|Err|Exception|Problem)$/.test(type.text);
  return isFirst && hasComma && (isError || items.some((node) => node.type === "string" || node.type === "number"));
}

/** Writes the type of the elements of a list or a map of Go, which literals leave out, before each: `[]Error{{"gone", 410}}`. */
export function withTypes(group: Group, type: Node | undefined): Group {
  const { open, items } = group;
  if (open !== "{" || type?.type !== "word") return group;
  const typed = items.flatMap((node, at): readonly Node[] => {
    const before = items[at - 1];
    const isElement = before === undefined || isMark(before, ",") || isMark(before, ":");
    if (!isElement || !isGroup(node, "{") || !isPositional(type, node)) return [node];
    const { offset, line, column, startsLine } = node;
    return [
      { ...type, offset, line, column, startsLine },
      { ...node, startsLine: false },
    ];
  });
  return { ...group, items: typed };
}

const leads: ReadonlySet<string> = new Set("new await return throw raise const default lazy".split(" "));

/** Returns the index of the first node after words such as `new` and `return`. */
function skipLead(nodes: readonly Node[]): number {
  let at = 0;
  while (isLead(nodes[at], nodes[at + 1])) at += 1;
  return at;
}

function isLead(node: Node | undefined, next: Node | undefined): boolean {
  if (isMark(node, "&") || isMark(node, "*")) return true;
  // A function of Rust without parameters: `unwrap_or_else(|| "gone".to_owned())`.
  if (isMark(node, "||")) return true;
  // A member of a type that Swift and Zig leave out: `.notFound`; a member of C that is set by its name: `.code = 1`.
  if (isMark(node, ".")) return next?.type === "word";
  const word = wordOf(node);
  if (word === undefined || !leads.has(word) || next === undefined) return false;
  return word === "return" || next.type === "word" || next.type === "string" || isMark(next, "&");
}

/** Returns the index of the arrow of a function without a block: `(x) => value`; -1 if there is none. */
function arrowAfter(nodes: readonly Node[], start: number): number {
  for (let at = start + 1; at < start + 3; at += 1)
    if (isMark(nodes[at], "=>") && isGroup(nodes[at - 1], "(")) return at;
  return -1;
}

/** Joins the strings of a concatenation. */
function joined(nodes: readonly Node[]): string {
  return nodes.map((node) => (node.type === "string" ? node.text : "")).join("");
}

function numberOf(text: string, sign: number): Value {
  const value = Number(/^0[xX]/.test(text) ? text.replace(/[uUlL]+$/, "") : text.replace(/(?<=\d)[a-zA-Z]\w*$/, ""));
  return Number.isFinite(value) ? { type: "number", value: sign * value } : other;
}
