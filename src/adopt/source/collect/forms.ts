import {
  type Group,
  isGroup,
  isMapType,
  isMark,
  type Language,
  type Node,
  separatorOf,
  splitItems,
  wordOf,
} from "../syntax/index.ts";
import { containerWords, keywords, modifiers, wordsIn } from "./scope.ts";

/** Returns the nodes of an enumeration from its name on; undefined if a statement declares none. Those of C may have no name. */
export function enumIn(head: readonly Node[], language: Language): readonly Node[] | undefined {
  const isName = (next: Node | undefined): boolean => next?.type === "word" || (language === "c" && isGroup(next, "{"));
  const at = head.slice(0, 3).findIndex((node, index) => wordOf(node) === "enum" && isName(head[index + 1]));
  if (at >= 0) return head.slice(at + 1);
  const [word, parameters] = head;
  const isMacro = /^(?:NS|CF)_(?:\w+_)?ENUM$/.test(wordOf(word) ?? "") && isGroup(parameters, "(");
  return isMacro ? [...parameters.items.slice(-1), ...head.slice(2)] : undefined;
}

/** Checks whether a statement declares a class or another container. */
export function opensContainer(head: readonly Node[], language: Language): boolean {
  const [word, name] = head;
  return containerWords.has(wordOf(word) ?? "") && name?.type === "word" && !(language === "c" && isVariable(head));
}

/** Returns the index of the body of a class that an expression creates, `class extends ShopError { … }`, at an index; -1 if none does. */
export function bodyOfClass(nodes: readonly Node[], at: number): number {
  if (wordOf(nodes[at]) !== "class") return -1;
  const near = nodes.slice(at + 1, at + 12);
  const bodyAt = near.findIndex((node) => isGroup(node, "{"));
  const hasParent = near.slice(0, Math.max(0, bodyAt)).some((node) => wordOf(node) === "extends");
  return hasParent ? at + 1 + bodyAt : -1;
}

/** Checks whether a statement defines a variable of a structure: `struct shop_error errors[] = { … }`. */
function isVariable(head: readonly Node[]): boolean {
  return head[2]?.type === "word" && head.slice(3, 6).some((node) => isMark(node, "="));
}

/** Checks whether a statement of C, or one of Dart that nothing is around, defines a function: a type, a name and parameters. */
export function isFunction(head: readonly Node[], language: Language, isOutermost: boolean): boolean {
  if (language !== "c" && !(language === "java" && isOutermost)) return false;
  const parameters = head.findIndex((node) => isGroup(node, "("));
  return parameters > 1 && !keywords.has(wordOf(head[parameters - 1]) ?? "");
}

/** Checks whether nodes begin with `public:` of C++. */
export function isAccessLabel([word, mark]: readonly Node[]): boolean {
  return isMark(mark, ":") && /^(?:public|private|protected)$/.test(wordOf(word) ?? "");
}

/** Writes the forms in which C++ and C# initialise variables and properties, and static properties that only return a value, as assignments. */
export function asAssignment(item: readonly Node[], at: number, language: Language): readonly Node[] {
  const head = item.slice(at);
  if (language === "c") return withEquals(head);
  const isStatic = item.slice(0, at).some((node) => wordOf(node) === "static");
  const returned = isStatic || language === "kotlin" ? asConstant(head) : undefined;
  if (returned !== undefined) return returned;
  return language === "csharp" ? withoutAccessors(head) : head;
}

/**
 * Writes a property that only returns a text or a number as an assignment: `int NoBook => 10001`, `get NoBook() { return 10001; }`,
 * `var noBook: Int { 10001 }`, `val NoBook get() = 10001`.
 */
function asConstant(head: readonly Node[]): readonly Node[] | undefined {
  if (head.length > 16) return undefined;
  const nameEnd = head.findIndex((node) => isGroup(node) || isMark(node, "=>") || isMark(node, "="));
  const before = head.slice(0, nameEnd).filter((node) => !/^(?:get|var|val)$/.test(wordOf(node) ?? ""));
  const isGetter = nameEnd > 0 && head.slice(0, nameEnd).some((node) => wordOf(node) === "get");
  const isProperty =
    before.length > 0 && before.every(({ type }, index) => type === "word" || (index > 0 && type === "mark"));
  if (!isProperty || (isGroup(head[nameEnd], "(") && !isGetter)) return undefined;
  const valueAt = head.findIndex((node) => isGroup(node, "{") || isMark(node, "=>") || isMark(node, "="));
  const value = valueAt < 0 ? [] : returnedIn(head.slice(valueAt));
  const [first] = value;
  const isSimple = value.length === 1 && (first?.type === "string" || first?.type === "number");
  if (!isSimple) return undefined;
  const { offset, line, column, startsLine } = first;
  return [...before, { type: "mark", text: "=", offset, line, column, startsLine, endLine: line }, first];
}

/** Returns the value that a body or an arrow returns. */
function returnedIn(nodes: readonly Node[]): readonly Node[] {
  const [first, ...rest] = nodes.filter((node) => !isMark(node, ";"));
  if (isGroup(first, "{") && rest.length === 0) return returnedIn(first.items);
  const isLead = isMark(first, "=>") || isMark(first, "=") || /^(?:return|get)$/.test(wordOf(first) ?? "");
  if (isLead) return returnedIn(rest);
  return first === undefined ? [] : [first, ...rest];
}

