import {
  type Group,
  isGroup,
  isMark,
  type Language,
  type Node,
  type Pair,
  readPairs,
  readValue,
  splitItems,
  splitLines,
  wordOf,
} from "../syntax/index.ts";
import { leadingAttributes } from "./attributes.ts";
import type { Attribute, Member, Note } from "./declarations.ts";
import {
  emptyNote,
  functionWords,
  lastWord,
  modifiers,
  nameKey,
  parameterName,
  type Scope,
  type Walker,
  wordsIn,
} from "./scope.ts";

/** Reads an enumeration from its name on. */
export function readEnum(walker: Walker, nodes: readonly Node[], scope: Scope): void {
  const { unit } = walker;
  // The name of an enumeration of C may stand behind it: `typedef enum { … } shop_error;`.
  const name = wordsIn(nodes).find((word) => word !== "class" && word !== "struct") ?? "";
  const bodyAt = nodes.findIndex((node) => isGroup(node, "{"));
  const body = nodes[bodyAt];
  if (!isGroup(body)) return;
  const note = unit.language === "protobuf" ? withOption(scope.note, body) : withCase(scope.note, body);
  unit.enums.push({ name, note, node: nodes[0] ?? body });
  const isJvm = unit.language === "java" || unit.language === "kotlin";
  const end = isJvm ? body.items.findIndex((node) => isMark(node, ";")) : -1;
  const constants = end < 0 ? body.items : body.items.slice(0, end);
  const rest = end < 0 ? [] : body.items.slice(end + 1);
  const primary = nodes.slice(0, bodyAt).find((node): node is Group => isGroup(node, "("));
  const parameters = parameterLists(isJvm ? primary : undefined, end < 0 ? body.items : rest, name);
  const inner: Scope = {
    ...scope,
    owners: [...scope.owners, name],
    isBody: true,
    inClass: undefined,
    key: undefined,
    note: emptyNote,
  };
  const rawType = unit.language === "swift" ? rawTypeOf(nodes.slice(0, bodyAt)) : undefined;
  // An indented body begins with its first statement.
  const line = body.isBlock ? (nodes[0]?.line ?? body.line) : body.line;
  readMembers(walker, constants, inner, { parameters, line, rawType });
  walker.readBlock(rest, inner);
}

interface EnumContext {
  /** The names of the parameters of each constructor. */
  readonly parameters: readonly (readonly string[])[];
  /** Line on which the body begins. */
  readonly line: number;
  /** Type of the values that are sent, in Swift; undefined if there are none. */
  readonly rawType: string | undefined;
}

/** Returns the type of the values of an enumeration of Swift: `String` in `enum ShopError: String, Error`. */
function rawTypeOf(head: readonly Node[]): string | undefined {
  return wordsIn(head).find((word) => /^(?:String|U?Int(?:8|16|32|64)?)$/.test(word));
}

/** Splits the body of an enumeration into its members and other statements. */
function statementsOf(constants: readonly Node[], language: Language): readonly (readonly Node[])[] {
  if (language !== "swift")
    return splitItems(constants, language === "python" || !constants.some((node) => isMark(node, ",")));
  // One case of Swift may declare several members: `case gone, lent = "on_loan"`.
  return splitLines(constants).flatMap((line) => {
    const at = line.slice(0, 2).findIndex((node) => wordOf(node) === "case");
    const word = line[at];
    return word === undefined ? [line] : splitItems(line.slice(at + 1), false).map((part) => [word, ...part]);
  });
}

function readMembers(walker: Walker, constants: readonly Node[], scope: Scope, context: EnumContext): void {
  const { language } = walker.unit;
  let attributes: readonly Attribute[] = [];
  let described: string | undefined;
  for (const item of statementsOf(constants, language)) {
    const lead = leadingAttributes(item, language);
    attributes = [...attributes, ...lead.attributes];
    const before = described;
    described = descriptionIn(item, language);
    if (item.length === lead.end || described !== undefined) continue;
    const statement = item.slice(lead.end);
    const comments = walker.notes.of(item, attributes, item[0], context.line - 1);
    const note = comments.above === "" ? { ...comments, above: before ?? "" } : comments;
    const member = memberOf(walker, statement, { ...scope, note }, context);
    if (member === undefined) walker.readStatement(statement, scope);
    else walker.unit.members.push(member);
    attributes = [];
  }
}

/** Returns the text that describes the next member of GraphQL. */
function descriptionIn([text, ...others]: readonly Node[], language: Language): string | undefined {
  return language === "typescript" && text?.type === "string" && others.length === 0 ? text.text : undefined;
}

