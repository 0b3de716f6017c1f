import {
  type Group,
  isGroup,
  isMark,
  type Language,
  type Node,
  readPairs,
  readPath,
  readValue,
  splitItems,
  wordOf,
} from "../syntax/index.ts";
import type { Attribute, Handler, Note } from "./declarations.ts";
import { wordsIn } from "./scope.ts";

/** Reads the annotations, decorators or attributes at the beginning of a statement. */
export function leadingAttributes(
  item: readonly Node[],
  language: Language,
): { readonly attributes: readonly Attribute[]; readonly end: number } {
  const attributes: Attribute[] = [];
  let at = 0;
  for (let read = attributeAt(item, at, language); read !== undefined; read = attributeAt(item, at, language)) {
    attributes.push(...read.attributes);
    at = read.end;
  }
  return { attributes, end: at };
}

interface AttributeReading {
  readonly attributes: readonly Attribute[];
  readonly end: number;
}

function attributeAt(item: readonly Node[], at: number, language: Language): AttributeReading | undefined {
  const node = item[at];
  const next = item[at + 1];
  if (isMark(node, "@") && next?.type === "word") {
    const { path, calls, end } = readPath(item, at + 1);
    return { attributes: [{ name: path.at(-1) ?? "", pairs: calls.flatMap(({ group }) => readPairs(group)) }], end };
  }
  if (isMark(node, "#") && isGroup(next, "[")) return { attributes: attributesIn(next), end: at + 2 };
  if (language === "csharp" && isGroup(node, "[") && node.items[0]?.type === "word")
    return { attributes: attributesIn(node), end: at + 1 };
  // `[[nodiscard]]` of C++.
  if (language === "c" && isGroup(node, "[") && isGroup(node.items[0], "[")) return { attributes: [], end: at + 1 };
  return undefined;
}

function attributesIn(group: Group): readonly Attribute[] {
  return splitItems(group.items, false).flatMap((part): readonly Attribute[] => {
    // Rust applies the attributes behind a condition: `#[cfg_attr(feature = "serde", serde(tag = "type"))]`.
    if (wordOf(part[0]) === "cfg_attr" && isGroup(part[1], "(")) return conditionalIn(part[1]);
    const { path, calls } = readPath(part, 0);
    const [name, mark, node] = [path.at(-1), part[1], part[2]];
    if (name === undefined) return [];
    const assigned =
      isMark(mark, "=") && node !== undefined ? [{ key: undefined, value: readValue(part.slice(2)), node }] : [];
    return [{ name, pairs: [...calls.flatMap(({ group: inner }) => readPairs(inner)), ...assigned] }];
  });
}

function conditionalIn(group: Group): readonly Attribute[] {
  const end = group.items.findIndex((node) => isMark(node, ","));
  return end < 0 ? [] : attributesIn({ ...group, items: group.items.slice(end + 1) });
}

/** Returns the exceptions that a function responds to, by its attributes and its parameters; undefined for any other function. */
export function handlerOf({ attributes }: Note, parameters: Group, endLine: number): Handler | undefined {
  const handled = attributes.find(({ name }) => /^(?:ExceptionHandler|exception_?handler|error_?handler)$/i.test(name));
  if (handled === undefined) return undefined;
  const named = handled.pairs.flatMap((pair) => (pair.value.type === "pairs" ? pair.value.pairs : [pair]));
  const types = named.flatMap(({ value }) => (value.type === "name" ? (value.path.findLast(isClass) ?? []) : []));
  const taken = wordsIn(parameters.items).filter((word) => /(?:Exception|Error)$/.test(word));
  const status = attributes.find(({ name }) => /^ResponseStatus$/i.test(name));
  return { types: types.length > 0 ? types : taken, pairs: status?.pairs ?? [], line: parameters.line, endLine };
}

function isClass(word: string): boolean {
  return /^[A-Z]/.test(word);
}