/** Adds the equals sign that an initialisation of C++ may leave out: `constexpr std::string_view gone{"gone"}`. */
function withEquals(head: readonly Node[]): readonly Node[] {
  const body = head.at(-1);
  const before = head.slice(0, -1);
  const isVariable =
    wordsIn(before).length > 1 &&
    before.every((node) => node.type === "word" || isGroup(node, "[") || isMark(node, "::") || isMark(node, "*")) &&
    !wordsIn(before).some((word) => keywords.has(word) || containerWords.has(word) || /^(?:enum|union)$/.test(word));
  if (!isGroup(body, "{") || !isVariable || body.items.length === 0) return head;
  const { offset, line, column, startsLine } = body;
  const equals: Node = { type: "mark", text: "=", offset, line, column, startsLine, endLine: line };
  return [...before, equals, ...(body.items.length === 1 && !isGroup(body.items[0]) ? body.items : [body])];
}

/** Removes the accessors of a property of C# that has a value: `string Code { get; } = "gone"`. */
function withoutAccessors(head: readonly Node[]): readonly Node[] {
  const equals = head.slice(0, 16).findIndex((node) => isMark(node, "="));
  const accessors = head[equals - 1];
  const isProperty =
    isGroup(accessors, "{") &&
    accessors.items.every(
      (node) => isMark(node, ";") || /^(?:get|set|init|private|protected|internal)$/.test(wordOf(node) ?? ""),
    );
  return isProperty ? [...head.slice(0, equals - 1), ...head.slice(equals)] : head;
}

/** Checks whether brackets select a member, as in `error["code"]`, and hold no list. */
export function isIndex({ open, items }: Group, before: Node | undefined): boolean {
  if (open !== "[" || items.length !== 1 || before === undefined) return false;
  return isGroup(before) || (before.type === "word" && !keywords.has(before.text) && !/^[wi]$/.test(before.text));
}

export function afterModifiers(item: readonly Node[]): number {
  let at = 0;
  while (modifiers.has(wordOf(item[at]) ?? "")) {
    const next = item[at + 1];
    if (next === undefined || isMark(next, "=") || isMark(next, ":")) break;
    at += isGroup(next, "(") && wordOf(item[at]) === "pub" ? 2 : 1;
  }
  return at;
}

/** Returns the index of the equals sign of an assignment; -1 if the statement is not an assignment. */
export function assignmentIn(head: readonly Node[]): number {
  for (let at = 0; at < Math.min(head.length, 16); at += 1) {
    const node = head[at];
    if (isMark(node, "=") || isMark(node, ":=")) return at;
    // The braces of a type stand behind a mark: `const errors: { [code: string]: number } = …`.
    if (isGroup(node, "(") || (isGroup(node, "{") && head[at - 1]?.type !== "mark")) return -1;
  }
  return -1;
}

export function isEnumClause(node: Node | undefined): boolean {
  return isGroup(node, "(") && wordsIn(node.items).some((word) => /Enum$|Choices$/.test(word));
}

/** Checks whether a call only passes an object on, as in `ERRORS = Object.freeze({ … })`, or creates a map, so that its name says nothing. */
export function isWrapper(callee: readonly string[], group: Group): boolean {
  const [owner = "", name = owner] = callee;
  const [first, second] = group.items;
  if (group.open === "{" && isMapType(callee, group)) return true;
  return (
    second === undefined && isGroup(first, "{") && /^(?:Object$|[a-z])/.test(owner) && !/err|prob|fail/i.test(name)
  );
}

/** Checks whether the parameters of a function follow a word such as `func`. */
export function opensFunction(nodes: readonly Node[], at: number): boolean {
  return (
    isMark(nodes[at + 2], "=") || nodes.slice(at + 1, at + 12).some((node) => isGroup(node, "(") || isGroup(node, "{"))
  );
}

export function isSuper(path: readonly string[]): boolean {
  const isParent = /^(?:super|base|parent)$/.test(path[0] ?? "");
  return isParent && (path.length === 1 || /^(?:__init__|__construct)$/.test(path.at(-1) ?? ""));
}

/** Checks whether braces hold members, and not statements. */
export function isObject({ items }: Group, before: Node | undefined): boolean {
  const [first, second] = items;
  if (first === undefined) return true;
  if (/^(?:case|default|return|if)$/.test(wordOf(first) ?? "")) return false;
  const head = items.slice(0, 12);
  const separator = separatorOf(splitItems(head, true)[0] ?? []);
  if (separator < 1) {
    const isShorthand = first.type === "word" && isMark(second, ",") && items.some((item) => isMark(item, ":"));
    return (
      isShorthand || isMark(first, "...") || (first.type === "string" && (second === undefined || isMark(second, ",")))
    );
  }
  const mark = head[separator];
  if (isMark(mark, ":")) return true;
  if (isMark(mark, "=>"))
    return (/^(?:string|symbol|number)$/.test(first.type) && !followsSubject(before)) || isMark(before, "=");
  return isMark(mark, "=") && followsValue(before) && items.some((node) => isMark(node, ","));
}

/** Checks whether braces follow the value that their cases are compared with: `match (code) {`, `match code {`, `code switch {`. */
function followsSubject(before: Node | undefined): boolean {
  const word = wordOf(before);
  return isGroup(before, "(") || word === "switch" || (word !== undefined && !keywords.has(word));
}

function followsValue(before: Node | undefined): boolean {
  return before?.type === "word" || isGroup(before, "(") || isMark(before, ">");
}

/** Checks whether the body of a function of Elixir is one expression: `def status(:gone), do: 410`. */
export function isOneLiner(rest: readonly Node[]): boolean {
  const at = rest.slice(0, 60).findIndex((node) => wordOf(node) === "do");
  return at >= 0 && isMark(rest[at + 1], ":") && !rest.slice(0, at).some((node) => isGroup(node, "{"));
}
