import {
  type Group,
  isGroup,
  isMark,
  type Language,
  type Node,
  type Pair,
  readValue,
  splitItems,
  type Value,
  wordOf,
} from "../syntax/index.ts";
import type { Attribute, ClassDeclaration, Description, Note, Unit } from "./declarations.ts";
import type { Notes } from "./notes.ts";

/** The place of a statement. */
export interface Scope {
  /** Names of the places around it, the innermost last. */
  readonly owners: readonly string[];
  readonly inClass: ClassDeclaration | undefined;
  /** Whether it stands directly in the body of a class. */
  readonly isBody: boolean;
  /** The key of the member around it. */
  readonly key: Value | undefined;
  /** Arguments of the calls around it. */
  readonly around: readonly Pair[];
  /** Defaults of the parameters of the function around it. */
  readonly defaults: ReadonlyMap<string, Value>;
  readonly note: Note;
  /** Name of the function around it. */
  readonly within: string | undefined;
  /** Whether it runs in some cases only, so that what it sets is no fact of its class. @default false */
  readonly isConditional?: boolean;
  /** Offset of the block of constants around it. @default none */
  readonly block?: number;
}

/** Reads parts of a source and adds everything that they declare to its unit. */
export interface Walker {
  readonly unit: Unit;
  readonly notes: Notes;
  /** Reads statements. */
  readBlock(items: readonly Node[], scope: Scope): void;
  /** Reads one statement without its attributes. */
  readStatement(item: readonly Node[], scope: Scope): void;
  /** Finds the calls, objects and blocks in nodes. */
  scan(nodes: readonly Node[], scope: Scope): void;
}

/** A declaration without comments. */
export const emptyNote: Note = { above: "", behind: "", section: "", attributes: [] };

/** The place of the statements of a source. */
export const rootScope: Scope = {
  owners: [],
  inClass: undefined,
  isBody: false,
  key: undefined,
  around: [],
  defaults: new Map(),
  note: emptyNote,
  within: undefined,
};

/** Words before a declaration. */
export const modifiers: ReadonlySet<string> = new Set(
  "export public private protected internal static final const readonly abstract sealed override open data async declare partial inline default val var let pub crate mut virtual lateinit companion extern unsafe new required constexpr constinit typedef indirect fileprivate".split(
    " ",
  ),
);

/** Words that begin a class, a module or another container. */
export const containerWords: ReadonlySet<string> = new Set(
  "class struct object interface trait module mod namespace record impl message service extension protocol actor defmodule".split(
    " ",
  ),
);

/** Words that are no names. */
export const keywords: ReadonlySet<string> = new Set(
  "return throw new await yield raise if else elif for foreach while switch match in not and or typeof instanceof let var const of as is do try catch finally import from use using package".split(
    " ",
  ),
);

/** Words that begin a function. */
export const functionWords: ReadonlySet<string> = new Set(["function", "func", "fn", "def", "defp", "fun"]);

const maxParameters = 60;
/** Most overloads of a function that are considered. */
const maxOverloads = 10;

/** Returns the defaults of parameters; a parameter without one has a value that is not known. */
export function defaultsOf(
  parameters: Group,
  outer: ReadonlyMap<string, Value>,
  language: Language,
): ReadonlyMap<string, Value> {
  const defaults = new Map([...outer].slice(-maxParameters));
  for (const part of splitItems(parameters.items, false).slice(0, maxParameters)) {
    const equals = part.findIndex((node) => isMark(node, "="));
    const name = parameterName(part, language === "go");
    if (name !== undefined) defaults.set(name, equals > 0 ? readValue(part.slice(equals + 1)) : { type: "other" });
  }
  return defaults;
}

/** Notes the names of the parameters of a function, or of a class if the function is its constructor. */
export function addParameters({ unit }: Walker, name: string, { items }: Group, owner: string | undefined): void {
  const callee = owner !== undefined && /^(?:constructor|__init__|__construct|initialize)$/.test(name) ? owner : name;
  const names = splitItems(items, false)
    .slice(0, maxParameters)
    // Callers of an extension method of C# write the receiver before its name.
    .filter((part) => !(unit.language === "csharp" && wordOf(part[0]) === "this"))
    .map((part) => parameterName(part, unit.language === "go") ?? "")
    .filter((one) => one !== "self" && one !== "cls");
  const known = unit.parameters.get(callee) ?? [];
  const isNew = names.length > 0 && !known.some(({ length }) => length === names.length);
  if (isNew && known.length < maxOverloads) unit.parameters.set(callee, [...known, names]);
}

