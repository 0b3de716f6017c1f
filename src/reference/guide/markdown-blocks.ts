/** A part of a page in Markdown. */
export type Block =
  | { readonly type: "heading"; readonly level: number; readonly text: string }
  | { readonly type: "paragraph"; readonly text: string }
  /** `start` is the number of the first item; undefined for a list without numbers. */
  | { readonly type: "list"; readonly start: number | undefined; readonly items: readonly string[] }
  | { readonly type: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: "code"; readonly language: string; readonly code: string };

/** A part of a line. */
export type Span =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "strong"; readonly spans: readonly Span[] }
  | { readonly type: "emphasis"; readonly spans: readonly Span[] }
  | { readonly type: "link"; readonly spans: readonly Span[]; readonly href: string };

/**
 * Splits Markdown into blocks. Covers what a reference needs: headings, paragraphs, lists, tables and fenced code. Nested items
 * become items of their list. Anything else, HTML included, is text; comments are left out.
 */
export function markdownBlocks(markdown: string): readonly Block[] {
  const lines = markdown.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const fenced = fencedBlock(lines, at);
    const end = fenced?.end ?? endOfBlock(lines, at);
    const isBlank = line.trim() === "" || /^<!--.*-->$/.test(line.trim());
    if (fenced !== undefined) blocks.push(fenced.block);
    else if (!isBlank) addBlock(blocks, blockOf(lines.slice(at, end)));
    at = end;
  }
  return blocks;
}

/** Items with blank lines between them are one list. */
function addBlock(blocks: Block[], block: Block): void {
  const last = blocks.at(-1);
  const isSameList =
    last?.type === "list" && block.type === "list" && (last.start === undefined) === (block.start === undefined);
  if (isSameList) blocks[blocks.length - 1] = { ...last, items: [...last.items, ...block.items] };
  else blocks.push(block);
}

const patterns = {
  escaped: "\\\\([!-/:-@[-`{-~])",
  // Backticks come before everything else, so that code can contain any character.
  code: "``((?:[^`]|`(?!`))+)``|`([^`]+)`",
  strong: "\\*\\*(?=\\S)([^*]+)\\*\\*|(?<!\\w)__(?=\\S)([^_]+)__(?!\\w)",
  emphasis: "(?<![*\\w])\\*(?=[^\\s*])([^*]+)\\*(?![*\\w])|(?<!\\w)_(?=[^\\s_])([^_]+)_(?!\\w)",
  link: '\\[((?:[^[\\]`]|`[^`]*`)+)\\]\\(((?:[^()\\s]|\\([^()\\s]*\\))+)(?:\\s+"[^"]*")?\\)',
  address: "<((?:https?:|mailto:)[^<>\\s]+)>",
};
const span = new RegExp(Object.values(patterns).join("|"), "g");

/** Splits a text into spans. */
export function spansOf(text: string): readonly Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(span)) {
    if (match.index > end) spans.push({ type: "text", text: text.slice(end, match.index) });
    spans.push(spanOf(match));
    end = match.index + match[0].length;
  }
  return end < text.length ? [...spans, { type: "text", text: text.slice(end) }] : spans;
}

function spanOf(match: RegExpMatchArray): Span {
  const [, escaped, doubled, code, strong, strong2, emphasis, emphasis2, label, href = "", address] = match;
  const text = doubled?.trim() ?? code;
  if (text !== undefined) return { type: "code", text };
  if (address !== undefined) return { type: "link", spans: [{ type: "text", text: address }], href: address };
  if (label !== undefined) return { type: "link", spans: spansOf(label), href };
  const bold = strong ?? strong2;
  if (bold !== undefined) return { type: "strong", spans: spansOf(bold) };
  const slanted = emphasis ?? emphasis2;
  if (slanted !== undefined) return { type: "emphasis", spans: spansOf(slanted) };
  return { type: "text", text: escaped ?? "" };
}

/** Whether a link leads to another site. Other schemes, such as `javascript:`, must not become links. */
export function isExternal(href: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(href);
}

/** Returns the code block that begins at a line, and the line after it. */
function fencedBlock(
  lines: readonly string[],
  at: number,
): { readonly block: Block; readonly end: number } | undefined {
  const [, ticks, language = ""] = /^(`{3,})([\w+-]*)\s*$/.exec(lines[at] ?? "") ?? [];
  if (ticks === undefined) return undefined;
  const close = lines.indexOf(ticks, at + 1);
  const end = close === -1 ? lines.length : close;
  return { block: { type: "code", language, code: lines.slice(at + 1, end).join("\n") }, end: end + 1 };
}

function endOfBlock(lines: readonly string[], at: number): number {
  const first = lines[at] ?? "";
  let end = at + 1;
  while (end < lines.length && !endsBlock(lines[end] ?? "", first)) end += 1;
  return end;
}

const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/;

function endsBlock(line: string, first: string): boolean {
  if (
    line.trim() === "" ||
    first.trim() === "" ||
    first.startsWith("<!--") ||
    /^(#{1,6} |`{3,}|<!--)/.test(line) ||
    first.startsWith("#")
  )
    return true;
  return line.startsWith("|") !== first.startsWith("|") || (item.test(line) && !item.test(first));
}

function blockOf(lines: readonly string[]): Block {
  const [first = ""] = lines;
  const [, marks, text] = /^(#{1,6}) +(.+?)\s*$/.exec(first) ?? [];
  if (marks !== undefined && text !== undefined) return { type: "heading", level: marks.length, text };
  if (first.startsWith("|") && /^\|[\s:|-]*-[\s:|-]*$/.test(lines[1] ?? "")) {
    const [head = [], , ...rows] = lines.map(cellsOf);
    return { type: "table", head, rows };
  }
  if (!item.test(first)) return { type: "paragraph", text: lines.map((line) => line.trim()).join(" ") };
  const items: string[] = [];
  for (const line of lines)
    if (item.test(line)) items.push(line.replace(item, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  const [number] = /^\d+/.exec(first.trim()) ?? [];
  return { type: "list", start: number === undefined ? undefined : Number(number), items };
}

/** A backslash before a bar makes it part of the cell. */
function cellsOf(line: string): readonly string[] {
  const cells = line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split(/(?<!\\)\|/);
  return cells.map((cell) => cell.replaceAll("\\|", "|").trim());
}
