import {
  type Group,
  isGroup,
  isMark,
  isOwnName,
  type Node,
  readPairs,
  readPath,
  readValue,
  type Value,
  wordOf,
} from "../syntax/index.ts";
import type { ClassDeclaration, Unit } from "./declarations.ts";
import {
  addParameters,
  defaultsOf,
  describe,
  emptyNote,
  lastWord,
  nameKey,
  parameterName,
  type Scope,
  type Walker,
  wordsIn,
} from "./scope.ts";

const containers: ReadonlySet<string> = new Set(
  "module mod namespace impl trait interface service extension protocol defmodule".split(" "),
);
const clauseWords: ReadonlySet<string> = new Set("extends implements with where public metaclass for".split(" "));

/** Reads a class, a module or another container from its keyword on. */
export function readClass(walker: Walker, head: readonly Node[], scope: Scope): void {
  const { unit } = walker;
  // A class that an expression creates may have no name.
  const path = wordOf(head[1]) === "extends" ? [] : readPath(head, 1).path;
  const name = path.at(-1) ?? "";
  const after = head.slice(Math.max(1, path.length * 2));
  const bodyAt = after.findIndex((node, index) => isGroup(node, "{") && !isArgument(after[index - 1]));
  const clause = bodyAt < 0 ? after : after.slice(0, bodyAt);
  const body = after[bodyAt];
  // An exception of Elixir is a module.
  const isException = unit.language === "elixir" && /(?:Error|Exception)$/.test(name);
  const isContainer = containers.has(wordOf(head[0]) ?? "") && !isException;
  const declaration: ClassDeclaration = {
    name,
    parents: parentsIn(clause, unit.language === "python").filter((word) => word !== name),
    members: [],
    supers: [],
    note: scope.note,
    node: head[1] ?? (head[0] as Node),
    unit,
  };
  if (!isContainer) unit.classes.push(declaration);
  const inner: Scope = {
    ...scope,
    owners: [...scope.owners, name],
    inClass: isContainer ? scope.inClass : declaration,
    isBody: true,
    isConditional: false,
    key: undefined,
  };
  if (!isContainer) readParents(walker, clause, inner, declaration);
  if (isGroup(body)) readBody(walker, head, body, inner);
  if (scope.within !== undefined && !isContainer) addCreated(walker, declaration, scope);
}

/** Checks whether braces behind a mark are the type of an object: `class NoBook extends ShopError<"no_book", { id: string }>`. */
function isArgument(before: Node | undefined): boolean {
  return before?.type === "mark" && /^[<,|&]$/.test(before.text);
}

function readBody(walker: Walker, [word]: readonly Node[], body: Group, scope: Scope): void {
  // An interface of TypeScript is the type of an object, whose members may be literals: `code: "gone"`.
  const isType = walker.unit.language === "typescript" && wordOf(word) === "interface";
  if (isType) walker.scan([body], { ...scope, isBody: false });
  else walker.readBlock(body.items, scope);
}

/** Adds the error that a class passes to its parent, as if the function around it created it with its own parameters. */
function addCreated(
  { unit }: Walker,
  { parents: [parent], members, supers, node }: ClassDeclaration,
  scope: Scope,
): void {
  const { within = "", owners, defaults, note } = scope;
  const [parameters] = unit.parameters.get(within) ?? [];
  const pairs = [...(supers[0]?.pairs ?? []), ...members.slice(0, maxMembers)];
  if (parent === undefined || !pairs.some((pair) => parameters?.includes(wordOf(pair.node) ?? ""))) return;
  unit.descriptions.push({
    callee: [parent],
    pairs,
    key: undefined,
    owners,
    around: [],
    defaults,
    within,
    note,
    node,
    unit,
  });
}

/** Most members of a class that a function creates. */
const maxMembers = 24;

