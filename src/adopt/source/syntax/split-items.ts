import { isGroup, isMark, type Node, wordOf } from "./tree.ts";

/** Splits the content of a group at commas, semicolons and, in blocks, at the ends of lines. */
export function splitItems(items: readonly Node[], isBlock: boolean): readonly (readonly Node[])[] {
  return split(items, isBlock, (node, part) => (isMark(node, ",") ? !isOpenCase(part) : isMark(node, ";")));
}

/** Checks whether nodes are the beginning of `case A, B:`, whose commas separate cases and not statements. */
function isOpenCase(part: readonly Node[]): boolean {
  return wordOf(part[0]) === "case" && part.length < 600 && !part.some((node) => isMark(node, ":"));
}

/** Splits a block at the ends of lines and at semicolons: in Ruby and Python, commas do not end statements. */
export function splitLines(items: readonly Node[]): readonly (readonly Node[])[] {
  return split(items, true, (node) => isMark(node, ";"));
}

function split(
  items: readonly Node[],
  isBlock: boolean,
  separates: (node: Node, part: readonly Node[]) => boolean,
): readonly (readonly Node[])[] {
  const parts: Node[][] = [];
  let part: Node[] = [];
  const end = (): void => {
    if (part.length > 0) parts.push(part);
    part = [];
  };
  let typesEnd = -1;
  for (const [index, node] of items.entries()) {
    if (isMark(node, "<") && index > typesEnd) typesEnd = endOfTypes(items, index);
    if (index > typesEnd && separates(node, part)) end();
    else {
      const isNew = node.startsLine && !continues(items[index - 1], node) && !isGetter(part, node, items[index + 1]);
      if (isBlock && isNew) end();
      part.push(node);
    }
  }
  end();
  return parts;
}

/** Returns the index of the bracket that closes type arguments; -1 if they are a comparison. */
export function endOfTypes(nodes: readonly Node[], start: number): number {
  let open = 0;
  for (let at = start; at < nodes.length && at < start + 24; at += 1) {
    const node = nodes[at];
    if (isMark(node, "<")) open += 1;
    else if (isMark(node, ">")) open -= 1;
    else if (!isPartOfType(node) && !isTypeOfObject(nodes, at)) return -1;
    if (open === 0) return at;
  }
  return -1;
}

/** Checks whether braces among type arguments are the type of an object: `ShopError<"gone", { id: string }>`. */
function isTypeOfObject(nodes: readonly Node[], at: number): boolean {
  const [before, next] = [nodes[at - 1], nodes[at + 1]];
  const isNext = isMark(next, ",") || isMark(next, ">");
  return isGroup(nodes[at], "{") && (isMark(before, ",") || isMark(before, "<")) && isNext;
}

function isPartOfType(node: Node | undefined): boolean {
  if (node?.type === "word" || node?.type === "string" || isGroup(node, "[")) return true;
  return node?.type === "mark" && /^(?:[,.?|&]|::)$/.test(node.text);
}

/** Returns the index of the mark between the key and the value of an item; -1 if it has no key. */
export function separatorOf(item: readonly Node[]): number {
  const last = Math.min(item.length, 12);
  for (let at = 1; at < last; at += 1) {
    const node = item[at];
    const isElse = isMark(node, ":") && isMark(item[at - 1], "?");
    const separates = (node?.type === "mark" && /^(?:[:=]|=>|->)$/.test(node.text)) || wordOf(node) === "to";
    if (isElse) return -1;
    if (separates) return isGroup(item[0], "(") && isMark(node, "=>") ? -1 : at;
  }
  return -1;
}

/** Checks whether a line is the getter of the property of Kotlin before it: `val code: String`, `get() = "gone"`. */
function isGetter([first]: readonly Node[], node: Node, next: Node | undefined): boolean {
  const isProperty = /^(?:val|var|override|open|abstract|final)$/.test(wordOf(first) ?? "");
  return isProperty && wordOf(node) === "get" && isGroup(next, "(") && next.items.length === 0;
}

/** Words before the parents of a class, which may stand on a line of their own. */
const clauseWords = /^(?:extends|implements)$/;

/** Returns whether a line continues the one before it. */
function continues(last: Node | undefined, node: Node): boolean {
  if (last?.type === "mark" && /^(?:[=+.:|&?<>*,]|=>|->|&&|\|\||:=|\?\?|::|-)$/.test(last.text)) return true;
  if (isGroup(node, "{") || clauseWords.test(wordOf(node) ?? "") || clauseWords.test(wordOf(last) ?? "")) return true;
  return node.type === "mark" && /^(?:[.=:?+|&,>]|=>|->|&&|\|\||\?\?|\?\.|::|\|>)$/.test(node.text);
}
