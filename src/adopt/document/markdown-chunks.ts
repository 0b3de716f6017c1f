/** A part of a document that can be parsed by itself. */
export interface MarkdownChunk {
  readonly text: string;
  /** Offset in the document of everything after the prefix. */
  readonly offset: number;
  /** Length of the header of a table, which is repeated at the beginning of each of its parts. */
  readonly prefix: number;
}

/**
 * Cuts a document at empty lines outside of listings, and long tables and lists between rows and items, because the parser's
 * time grows faster than the length of its text.
 */
export function markdownChunks(text: string): readonly MarkdownChunk[] {
  const chunks: MarkdownChunk[] = [];
  const lines = new LineState();
  let from = 0;
  let prefix = "";
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at) + 1 || text.length;
    lines.add(text.slice(at, end));
    at = end;
    if (end < text.length && (end - from < maxLength || !lines.canCut(text, end))) continue;
    chunks.push({ text: prefix + text.slice(from, end), offset: from, prefix: prefix.length });
    prefix = lines.header();
    from = end;
  }
  return chunks;
}

/** Length from which a chunk is cut, in characters. */
const maxLength = 8_000;

/** Tracks whether a line is in a listing or in a table. */
class LineState {
  #fence: string | undefined;
  /** The first two rows of the table that the last line belongs to. */
  #rows: string[] = [];
  #isEmpty = true;
  /** Whether the last line that is not indented begins an item. */
  #isListed = false;

  add(line: string): void {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && this.#fence === undefined) this.#fence = mark;
    else if (mark?.startsWith(this.#fence ?? " ") === true) this.#fence = undefined;
    this.#isEmpty = line.trim() === "";
    if (/^\S/.test(line)) this.#isListed = isItem(line);
    if (!/^\s*\|/.test(line)) this.#rows = [];
    else if (this.#rows.length < 3) this.#rows.push(line);
  }

  canCut(text: string, at: number): boolean {
    if (this.#fence !== undefined) return false;
    // The parser's time grows fastest with lists, and each item of the outermost one is a list by itself.
    return this.#isEmpty || this.#rows.length > 2 || (this.#isListed && isItem(text.slice(at, at + 12)));
  }

  /** Returns the header that the rest of a table needs. */
  header(): string {
    const [titles = "", delimiters = "", first] = this.#rows;
    return first !== undefined && /^[\s|:-]+$/.test(delimiters) ? titles + delimiters : "";
  }
}

function isItem(line: string): boolean {
  return /^(?:[-*+]|\d{1,9}[.)]) /.test(line);
}
