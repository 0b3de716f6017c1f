import { type Block, isExternal, markdownBlocks, type Span, spansOf } from "../guide/index.ts";

/**
 * Writes the Markdown of a description as Markdown in which nothing but its own blocks and spans has a meaning, HTML included.
 *
 * @param level of its headings
 */
export function descriptionMarkdown(text: string, level: number): string {
  return markdownBlocks(text)
    .map((block) => blockText(block, level))
    .join("\n\n");
}

/** Writes the Markdown of a short description in one line. */
export function inlineMarkdown(text: string): string {
  return spansText(spansOf(text.replaceAll(/\s*\n\s*/g, " ")));
}

/** Escapes the characters that have a meaning in Markdown. */
export function escapePlain(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>#|]/g, "\\$&");
}

/** Writes a code block whose fence the code cannot close. */
export function fence(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${language}\n${code}\n${ticks}`;
}

function blockText(block: Block, level: number): string {
  if (block.type === "code") return fence(block.code, block.language);
  if (block.type === "heading") return `${"#".repeat(level)} ${inlineMarkdown(block.text)}`;
  if (block.type === "paragraph") return inlineMarkdown(block.text);
  if (block.type === "list") {
    const { start, items } = block;
    const marker = (index: number): string => (start === undefined ? "-" : `${start + index}.`);
    return items.map((item, index) => `${marker(index)} ${inlineMarkdown(item)}`).join("\n");
  }
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rows = [block.head, ...block.rows].map((row) => line(row.map(cellText)));
  return [rows[0], line(block.head.map(() => "---")), ...rows.slice(1)].join("\n");
}

/** A bar ends a cell, also within code. */
function cellText(cell: string): string {
  return inlineMarkdown(cell).replaceAll(/(?<!\\)\|/g, "\\|");
}

function spansText(spans: readonly Span[]): string {
  return spans.map(spanText).join("");
}

function spanText(span: Span): string {
  if (span.type === "text") return escapePlain(span.text);
  if (span.type === "code") return span.text.includes("`") ? `\`\` ${span.text} \`\`` : `\`${span.text}\``;
  const text = spansText(span.spans);
  if (span.type === "link") return isExternal(span.href) ? `[${text}](${span.href})` : text;
  return span.type === "strong" ? `**${text}**` : `*${text}*`;
}
