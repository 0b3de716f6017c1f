import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { parse as parseYaml } from "yaml";
import { isIdentifier } from "../evidence/index.ts";
import type { Block, Document } from "./block.ts";
import { type Attributes, BlockBuilder } from "./block-builder.ts";
import { hasManyAliases, tooDeep } from "./limits.ts";
import { markdownChunks } from "./markdown-chunks.ts";
import { htmlParser } from "./read-html.ts";

/** Reads Markdown with tables, HTML and front matter. In MDX, components count as elements, and indentation is not code. */
export function readMarkdown(text: string, { isMdx = false }: { readonly isMdx?: boolean } = {}): Document {
  const { data, length } = readFrontMatter(text);
  // The front matter becomes white space, so that offsets stay.
  const written = isMdx ? withoutBraces(text.slice(length)) : text.slice(length);
  const body =
    text.slice(0, length).replaceAll(/[^\n]/g, " ") + withoutDefinitions(withoutEmptyTitles(withoutAnchors(written)));
  const disabled = isMdx ? [{ disable: { null: ["codeIndented"] } }] : [];
  const options = { extensions: [gfmTable(), ...disabled], mdastExtensions: [gfmTableFromMarkdown()] };
  const builder = new BlockBuilder();
  const write = nodeWriter(builder, body, isMdx);
  for (const { text: part, offset, prefix } of markdownChunks(body)) {
    const shift = offset - prefix;
    walk(fromMarkdown(part, options), builder, (node) => write(node, shift), shift);
  }
  const blocks = withWholeTables(builder.finish(text.length));
  return { blocks, components: builder.components, frontMatter: data };
}

/** Joins the parts of long tables, so that their columns are judged as a whole. The titles of a part are before its rows. */
function withWholeTables(blocks: readonly Block[]): readonly Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const end = last?.type === "table" ? last.rows.at(-1)?.cells[0]?.offset : undefined;
    const start = block.type === "table" ? block.header?.[0]?.offset : undefined;
    if (last?.type === "table" && block.type === "table" && start !== undefined && end !== undefined && start < end)
      joined[joined.length - 1] = { ...last, rows: [...last.rows, ...block.rows] };
    else joined.push(block);
  }
  return joined;
}

/** Blanks the empty titles that a table has beyond its line of dashes, because tables must have as many dashes as titles. */
function withoutEmptyTitles(text: string): string {
  return text.replaceAll(
    /^(\|.{1,500}\|)[ \t]+\|[ \t]*(?=\r?\n(\|[ \t:|-]{3,500})$)/gm,
    (line, titles: string, dashes: string) =>
      dashes.split("|").filter(Boolean).length < line.split("|").length - 2 ? titles.padEnd(line.length) : line,
  );
}