/** Adds a member for a method whose body is one value, as in `def status = 404`. */
export function addReturned(name: string, rest: readonly Node[], owner: ClassDeclaration): void {
  const body = rest.slice(0, 12).find((node): node is Group => isGroup(node, "{"));
  const equals = rest.slice(0, 4).findIndex((node) => isMark(node, "="));
  const nodes = equals < 0 ? withoutDescription(body?.items ?? []) : rest.slice(equals + 1);
  const [first] = nodes;
  if (first === undefined || nodes.length > 12) return;
  const value = readValue(nodes.filter((node) => !isMark(node, ";")));
  if (isSimple(value) || isOwnName(value)) owner.members.push({ key: memberKey(name), value, node: first });
}

/** Adds a member for a property of Kotlin whose value is computed: `override val code: String get() = "gone"`. */
export function addGetter(head: readonly Node[], owner: ClassDeclaration): void {
  const at = head.slice(0, 16).findIndex((node, index) => wordOf(node) === "get" && isGroup(head[index + 1], "("));
  const name = at < 1 ? undefined : parameterName(head.slice(0, at));
  if (name !== undefined) addReturned(name, head.slice(at + 2), owner);
}

/** Removes the text that describes a function of Python. */
function withoutDescription(items: readonly Node[]): readonly Node[] {
  const [first, next] = items;
  return first?.type === "string" && next?.startsLine === true ? items.slice(1) : items;
}

/** Most types before a method of Go that it may belong to. */
const maxNear = 100;

/** Returns the class that stands for the type of a receiver of Go, whose methods return its facts: `func (e *GoneError) Status() int`. */
export function receiverOf(unit: Unit, receiver: Node | undefined): ClassDeclaration | undefined {
  const name = isGroup(receiver) ? lastWord(receiver.items) : undefined;
  if (name === undefined || receiver === undefined || !/(?:Error|Err|Exception|Problem)$/.test(name)) return undefined;
  // Methods stand near each other.
  const known = unit.classes.slice(-maxNear).find((one) => one.name === name);
  if (known !== undefined) return known;
  const declaration = { name, parents: [], members: [], supers: [], note: emptyNote, node: receiver, unit };
  unit.classes.push(declaration);
  return declaration;
}

/** Adds a member for a property with an expression, as in `string Code => "x"`. */
export function addArrowMember(head: readonly Node[], owner: ClassDeclaration): void {
  const arrow = head.findIndex((node) => isMark(node, "=>"));
  const name = lastWord(head.slice(0, Math.max(0, arrow)).filter((node) => !isGroup(node)));
  const node = head[arrow + 1];
  if (arrow > 0 && name !== undefined && node !== undefined)
    owner.members.push({ key: memberKey(name), value: readValue(head.slice(arrow + 1)), node });
}

function isSimple({ type }: Value): boolean {
  return type === "string" || type === "number" || type === "symbol" || type === "name";
}

function memberKey(name: string): Value {
  return nameKey(name.replace(/^(?:get|Get)_?(?=[A-Z])/, ""));
}

function parentsIn(clause: readonly Node[], isPython: boolean): readonly string[] {
  const nodes = clause.flatMap((node) => (isPython && isGroup(node, "(") ? node.items : [node]));
  return wordsIn(nodes).filter((word) => !clauseWords.has(word));
}

/** Reads the arguments of the parent's constructor, as in `class A : B("CODE", 404)`, and the defaults of parameters. */
function readParents(walker: Walker, clause: readonly Node[], scope: Scope, declaration: ClassDeclaration): void {
  if (walker.unit.language === "python") return;
  const colon = clause.findIndex((node) => isMark(node, ":") || wordOf(node) === "extends");
  const parameters = clause.find((node, index): node is Group => isGroup(node, "(") && (colon < 0 || index < colon));
  if (parameters !== undefined) addParameters(walker, declaration.name, parameters, undefined);
  const defaults =
    parameters === undefined ? scope.defaults : defaultsOf(parameters, scope.defaults, walker.unit.language);
  if (parameters !== undefined)
    for (const [name, value] of defaults)
      if (value.type !== "other") declaration.members.push({ key: nameKey(name), value, node: parameters });
  if (colon < 0) return;
  for (const { path, group } of readPath(clause, colon + 1).calls)
    declaration.supers.push(describe(walker, path, readPairs(group), group, { ...scope, defaults }));
}
