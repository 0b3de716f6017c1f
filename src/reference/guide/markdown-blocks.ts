/** A part of a page in Markdown. */
export type Block =
  | { readonly type: "heading"; readonly level: number; readonly text: string }
  | { readonly type: "paragraph"; readonly text: string }
  | { readonly type: "list"; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly type: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: "code"; readonly language: string; readonly code: string };

/** A part of a line. */
export type Span =
  | { readonly type: "text" | "code" | "strong"; readonly text: string }
  | { readonly type: "link"; readonly text: string; readonly href: string };

/**
 * Splits Markdown into blocks. Covers what a reference needs: headings, paragraphs, lists of one level, tables and fenced code.
 * Anything else, HTML included, is text; comments are left out.
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
    else if (!isBlank) blocks.push(blockOf(lines.slice(at, end)));
    at = end;
  }
  return blocks;
}

/** Splits a text into spans. Backticks come first, so that code can contain any character. */
export function spansOf(text: string): readonly Span[] {
  const pattern = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^()\s]+)\)/g;
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, code, strong, label, href] = match;
    if (match.index > end) spans.push({ type: "text", text: text.slice(end, match.index) });
    if (code !== undefined) spans.push({ type: "code", text: code });
    else if (strong !== undefined) spans.push({ type: "strong", text: strong });
    else spans.push({ type: "link", text: label ?? "", href: href ?? "" });
    end = match.index + whole.length;
  }
  return end < text.length ? [...spans, { type: "text", text: text.slice(end) }] : spans;
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

const item = /^(?:[-*]|\d+\.) +/;

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
  if (first.startsWith("|")) {
    const [head = [], , ...rows] = lines.map(cellsOf);
    return { type: "table", head, rows };
  }
  if (!item.test(first)) return { type: "paragraph", text: lines.map((line) => line.trim()).join(" ") };
  const items: string[] = [];
  for (const line of lines)
    if (item.test(line)) items.push(line.replace(item, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  return { type: "list", isOrdered: /^\d/.test(first), items };
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
