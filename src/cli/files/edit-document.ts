import { isMap, isNode, type Pair, parseDocument, stringify, type ToStringOptions, type YAMLMap } from "yaml";
import type { Json } from "../../contract/index.ts";

/**
 * Changes the members of a YAML document that differ from a new value. Every other line stays as it is, with its comments.
 * Members that the new value lacks stay too.
 */
export function editYaml(text: string, after: Json): string {
  const source = parseDocument(text);
  const style = yamlStyle(text);
  const edits = editsOf({ text, style }, source.contents, source.toJS() as Json, after);
  if (edits !== undefined) {
    const edited = applyEdits(text, edits);
    // Proves the edits: what they do not cover, such as an alias, is written by the library.
    if (isSame(parseDocument(edited).toJS() as Json, after)) return edited;
  }
  setMembers(source, [], source.toJS() as Json, after);
  return source.toString(style);
}

/** Text in place of a part of the document. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A document that is edited. */
interface Edited {
  readonly text: string;
  readonly style: ToStringOptions;
}

/** Returns the edits that change a map; undefined if it has to be written again as a whole. */
function editsOf(edited: Edited, map: unknown, before: Json | undefined, after: Json): readonly Edit[] | undefined {
  if (!isMap(map) || map.flow === true || !isObject(before) || !isObject(after)) return undefined;
  const edits: Edit[] = [];
  for (const [key, value = null] of Object.entries(after)) {
    if (isSame(before[key], value)) continue;
    const changes = memberEdits(edited, map, key, before[key], value);
    if (changes === undefined) return undefined;
    edits.push(...changes);
  }
  return edits;
}

/** Returns the edits that change or add one member. */
function memberEdits(
  edited: Edited,
  map: YAMLMap,
  key: string,
  before: Json | undefined,
  after: Json,
): readonly Edit[] | undefined {
  const { text, style } = edited;
  const pairs = map.items as readonly Pair[];
  const pair = pairs.find(({ key: name }) => String(name) === key);
  const within = pair && editsOf(edited, pair.value, before, after);
  if (within !== undefined) return within;
  const column = columnOf(text, map);
  const end = endOf(text, pair ?? pairs.at(-1));
  const start = pair === undefined ? end : startOf(pair);
  if (column === undefined || start === undefined || end === undefined) return undefined;
  const lines = indented({ [key]: after }, column, style);
  return [{ start, end, text: `${pair === undefined ? lines : lines.trimStart()}\n` }];
}

/** Edits at one place keep their order. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  const whole = text.endsWith("\n") || text === "" ? text : `${text}\n`;
  const sorted = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => a.start - b.start || a.index - b.index);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  let written = "";
  let position = 0;
  for (const { start, end, text: replacement } of sorted) {
    written += whole.slice(position, start) + replacement.replaceAll("\n", newline);
    position = end;
  }
  return written + whole.slice(position);
}

function indented(value: Json, column: number, style: ToStringOptions): string {
  const lines = stringify(value, { ...style, aliasDuplicateObjects: false })
    .trimEnd()
    .split("\n");
  return lines.map((line) => (line === "" ? line : " ".repeat(column) + line)).join("\n");
}

function startOf(pair: Pair): number | undefined {
  return isNode(pair.key) ? pair.key.range?.[0] : undefined;
}

/** Returns the end of the line on which a member ends. */
function endOf(text: string, pair: Pair | undefined): number | undefined {
  const node = isNode(pair?.value) ? pair.value : pair?.key;
  const end = isNode(node) ? node.range?.[1] : undefined;
  if (end === undefined) return undefined;
  if (text[end - 1] === "\n") return end;
  const newline = text.indexOf("\n", end);
  return newline === -1 ? text.length + 1 : newline + 1;
}

function columnOf(text: string, map: YAMLMap): number | undefined {
  const start = startOf((map.items[0] ?? {}) as Pair);
  return start === undefined ? undefined : start - (text.lastIndexOf("\n", start - 1) + 1);
}

/** Sets the members that differ in the syntax tree, which keeps comments but not the style of every line. */
function setMembers(
  source: ReturnType<typeof parseDocument>,
  path: readonly string[],
  before: Json | undefined,
  after: Json | undefined,
): void {
  if (isSame(before, after)) return;
  if (!isObject(before) || !isObject(after)) {
    source.setIn([...path], source.createNode(after, { aliasDuplicateObjects: false }));
    return;
  }
  for (const [key, value] of Object.entries(after)) setMembers(source, [...path, key], before[key], value);
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns options with which YAML is written in the style of a text. */
export function yamlStyle(text: string): ToStringOptions {
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[^\s#]/.test(line));
  const depths = lines.map((line) => line.length - line.trimStart().length);
  const opens = (index: number): boolean => /^[^#]*:\s*(?:#.*)?$/.test(lines[index] ?? "");
  const steps = depths.flatMap((depth, index) => {
    const before = depths[index - 1] ?? 0;
    const isMember = depth > before && opens(index - 1) && !/^\s*- /.test(lines[index - 1] ?? "");
    return isMember && !lines[index]?.trimStart().startsWith("- ") ? [depth - before] : [];
  });
  const isFlush = depths.some(
    (depth, index) => depth === depths[index - 1] && opens(index - 1) && lines[index]?.trimStart().startsWith("- "),
  );
  return {
    lineWidth: 0,
    indent: Math.min(steps[0] ?? 2, maxIndent),
    indentSeq: !isFlush,
    flowCollectionPadding: !/(?::|-) \{[^\s}]/.test(text),
  };
}

/** Returns the indentation of JSON. @default two spaces */
export function jsonIndent(text: string): string {
  return (/^\s*\{\s*\n([ \t]+)"/.exec(text)?.[1] ?? "  ").slice(0, maxIndent);
}

/** Widest indentation, in characters. */
const maxIndent = 8;
