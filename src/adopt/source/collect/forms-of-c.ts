import { isGroup, isMark, type Language, type Node, wordOf } from "../syntax/index.ts";
import { containerWords, keywords, wordsIn } from "./scope.ts";

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

/** Checks whether a statement defines a variable of a structure: `struct shop_error errors[] = { … }`. */
function isVariable(head: readonly Node[]): boolean {
  return head[2]?.type === "word" && head.slice(3, 6).some((node) => isMark(node, "="));
}

/** Checks whether a statement defines a function: a type, a name and parameters. */
export function isFunction(head: readonly Node[]): boolean {
  const parameters = head.findIndex((node) => isGroup(node, "("));
  return parameters > 1 && !keywords.has(wordOf(head[parameters - 1]) ?? "");
}

/** Checks whether nodes begin with `public:` of C++. */
export function isAccessLabel([word, mark]: readonly Node[]): boolean {
  return isMark(mark, ":") && /^(?:public|private|protected)$/.test(wordOf(word) ?? "");
}

/** Adds the equals sign that an initialisation of C++ may leave out: `constexpr std::string_view gone{"gone"}`. */
export function withEquals(head: readonly Node[]): readonly Node[] {
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
