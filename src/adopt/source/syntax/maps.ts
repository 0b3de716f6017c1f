import { separatorOf, splitItems } from "./split-items.ts";
import { type Group, isGroup, isMark, type Node, wordOf } from "./tree.ts";

/** The nodes of a key and of its value. */
type Entry = readonly [key: readonly Node[], value: readonly Node[]];

/**
 * Writes the arguments of a call that creates a map as the members of an object: `Map.of("gone", 410)`,
 * `mapOf("gone" to 410)`, `dict(gone=410)`, `HashMap::from([("gone", 410)])`. Returns any other group as it is.
 */
export function asObject(path: readonly string[], group: Group): Group {
  if (!isMapType(path, group)) return group;
  const parts = splitItems(listIn(group), false);
  const entries = path.at(-1) === "of" ? alternating(parts) : parts.map(entryIn);
  if (entries.length === 0 || entries.includes(undefined) || entries.every(isOfStatus)) return group;
  const items = entries.flatMap((entry) => (entry === undefined ? [] : writtenEntry(entry)));
  return { ...group, open: "{", items };
}

/** Returns whether a name is that of a map, or of a function that creates one. */
export function isMapType(path: readonly string[], { open, items: [first] }: Group): boolean {
  const [owner = "", name = ""] = path.length > 1 ? path.slice(-2) : ["", path[0]];
  if (/^(?:of|ofEntries|from|from_iter|fromEntries)$/.test(name)) return /(?:Map|^Object)$/.test(owner);
  // C# may leave the type out: `new() { { "gone", 410 } }`.
  if (name === "new") return open === "{" && isGroup(first);
  // Other languages than Go call `map` with a function.
  return name === "map" ? open === "{" : mapTypes.test(name);
}

const mapTypes =
  /^(?:\w*Map|(?:mutable|hash|linked|sorted)?[mM]apOf|dict|\w*Dict(?:ionary)?|(?:\w+_)?map|hashmap|btreemap)$/;

/** Returns the elements of the only argument, if it is a list, or those of the group itself. */
function listIn({ items }: Group): readonly Node[] {
  const list = items.at(-1);
  const isOnly = isGroup(list, "[") && items.slice(0, -1).every((node) => isMark(node, "&") || isMark(node, "!"));
  return isOnly ? list.items : items;
}

/** Joins keys and values that alternate. */
function alternating(parts: readonly (readonly Node[])[]): readonly (Entry | undefined)[] {
  const isComplete = parts.length % 2 === 0;
  return parts.flatMap((part, index): readonly (Entry | undefined)[] => {
    const next = parts[index + 1];
    return index % 2 === 1 ? [] : [isComplete && next !== undefined ? [part, next] : undefined];
  });
}

/** Reads a member, a pair in brackets, or the call that creates one. */
function entryIn(part: readonly Node[]): Entry | undefined {
  const separator = separatorOf(part);
  const [first] = part;
  if (separator > 0) {
    const isName = isMark(part[separator], "=") && separator === 1 && first?.type === "word";
    const key = isGroup(first, "[") ? first.items : part.slice(0, separator);
    return [isName ? [{ ...first, type: "string" }] : key, part.slice(separator + 1)];
  }
  const pair = part.at(-1);
  const creator = wordOf(part.findLast(({ type }) => type === "word"));
  if (!isGroup(pair) || (part.length > 1 && !/(?:entry|pair|tuple)$/i.test(creator ?? ""))) return undefined;
  const [key, value, ...others] = splitItems(pair.items, false);
  return key === undefined || value === undefined || others.length > 0 ? undefined : [key, value];
}

/** Checks whether a key is a status, so that an entry states the status of its value. */
function isOfStatus(entry: Entry | undefined): boolean {
  const [key, ...more] = entry?.[0] ?? [];
  return key?.type === "number" && more.length === 0 && /^[1-5]\d\d$/.test(key.text);
}

function writtenEntry([key, value]: Entry): readonly Node[] {
  const last = value.at(-1) ?? (key[0] as Node);
  return [...key, markAt(":", last), ...value, markAt(",", last)];
}

function markAt(text: string, { offset, column, endLine }: Node): Node {
  return { type: "mark", text, offset, line: endLine, column, startsLine: false, endLine };
}
