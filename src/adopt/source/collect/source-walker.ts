import {
  type Call,
  type Group,
  isGroup,
  isMark,
  isPositional,
  languageRules,
  type Node,
  readPair,
  readPairs,
  readPath,
  separatorOf,
  splitItems,
  splitLines,
  type Value,
  withTypes,
  wordOf,
} from "../syntax/index.ts";
import { statusAssignments, statusFor } from "./assigned-status.ts";
import { handlerOf, leadingAttributes } from "./attributes.ts";
import type { Attribute, Unit } from "./declarations.ts";
import {
  afterModifiers,
  asAssignment,
  assignmentIn,
  bodyOfClass,
  enumIn,
  isAccessLabel,
  isEnumClause,
  isFunction,
  isIndex,
  isObject,
  isOneLiner,
  isSuper,
  isWrapper,
  opensContainer,
  opensFunction,
} from "./forms.ts";
import type { Notes } from "./notes.ts";
import {
  addArms,
  opensCases,
  readArms,
  readCase,
  readClause,
  readConditions,
  readErlangClause,
  readPut,
  startsCase,
} from "./read-arms.ts";
import { readAssignment, readConstants } from "./read-assignment.ts";
import { addArrowMember, addGetter, addReturned, readClass, receiverOf } from "./read-class.ts";
import { isScalaEnum, readEnum, readScalaValues } from "./read-enum.ts";
import { readMacroRows, readRows, readTable } from "./read-rows.ts";
import {
  addFields,
  addParameters,
  defaultsOf,
  describe,
  emptyNote,
  functionWords,
  keywords,
  lastWord,
  marksTests,
  ownerOfCall,
  type Scope,
  type Walker,
} from "./scope.ts";

/** Most arguments around a call that are considered. */
const maxAround = 24;

/** Walks through the statements of a source. It knows the forms of declarations of fourteen languages and tolerates every other. */
export class SourceWalker implements Walker {
  readonly unit: Unit;
  readonly notes: Notes;

  constructor(unit: Unit, notes: Notes) {
    this.unit = unit;
    this.notes = notes;
  }

  readBlock(items: readonly Node[], scope: Scope): void {
    const start = (items[0]?.line ?? 0) - 2;
    let attributes: readonly Attribute[] = [];
    let first: Node | undefined;
    let cases: readonly Value[] = [];
    // Commas separate parents in Swift and C++: `enum ShopError: String, Error {`.
    const { language } = this.unit;
    const isLines = languageRules[language].isIndented || /^(?:swift|c|erlang)$/.test(language) || isScalaEnum(scope);
    const statements = isLines ? splitLines(items) : splitItems(items, true);
    const statuses = statusAssignments(statements);
    if (language === "c") readMacroRows(this, statements, scope);
    for (const [index, item] of statements.entries()) {
      const lead = leadingAttributes(item, language);
      first ??= item[0];
      attributes = [...attributes, ...lead.attributes];
      const rest = item.slice(lead.end + (isAccessLabel(item.slice(lead.end)) ? 2 : 0));
      if (rest.length === 0) continue;
      const around = [...statusFor(index, rest, statuses), ...scope.around];
      const inner = { ...scope, around, note: this.notes.of(item, attributes, first, start) };
      if (!attributes.some(marksTests)) cases = this.#readInBlock(rest, inner, cases);
      attributes = [];
      first = undefined;
    }
  }

