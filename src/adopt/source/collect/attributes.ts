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
} from "../syntax/index.ts";
import type { Attribute } from "./declarations.ts";

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
  return splitItems(group.items, false).flatMap((part) => {
    const { path, calls } = readPath(part, 0);
    const [name, mark, node] = [path.at(-1), part[1], part[2]];
    if (name === undefined) return [];
    const assigned =
      isMark(mark, "=") && node !== undefined ? [{ key: undefined, value: readValue(part.slice(2)), node }] : [];
    return [{ name, pairs: [...calls.flatMap(({ group: inner }) => readPairs(inner)), ...assigned] }];
  });
}