function memberOf(
  walker: Walker,
  statement: readonly Node[],
  scope: Scope,
  { parameters, rawType }: EnumContext,
): Member | undefined {
  const { unit } = walker;
  const nodes = caseOf(statement, unit.language);
  const [node, next] = nodes;
  const name = node?.type === "string" && isMark(next, "=") ? node.text : wordOf(node);
  if (node === undefined || name === undefined || isStatement(name)) return undefined;
  const { note, owners } = scope;
  const base = { name, owners, place: "enum" as const, type: rawType, note, node, unit };
  const isBare =
    next === undefined || isGroup(next, "{") || (isGroup(next, "(") && /^(?:rust|swift)$/.test(unit.language));
  if (isBare) return { ...base, value: undefined, pairs: [] };
  if (isGroup(next, "(")) {
    walker.scan(next.items, { ...scope, owners: [...owners, name] });
    const attributes = [...note.attributes, ...ownCode(nodes)];
    return { ...base, note: { ...note, attributes }, value: undefined, pairs: namePairs(readPairs(next), parameters) };
  }
  if (!isMark(next, "=")) return undefined;
  const isOptions = (candidate: Node): candidate is Group & { open: "[" } =>
    unit.language === "protobuf" && isGroup(candidate, "[");
  const options = nodes.slice(2).find(isOptions);
  const value = readValue(nodes.slice(2).filter((candidate) => candidate !== options));
  const pairs = value.type === "pairs" || value.type === "call" ? namePairs(value.pairs, parameters) : [];
  return { ...base, value, pairs: options === undefined ? pairs : readPairs(options).map(optionPair) };
}

/** Returns a member without the word before it; nothing for other statements of Swift, which begins all members with it. */
function caseOf(statement: readonly Node[], language: Language): readonly Node[] {
  const at = statement.slice(0, 2).findIndex((node) => wordOf(node) === "case");
  // A macro may stand behind the name: `ShopErrorGone NS_SWIFT_NAME(gone) = 17005`.
  const equals = language === "c" ? statement.findIndex((node) => isMark(node, "=")) : -1;
  if (equals > 1) return [...statement.slice(0, 1), ...statement.slice(equals)];
  if (language === "swift" || at === 0) return at < 0 ? [] : statement.slice(at + 1);
  return statement;
}

/** Reads the code that a member returns instead of its name: `LENT_TODAY(409) { public String getCode() { return "LENT"; } }`. */
function ownCode(nodes: readonly Node[]): readonly Attribute[] {
  const items = nodes.find((node) => isGroup(node, "{"));
  if (!isGroup(items)) return [];
  const at = items.items.findIndex((node) => /^(?:get)?_?(?:name|(?:error)?_?code|value)$/i.test(wordOf(node) ?? ""));
  const body = items.items.slice(at + 1, at + 3).find((node) => isGroup(node, "{"));
  const [first, ...rest] = at >= 0 && isGroup(body) ? body.items : [];
  if (first === undefined || wordOf(first) !== "return") return [];
  const value = readValue(rest.filter((node) => !isMark(node, ";")));
  return [{ name: "code", pairs: [{ key: undefined, value, node: first }] }];
}

function isStatement(name: string): boolean {
  return functionWords.has(name) || modifiers.has(name) || name === "option" || name === "reserved" || name === "use";
}

function namePairs(pairs: readonly Pair[], parameters: readonly (readonly string[])[]): readonly Pair[] {
  const names = parameters.find(({ length }) => length === pairs.length) ?? parameters[0] ?? [];
  return pairs.map((pair, index) => {
    const name = names[index];
    return pair.key !== undefined || name === undefined ? pair : { ...pair, key: nameKey(name) };
  });
}

/** Reads an option of a protobuf value, as in `[(errors.code) = 404]`, as its status. */
function optionPair(pair: Pair): Pair {
  return { ...pair, key: nameKey("status") };
}

/** Adds the default status of an enumeration of protobuf, as in `option (errors.default_code) = 500`. */
function withOption(note: Note, { items }: Group): Note {
  const option = splitItems(items, false).find(
    (item) =>
      wordOf(item[0]) === "option" &&
      isGroup(item[1], "(") &&
      wordsIn(item[1].items).some((word) => /code|status/.test(word)),
  );
  const [node] = option ?? [];
  if (option === undefined || node === undefined) return note;
  const pairs = [{ key: undefined, value: readValue(option.slice(3)), node }];
  return { ...note, attributes: [...note.attributes, { name: "default_status", pairs }] };
}