  /** Reads one statement; returns the cases of a switch that wait for theirs. */
  #readInBlock(rest: readonly Node[], scope: Scope, cases: readonly Value[]): readonly Value[] {
    if (startsCase(rest)) return readCase(this, rest, scope, cases);
    if (cases.length > 0) addArms(this, cases, rest, scope);
    this.readStatement(rest, scope);
    return isGroup(rest[0]) ? cases : [];
  }

  readStatement(item: readonly Node[], outer: Scope): void {
    const at = afterModifiers(item);
    const head = item.slice(at);
    const { language } = this.unit;
    const scope = this.#readCondition(head, outer);
    if (language === "kotlin" && scope.isBody && scope.inClass !== undefined) addGetter(head, scope.inClass);
    const assigned = asAssignment(item, at, language);
    const assignAt = assignmentIn(assigned);
    if (language === "swift" && assignAt < 0 && this.#readProperty(head, scope)) return;
    if (language === "erlang" && readErlangClause(this, head, scope)) return;
    if (this.#readDeclaration(item[at - 1], head, scope)) return;
    if (isScalaEnum(scope) && readScalaValues(this, head, assignAt, scope)) return;
    if (assignAt > 0) readAssignment(this, item, assigned, assignAt, scope);
    else if ((scope.isBody || isFunction(head, language, scope.owners.length === 0)) && this.#readMethod(head, scope))
      return;
    else if (!this.#readReturned(head, scope)) this.scan(head, scope);
  }

  /** Reads the comparisons of a condition. @returns the scope of what it guards */
  #readCondition(head: readonly Node[], scope: Scope): Scope {
    if (!/^(?:if|elif|elseif|elsif|else)$/.test(wordOf(head[0]) ?? "")) return scope;
    readConditions(this, head, scope);
    return { ...scope, isConditional: true };
  }

  /** Reads an enumeration, a class, a block of constants, a union or a function. */
  #readDeclaration(before: Node | undefined, head: readonly Node[], scope: Scope): boolean {
    const { language } = this.unit;
    const word = wordOf(head[0]) ?? "";
    const enumeration = enumIn(head, language);
    const functionAt = head.slice(0, 4).findIndex((node) => functionWords.has(wordOf(node) ?? ""));
    if (enumeration !== undefined) readEnum(this, enumeration, scope);
    else if (word === "class" && language === "python" && isEnumClause(head[2])) readEnum(this, head.slice(1), scope);
    else if (opensContainer(head, language)) readClass(this, head, scope);
    else if ((word === "case" || word === "sealed") && /^(?:class|object)$/.test(wordOf(head[1]) ?? ""))
      readClass(this, head.slice(1), scope);
    else if (isGroup(head[0], "(") && /^(?:const|var)$/.test(wordOf(before) ?? "")) readConstants(this, head[0], scope);
    else if (functionAt >= 0) this.scan(head.slice(functionAt), scope);
    else return word === "type" && this.#readType(head, scope);
    return true;
  }

  /** Reads `type ErrorCode = "A" | "B"` of TypeScript, and the fields of `type Error struct { … }` of Go. */
  #readType(head: readonly Node[], scope: Scope): boolean {
    if (this.unit.language === "go") return addFields(this, head);
    const at = head.findIndex((node) => isMark(node, "="));
    const name = wordOf(head[1]);
    const strings = head.slice(at + 1).filter(({ type }) => type === "string");
    if (at < 0 || name === undefined || strings.length < 2) return false;
    for (const node of strings) this.#addListed(node, [...scope.owners, name]);
    return true;
  }

  #addListed(node: Node, owners: readonly string[]): void {
    if (node.type !== "string") return;
    const { text, startsLine } = node;
    const note = startsLine ? this.notes.of([node], []) : emptyNote;
    const value: Value = { type: "string", text };
    const { unit } = this;
    unit.members.push({ name: text, owners, place: "list", type: undefined, value, pairs: [], note, node, unit });
  }

  /** Reads a function from its name on; returns the index after its body. */
  #readFunction(nodes: readonly Node[], start: number, scope: Scope): number {
    // A method of Go has its receiver before its name.
    const from = isGroup(nodes[start], "(") && this.unit.language === "go" ? start + 1 : start;
    const near = nodes.slice(from, from + 40);
    const groupAt = near.findIndex((node) => isGroup(node));
    const name = lastWord(near.slice(0, Math.max(1, groupAt))) ?? "";
    const parametersAt = near.findIndex((node) => isGroup(node, "("));
    const parameters = near[parametersAt];
    const rest = near.slice(parametersAt + 1);
    if (scope.inClass !== undefined) addReturned(name, rest, scope.inClass);
    if (isGroup(parameters)) addParameters(this, name, parameters, scope.inClass?.name);
    const bodyAt = rest.findIndex((node) => isGroup(node, "{"));
    const body = rest[bodyAt];
    if (isGroup(parameters)) readClause(this, name, parameters, rest, scope);
    if (this.unit.language === "elixir" && isOneLiner(rest)) {
      this.scan(rest, { ...scope, isBody: false, owners: [...scope.owners, name], within: name });
      return nodes.length;
    }
    const handler = isGroup(parameters) && isGroup(body) ? handlerOf(scope.note, parameters, body.endLine) : undefined;
    if (handler !== undefined) this.unit.handlers.push(handler);
    const receiver = from > start ? receiverOf(this.unit, nodes[start]) : undefined;
    if (receiver !== undefined) addReturned(name, rest, receiver);
    if (isGroup(body)) this.#readBody(name, parameters, body, rest.slice(0, bodyAt), scope);
    return from + parametersAt + 1 + (bodyAt < 0 ? 0 : bodyAt + 1);
  }

  #readBody(name: string, parameters: Node | undefined, body: Group, before: readonly Node[], scope: Scope): void {
    const owners = [...scope.owners, name];
    const { language } = this.unit;
    const defaults = isGroup(parameters) ? defaultsOf(parameters, scope.defaults, language) : scope.defaults;
    const inner = { ...scope, isBody: false, key: undefined, around: [], owners, within: name, defaults };
    if (opensCases(before)) readArms(this, body, inner);
    this.readBlock(body.items, inner);
  }

  /** Reads a property of Swift whose value is computed: `var code: String { … }`. */
  #readProperty(head: readonly Node[], scope: Scope): boolean {
    const name = wordOf(head[0]);
    const body = head.at(-1);
    if (name === undefined || !isMark(head[1], ":") || !isGroup(body, "{") || head.length > 12) return false;
    if (scope.inClass !== undefined) addReturned(name, [body], scope.inClass);
    const owners = [...scope.owners, name];
    this.readBlock(body.items, { ...scope, isBody: false, key: undefined, around: [], owners, within: name });
    return true;
  }

  /** Reads a method without a keyword: `Name(parameters) { … }`, `get code() { … }`, `string Code => "x"`. */
  #readMethod(head: readonly Node[], scope: Scope): boolean {
    const parameters = head.findIndex((node) => isGroup(node, "("));
    if (scope.inClass !== undefined) addArrowMember(head.slice(0, 60), scope.inClass);
    if (parameters < 1 || head[parameters - 1]?.type !== "word") return false;
    if (!head.slice(parameters + 1, parameters + 40).some((node) => isGroup(node, "{"))) return false;
    const end = this.#readFunction(head, parameters - 1, scope);
    // The arguments of `: base("CODE", 404)` stand between the parameters and the body.
    const between = head.slice(parameters + 1, end).filter((node) => !isGroup(node, "{"));
    const inner = { ...scope, defaults: defaultsOf(head[parameters] as Group, scope.defaults, this.unit.language) };
    this.scan(between, { ...inner, isBody: false });
    return true;
  }

  scan(nodes: readonly Node[], outer: Scope): void {
    let scope = outer;
    for (let at = 0; at < nodes.length; ) {
      const node = nodes[at];
      if (isGroup(node, "(") && isMark(nodes[at + 1], "=>"))
        scope = { ...outer, defaults: defaultsOf(node, outer.defaults, this.unit.language) };
      if (isGroup(node)) this.#scanGroup(node, scope, nodes[at - 1]);
      at = this.#scanWord(nodes, at, scope);
    }
  }

  /** Reads the class, the function or the path that begins at an index; returns the index after it. */
  #scanWord(nodes: readonly Node[], at: number, scope: Scope): number {
    const word = wordOf(nodes[at]);
    if (word === undefined) return at + 1;
    const bodyAt = bodyOfClass(nodes, at);
    if (bodyAt > 0) {
      readClass(this, nodes.slice(at, bodyAt + 1), scope);
      return bodyAt + 1;
    }
    if (functionWords.has(word) && opensFunction(nodes, at)) return this.#readFunction(nodes, at + 1, scope);
    return keywords.has(word) && !createsUnnamed(nodes, at) ? at + 1 : this.#scanPath(nodes, at, scope);
  }

  #scanPath(nodes: readonly Node[], at: number, scope: Scope): number {
    const { path, calls, end, value } = readPath(nodes, at);
    const node = nodes[at];
    const [first] = calls;
    if (node === undefined || first === undefined || value.type !== "call") {
      if (/^(?:ruby|elixir)$/.test(this.unit.language) && at <= 1) this.#readCommand(nodes, at, scope);
      return Math.max(end, at + 1);
    }
    const { inClass } = scope;
    // `new self(…)` creates an instance of the class around it.
    const isOwn = inClass !== undefined && /^(?:self|static|Self|cls)$/.test(path.join("."));
    // `Error Gone = new("gone")` of C# creates an instance of the type of the variable.
    const [type = ""] = scope.owners.slice(-2);
    const callees = isOwn ? [inClass.name] : path.join(".") === "new" ? [type] : path;
    const described = describe(this, callees, value.pairs, node, scope);
    if (isSuper(path)) scope.inClass?.supers.push(described);
    else this.unit.descriptions.push(described);
    const around = [...value.pairs.slice(0, maxAround), ...scope.around].slice(0, maxAround);
    const isLiteral = this.unit.language === "go" && calls.length === 1;
    for (const call of calls) {
      const group = isLiteral ? this.#asLiteral(call.group, nodes[end - 2]) : call.group;
      this.#scanCall({ ...call, group }, calls.length > 1, { ...scope, isBody: false, around });
    }
    return Math.max(end, at + 1);
  }

  /** Writes the values of a structure of Go as arguments, since they are no list of codes, and the types of elements before them. */
  #asLiteral(group: Group, type: Node | undefined): Group {
    const isStructure = isPositional(type, group) && this.unit.parameters.has(wordOf(type) ?? "");
    return isStructure ? { ...group, open: "(" } : withTypes(group, type);
  }

  #scanCall(call: Call, isChained: boolean, scope: Scope): void {
    const { path, group, isMacro } = call;
    const name = path.at(-1) ?? "";
    if (isMacro) readRows(this, group, name);
    readPut(this, call, isChained, scope);
    const owners = isWrapper(path, group) ? scope.owners : [...scope.owners, ownerOfCall(name)];
    this.#scanGroup(group, { ...scope, owners }, undefined, true);
  }

  /** Reads `return {"error": "…"}, 404` of Python. */
  #readReturned(head: readonly Node[], scope: Scope): boolean {
    const [first, second] = head;
    if (this.unit.language !== "python" || wordOf(first) !== "return" || second === undefined) return false;
    const group = groupOf(second, head.slice(1));
    if (!group.items.some((node) => isMark(node, ","))) return false;
    const pairs = readPairs(group);
    this.unit.descriptions.push(describe(this, ["return"], pairs, second, scope));
    this.scan(group.items, { ...scope, around: pairs.slice(0, maxAround) });
    return true;
  }

  /** Reads a call without brackets: `render json: { … }, status: :conflict`, `setup "code", 404`. */
  #readCommand(nodes: readonly Node[], at: number, scope: Scope): void {
    const [node, next, third] = nodes.slice(at, at + 3);
    const name = wordOf(node);
    const isArgument =
      next?.type === "string" ||
      next?.type === "symbol" ||
      (next?.type === "number" && isMark(third, ",")) ||
      (next?.type === "word" && third?.type === "mark" && /^(?:[:,]|::)$/.test(third.text));
    if (node === undefined || name === undefined || !isArgument || keywords.has(name) || name.startsWith("attr_"))
      return;
    const pairs = readPairs(groupOf(node, nodes.slice(at + 1)));
    const described = describe(this, [name], pairs, node, scope);
    const isOfClass = scope.inClass !== undefined && (name === "super" || scope.isBody);
    if (isOfClass) scope.inClass?.supers.push(described);
    else this.unit.descriptions.push(described);
  }

  #scanGroup(group: Group, scope: Scope, before: Node | undefined, isArguments = false): void {
    const { items, open, isBlock } = group;
    if (this.unit.language === "c" && open === "{" && readTable(this, group, scope)) return;
    if (isBlock || (open === "{" && !isObject(group, before))) {
      readArms(this, group, scope);
      this.readBlock(items, { ...scope, isBody: false, key: undefined, around: [] });
      return;
    }
    if (isIndex(group, before)) {
      this.scan(items, scope);
      return;
    }
    const parts = splitItems(items, open === "{" && !items.some((item) => isMark(item, ",")));
    const isTuple = parts.length > 1 && (open === "(" || (open === "[" && before === undefined));
    if (!isArguments && (isTuple || parts.some((part) => separatorOf(part) > 0)))
      this.unit.descriptions.push(describe(this, [], readPairs(group), group, scope));
    for (const part of parts) this.#scanPart(part, scope, group);
  }

  #scanPart(part: readonly Node[], scope: Scope, group: Group): void {
    const separator = separatorOf(part);
    const [node] = part;
    const pair = separator < 1 ? undefined : readPair(part);
    if (node === undefined || pair?.key === undefined) {
      if (node?.type === "string" && part.length === 1 && group.open !== "(") this.#addListed(node, scope.owners);
      this.scan(part, scope);
      return;
    }
    const { key, value } = pair;
    const name = nameOf(key);
    const note = this.notes.of(part, [], node, group.line - 1);
    const { owners } = scope;
    const { unit } = this;
    unit.arms.push({ key, value, owners, node, unit });
    const isMember = key.type !== "number" || value.type === "string";
    if (name !== undefined && group.open !== "(" && value.type !== "other" && isMember)
      unit.members.push({ name, owners, place: "object", type: undefined, value, pairs: [], note, node, unit });
    this.scan(part.slice(separator + 1), {
      ...scope,
      note,
      key,
      owners: name === undefined ? owners : [...owners, name],
    });
  }
}

/** Checks whether the type is left out of a construction of C#: `new() { … }`. */
function createsUnnamed(nodes: readonly Node[], at: number): boolean {
  return wordOf(nodes[at]) === "new" && isGroup(nodes[at + 1], "(");
}

/** Returns the name, the text or the number of a key. */
function nameOf(key: Value): string | undefined {
  if (key.type === "name") return key.path.at(-1);
  if (key.type === "number") return String(key.value);
  return key.type === "string" || key.type === "symbol" ? key.text : undefined;
}

/** Groups the arguments of a call, or the values of a statement, that stand without brackets. */
function groupOf({ offset, line, column, startsLine, endLine }: Node, items: readonly Node[]): Group {
  return { type: "group", open: "(", isBlock: false, items: [...items], offset, line, column, startsLine, endLine };
}