/** Blanks the anchors in braces at the end of lines: `### NO_CARD {#no-card}`. */
function withoutAnchors(text: string): string {
  return text.replaceAll(/[ \t]\{:?[ \t]?#[\w:. =-]{1,120}\}[ \t]*$/gm, (anchor) => " ".repeat(anchor.length));
}

/** Blanks the braces around the texts of MDX, in components and in their attributes: "{`NO_CARD`}" becomes " `NO_CARD` ". */
function withoutBraces(text: string): string {
  return text
    .replaceAll(/(?<=\w=)\{(["'`])([^"'`\n{}]{1,200})\1\}/g, (_, __, inner: string) => ` "${inner}" `)
    .replaceAll(/\{`([^`\n{}]{1,200})`\}/g, " `$1` ")
    .replaceAll(/\{(["'])([\w .:/-]{1,200})\1\}/g, "  $2  ");
}

/** Turns definitions, which the parser does not know, into paragraphs of the same length. Those within others are indented. */
function withoutDefinitions(text: string): string {
  return text.replaceAll(
    /^([ \t]{0,16})(`[^`\n]{1,80}`|\*\*[^*\n]{1,80}\*\*|"[^"\n]{1,80}"|[\w.:/-]{0,79}[\w/-]):?[ \t]{0,3}\r?\n[ \t]{0,16}:[ \t]{1,8}(?=\S)/gm,
    (whole, _, term: string) => `${term.padEnd(whole.length - 3)}\n\n `,
  );
}

function readFrontMatter(text: string): { readonly data: Readonly<Record<string, unknown>>; readonly length: number } {
  const [whole, yaml = ""] = /^\ufeff?---[ \t]*\r?\n([\s\S]{0,20000}?)\n---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  if (whole === undefined || hasManyAliases(yaml)) return { data: {}, length: 0 };
  try {
    const value: unknown = parseYaml(yaml, { logLevel: "silent", uniqueKeys: false, maxAliasCount: 10 });
    return { data: typeof value === "object" && value !== null ? { ...value } : {}, length: whole.length };
  } catch {
    return { data: {}, length: whole.length };
  }
}

/** Passes the nodes to the builder in their order, with an explicit stack, because hostile documents are deep. */
function walk(root: Root, builder: BlockBuilder, write: (node: Nodes) => void, shift: number): void {
  const stack: Visit[] = [{ node: root, next: 0, tag: undefined }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { node, tag } = top;
    const child = childrenOf(node)[top.next];
    if (child === undefined) {
      if (tag !== undefined) builder.close(tag, shift + (node.position?.end.offset ?? 0));
      stack.pop();
      continue;
    }
    if (stack.length > maxDepth) throw tooDeep(maxDepth);
    const start = shift + (child.position?.start.offset ?? 0);
    if (isEndOfTerm(child, top)) write({ type: "break", position: child.position });
    const childTag = tagOf(child, top, stack.at(-2));
    stack.push({ node: child, next: 0, tag: childTag });
    top.next += 1;
    if (childTag === undefined) write(child);
    else builder.open(childTag, {}, start);
  }
}

/** Checks whether a text begins the second line of a paragraph whose first one is only a code that is marked, and anchors. */
function isEndOfTerm(node: Nodes, { node: parent, next }: Visit): boolean {
  if (parent.type !== "paragraph" || node.type !== "text" || !/^[ \t]*\r?\n/.test(node.value)) return false;
  const [term, ...others] = parent.children.slice(0, next).filter((part) => !isBlank(part));
  let only: Nodes | undefined = others.length > 0 ? undefined : term;
  while (only !== undefined && /^(?:strong|emphasis|link)$/.test(only.type)) [only] = childrenOf(only);
  const name = (only !== term && only?.type === "text") || only?.type === "inlineCode" ? only.value : "";
  return isIdentifier(name.replace(/:$/, ""));
}

/** Checks whether a node shows nothing: white space, or an anchor. */
function isBlank(node: Nodes): boolean {
  return node.type === "text"
    ? node.value.trim() === ""
    : node.type === "html" && /^<\/?(?:a|span)\b/i.test(node.value);
}

type Root = ReturnType<typeof fromMarkdown>;
type Nodes = Root | Root["children"][number];

function childrenOf(node: Nodes): readonly Nodes[] {
  return "children" in node ? node.children : [];
}

interface Visit {
  readonly node: Nodes;
  /** Index of the child that is visited next. */
  next: number;
  readonly tag: string | undefined;
}

/** Creates a function that passes nodes without children to the builder. Parts of HTML share one parser, as they belong together. */
function nodeWriter(builder: BlockBuilder, body: string, isMdx: boolean): (node: Nodes, shift: number) => void {
  let htmlShift = 0;
  let written = 0;
  // In MDX, the texts within elements are Markdown as well.
  const html = htmlParser(builder, (index) => index + htmlShift, isMdx ? addMarked : undefined);
  return (node, shift) => {
    const start = shift + (node.position?.start.offset ?? 0);
    const markup = node.type === "html" ? node.value : rowsIn(node, shift);
    if (markup !== undefined) writeHtml(markup, start);
    else if (node.type === "code") element("pre", node.value, start, { "data-lang": node.lang ?? "" });
    else if (node.type === "inlineCode") element("code", node.value, start);
    else if (node.type === "break") element("br", "", start);
    else if (node.type === "text") builder.add(node.value, start);
  };

  function rowsIn(node: Nodes, shift: number): string | undefined {
    return builder.isInTable && isRow(node)
      ? body.slice(shift + (node.position?.start.offset ?? 0), shift + (node.position?.end.offset ?? 0))
      : undefined;
  }

  function writeHtml(text: string, start: number): void {
    htmlShift = start - written;
    html.write(text);
    written += text.length;
  }

  function addMarked(text: string, start: number): void {
    let end = 0;
    for (const { 0: whole, 1: code = "", index } of text.matchAll(/`([^`\n]{1,200})`/g)) {
      builder.add(text.slice(end, index), start + end);
      element("code", code, start + index + 1);
      end = index + whole.length;
    }
    builder.add(text.slice(end), start + end);
  }

  function element(tag: string, text: string, start: number, attributes: Attributes = {}): void {
    builder.open(tag, attributes, start);
    if (text !== "") builder.add(text, start);
    builder.close(tag, start);
  }
}

/** Checks whether a listing has rows of HTML: an empty line within a table ends it for the parser, which sees indented code then. */
function isRow(node: Nodes): boolean {
  return node.type === "code" && /^\s*<\/?t(?:[rdh]|body|head)\b/i.test(node.value);
}

const maxDepth = 1_000;

/** Returns the HTML element that a node stands for. The first paragraph of an item is the text of the item. */
function tagOf(node: Nodes, parent: Visit, grandparent: Visit | undefined): string | undefined {
  if (node.type === "heading") return `h${node.depth}`;
  if (node.type === "paragraph") return parent.node.type === "listItem" && parent.next === 0 ? undefined : "p";
  if (node.type === "tableCell") return grandparent?.next === 1 ? "th" : "td";
  return tags[node.type];
}

const tags: Readonly<Record<string, string>> = {
  table: "table",
  tableRow: "tr",
  list: "ul",
  listItem: "li",
  strong: "strong",
  emphasis: "em",
  link: "a",
  linkReference: "a",
  blockquote: "blockquote",
};
