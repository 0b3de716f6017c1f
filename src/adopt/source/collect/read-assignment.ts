import {
  type Group,
  isMark,
  isOwnName,
  type Language,
  type Node,
  readValue,
  splitItems,
  type Value,
  wordOf,
} from "../syntax/index.ts";
import { isBodyAssignment } from "./assigned-status.ts";
import type { Member } from "./declarations.ts";
import { describe, lastWord, modifiers, nameKey, type Scope, substituted, type Walker, wordsIn } from "./scope.ts";

/** Reads `name = value` and its forms with a type; `at` is the index of the equals sign in `head`. */
export function readAssignment(
  walker: Walker,
  item: readonly Node[],
  head: readonly Node[],
  at: number,
  scope: Scope,
): void {
  const { unit } = walker;
  const before = head.slice(0, at);
  const valueNodes = head.slice(at + 1);
  const { name, type } = namesOf(before, unit.language);
  const [node] = before;
  const [first] = valueNodes;
  if (name === undefined || node === undefined || first === undefined) {
    walker.scan(valueNodes, scope);
    return;
  }
  const value = readValue(valueNodes);
  const isMember =
    setsMember(before, unit.language) || isInstance(item, name, scope, unit.language) || keepsParameter(value, scope);
  if (scope.inClass !== undefined && (scope.isConditional !== true || isOwnName(value)) && (isMember || scope.isBody))
    scope.inClass.members.push({ key: nameKey(name), value: substituted(value, scope), node: first });
  if (!isMember || /^[A-Z]/.test(name)) addConstants(walker, { name, type, value, node }, valueNodes, scope);
  if (isBodyAssignment(item)) {
    const pairs = value.type === "pairs" ? value.pairs : [{ key: undefined, value, node: first }];
    unit.descriptions.push(describe(walker, ["body"], pairs, first, scope));
    return;
  }
  const owners = [...scope.owners, ...ownersIn(before, type), name];
  walker.scan(valueNodes, { ...scope, key: undefined, owners });
}

/** Adds a constant, once for each value that it may have. */
function addConstants(
  { unit }: Walker,
  { name, type, value, node }: Pick<Member, "name" | "type" | "node"> & { readonly value: Value },
  nodes: readonly Node[],
  { owners, note, block }: Scope,
): void {
  const created = type ?? (value.type === "call" ? value.path.at(-1) : undefined);
  const place = "constant";
  // Not spread from another object: members of several shapes take twice as long to search.
  for (const one of alternativesIn(nodes) ?? [value])
    unit.members.push({ name, owners, place, type: created, value: one, pairs: [], block, note, node, unit });
}

/** Returns the texts of which a condition selects one: `isOpen ? "no_seat" : "desk_shut"`, `"no_seat" if is_open else "desk_shut"`. */
function alternativesIn(nodes: readonly Node[]): readonly Value[] | undefined {
  const plain = nodes.filter((node) => !isMark(node, ";")).slice(-maxCondition);
  const at = plain.findIndex((node) => isMark(node, "?") || wordOf(node) === "if");
  const isElse = (node: Node | undefined): boolean => isMark(node, ":") || wordOf(node) === "else";
  const last = plain.at(-1);
  if (at < 0 || last?.type !== "string" || !isElse(plain.at(-2))) return undefined;
  const other = at === 1 && wordOf(plain[at]) === "if" ? plain[0] : plain.at(-3);
  return other?.type === "string" ? [other, last].map(({ text }) => ({ type: "string", text })) : undefined;
}

/** Most nodes of a condition. */
const maxCondition = 60;

/** Checks whether a target is the member of something. The type of a constant of Go may have a package. */
function setsMember(target: readonly Node[], language: Language): boolean {
  if (language === "go" && target[1]?.type === "word") return false;
  return target.some((part) => isMark(part, ".") || isMark(part, "->"));
}

interface Names {
  readonly name: string | undefined;
  readonly type: string | undefined;
}

/** Returns the name and the type: `NAME: Type`, `Type NAME`, and `NAME Type` in Go. */
function namesOf(before: readonly Node[], language: Language): Names {
  const colon = before.findIndex((node) => isMark(node, ":"));
  if (colon > 0) return { name: wordOf(before[colon - 1]), type: typeName(lastWord(before.slice(colon + 1))) };
  const words = wordsIn(before);
  // The type may be that of another package: `Gone library.ErrorCode = "GONE"`.
  if (language === "go" && !isMark(before[1], ".")) return { name: words[0], type: typeName(words.slice(1).at(-1)) };
  return { name: words.at(-1), type: typeName(words.at(-2)) };
}

/** Returns the type of a variable or, if it is a map, that of its keys: `ErrorCode` in `Map<ErrorCode, Integer>`. */
function ownersIn(before: readonly Node[], type: string | undefined): readonly string[] {
  const at = before.findIndex((node) => isMark(node, "<"));
  const key = at > 0 && isMark(before[at + 2], ",") ? wordOf(before[at + 1]) : undefined;
  return [key ?? type ?? ""].filter(Boolean);
}

function typeName(word: string | undefined): string | undefined {
  return word === undefined || modifiers.has(word) || word === "this" || word === "self" ? undefined : word;
}

/** Checks whether an assignment in the body of a class is about its instances. */
function isInstance(item: readonly Node[], name: string, { inClass, isBody }: Scope, language: Language): boolean {
  if (inClass === undefined || !isBody) return false;
  if (item.some((node) => /^(?:const|static|final)$/.test(wordOf(node) ?? ""))) return false;
  return !((language === "python" || language === "ruby") && /^[A-Z][A-Z0-9_]+$/.test(name));
}

/** Checks whether a constructor of Ruby or C# keeps a parameter in a member: `@error = message`, `Error = message`. */
function keepsParameter(value: Value, { inClass, within, defaults }: Scope): boolean {
  if (inClass === undefined || (within !== "initialize" && within !== inClass.name)) return false;
  return value.type === "name" && value.path.length === 1 && defaults.has(value.path[0] ?? "");
}

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