/** Notes the names of the fields of a structure of Go, `type Error struct { … }`, which a literal may leave out. Returns whether a statement declares one. */
export function addFields({ unit }: Walker, [, type, struct, body]: readonly Node[]): boolean {
  const name = wordOf(type);
  if (name === undefined || wordOf(struct) !== "struct" || !isGroup(body, "{")) return false;
  const names = splitItems(body.items, true)
    .slice(0, maxParameters)
    .flatMap((part) => wordOf(part[0]) ?? []);
  if (names.length > 0 && !unit.parameters.has(name)) unit.parameters.set(name, [names]);
  return true;
}

/** Returns the name of a parameter: the last word before its type or its default or, in Go, the first one. */
export function parameterName(part: readonly Node[], isNameFirst = false): string | undefined {
  if (isNameFirst) return wordOf(part[0]);
  const end = part.findIndex((node) => isMark(node, ":") || isMark(node, "="));
  return lastWord(part.slice(0, end > 0 ? end : part.length));
}

/** Replaces the name of a parameter by its default. */
export function substituted(value: Value, { defaults }: Pick<Scope, "defaults">): Value {
  const [name, ...more] = value.type === "name" ? value.path : [];
  return name !== undefined && more.length === 0 ? (defaults.get(name) ?? value) : value;
}

/** Creates a description of the error that pairs may state. */
export function describe(
  { unit }: Walker,
  callee: readonly string[],
  pairs: readonly Pair[],
  node: Node,
  scope: Scope,
): Description {
  const { key, owners, around, defaults, note, within } = scope;
  const resolved = pairs.map((pair) => resolvedPair(pair, scope, unit.language === "typescript" ? 0 : maxNested));
  return { callee, pairs: resolved, key, owners, around, defaults, within, note, node, unit };
}

/** Most objects within each other in which parameters are replaced. */
const maxNested = 3;

/** Replaces a parameter by its default, also in objects within each other of TypeScript, where it may be its own key: `{ code }`. */
function resolvedPair(pair: Pair, scope: Scope, depth: number): Pair {
  const { key, value } = pair;
  if (value.type === "pairs" && depth < maxNested)
    return { ...pair, value: { ...value, pairs: value.pairs.map((inner) => resolvedPair(inner, scope, depth + 1)) } };
  const isShort =
    key === undefined && depth > 0 && depth < maxNested && value.type === "name" && value.path.length === 1;
  return { ...pair, key: isShort ? value : key, value: substituted(value, scope) };
}

/** Returns the owner of everything among the arguments of a call. */
export function ownerOfCall(name: string): string {
  return `${name}()`;
}

/** Returns whether an owner is a call. */
export function isCallOwner(owner: string | undefined): boolean {
  return owner?.endsWith("()") === true;
}

/** Returns the name of the innermost owner, also if it is a call; empty without one. */
export function nameOfOwner(owners: readonly string[]): string {
  const owner = owners.at(-1) ?? "";
  return isCallOwner(owner) ? owner.slice(0, -2) : owner;
}

/** Returns the last word of nodes. */
export function lastWord(nodes: readonly Node[]): string | undefined {
  return wordOf(nodes.findLast(({ type }) => type === "word"));
}

/** Returns the words of nodes. */
export function wordsIn(nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => wordOf(node) ?? []);
}

/** Returns the name of the key that an attribute, an option or a method stands for. */
export function nameKey(name: string): Value {
  return { type: "name", path: [name] };
}

/** Returns whether an attribute marks tests, as `#[cfg(test)]` and `#[tokio::test]` do. */
export function marksTests({ name, pairs: [first] }: Attribute): boolean {
  if (/^(?:test|Test|rstest)$/.test(name)) return true;
  const condition = first?.value;
  const all = condition?.type === "call" && condition.path[0] === "all" ? condition.pairs : [first];
  return name === "cfg" && all.some((pair) => pair?.value.type === "name" && pair.value.path[0] === "test");
}