/** Notes that the names of members are sent in lower case, as in `val code get() = name.lowercase()`. */
function withCase(note: Note, body: Group): Note {
  const [node, rule] = loweredIn(body.items, 0) ?? [];
  if (node === undefined || rule === undefined) return note;
  const pair = { key: nameKey("rename_all"), value: { type: "string", text: rule } as const, node };
  return { ...note, attributes: [...note.attributes, { name: "case", pairs: [pair] }] };
}

/** Returns the first place where nodes write a name in another case, and the rule that this is. */
function loweredIn(nodes: readonly Node[], depth: number): readonly [Node, string] | undefined {
  for (const [index, node] of nodes.entries()) {
    const within = isGroup(node, "{") && depth < 4 ? loweredIn(node.items, depth + 1) : undefined;
    if (within !== undefined) return within;
    const rule = caseRuleAt(nodes.slice(index, index + 12));
    if (rule !== undefined) return [node, rule];
  }
  return undefined;
}

function caseRuleAt(nodes: readonly Node[]): string | undefined {
  const [name = "", next = "", method] = wordsIn(nodes.slice(0, 6));
  if (wordOf(nodes[0]) !== name) return undefined;
  if (name === "CaseFormat" && method === "to") return formatIn(nodes.slice(4, 8));
  if (!/^(?:name|ToString)$/.test(name) || !/^(?:to)?_?lower(?:case)?(?:invariant)?$/i.test(next)) return undefined;
  const marks = nodes.flatMap((one) => (isGroup(one, "(") ? one.items : []));
  const replaced = marks.filter(({ type }) => type === "string").map((one) => (one.type === "string" ? one.text : ""));
  return replaced.join(" ") === "_ -" ? "kebab-case" : "lowercase";
}

/** Returns the rule of a conversion of names, as in `CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.UPPER_CAMEL, name())`. */
function formatIn(nodes: readonly Node[]): string | undefined {
  const group = nodes.find((node) => isGroup(node, "("));
  const words = isGroup(group) ? wordsIn(group.items) : [];
  return words.includes("name") || words.includes("toString") ? formats[words[1] ?? ""] : undefined;
}

const formats: Readonly<Record<string, string>> = {
  UPPER_CAMEL: "PascalCase",
  LOWER_CAMEL: "camelCase",
  LOWER_HYPHEN: "kebab-case",
  LOWER_UNDERSCORE: "snake_case",
};

/** Reads `val Gone, Lent = Value` and `val Gone = Value("gone")` of an enumeration of Scala. Returns whether a statement is one. */
export function readScalaValues({ unit }: Walker, head: readonly Node[], equals: number, scope: Scope): boolean {
  const names = head.slice(0, Math.max(0, equals)).filter(({ type }) => type === "word");
  if (wordOf(head[equals + 1]) !== "Value" || wordOf(names[0]) === "type") return false;
  const created = readValue(head.slice(equals + 1));
  const value = created.type === "call" ? created.pairs.find((pair) => pair.value.type === "string")?.value : undefined;
  const { owners, note } = scope;
  for (const node of names)
    unit.members.push({
      name: wordOf(node) ?? "",
      owners,
      place: "enum",
      type: undefined,
      value,
      pairs: [],
      note,
      node,
      unit,
    });
  return true;
}

/** Checks whether a place is the body of `object ShopError extends Enumeration`. */
export function isScalaEnum({ inClass, isBody }: Scope): boolean {
  return isBody && inClass?.parents.includes("Enumeration") === true;
}

const constructors: ReadonlySet<string> = new Set(["__init__", "__construct", "__new__"]);

/** Returns the names of the parameters of the primary constructor, of other constructors, and of the fields. */
function parameterLists(
  primary: Group | undefined,
  rest: readonly Node[],
  name: string,
): readonly (readonly string[])[] {
  const lists: (readonly string[])[] = primary === undefined ? [] : [namesIn(primary)];
  for (const [index, node] of rest.entries()) {
    const word = wordOf(node) ?? "";
    const next = rest[index + 1];
    if (isGroup(next, "(") && (word === name || constructors.has(word))) lists.push(namesIn(next));
  }
  const fields = splitItems(rest, true)
    .filter(isField)
    .flatMap((item) => lastWord(item) ?? []);
  return fields.length > 0 ? [...lists, fields] : lists;
}

function namesIn(parameters: Group): readonly string[] {
  return splitItems(parameters.items, false)
    .flatMap((part) => parameterName(part) ?? [])
    .filter((name) => name !== "self" && name !== "cls");
}

function isField(item: readonly Node[]): boolean {
  if (item.length < 2 || item.length > 7) return false;
  return !item.some((node) => isGroup(node) || isMark(node, "=") || wordOf(node) === "static");
}
