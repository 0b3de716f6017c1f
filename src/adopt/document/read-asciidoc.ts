import type { Document } from "./block.ts";
import { BlockBuilder } from "./block-builder.ts";

/** Reads AsciiDoc: titles, tables, lists, definitions, listings and paragraphs. */
export function readAsciidoc(text: string): Document {
  const builder = new BlockBuilder();
  new AsciidocReader(text, builder).read();
  return { blocks: builder.finish(text.length), frontMatter: {} };
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

interface Cell extends Line {
  /** Number of the line of the table that the cell begins on. */
  readonly line: number;
}

class AsciidocReader {
  readonly #lines: readonly Line[];
  readonly #builder: BlockBuilder;
  /** The attributes in brackets above the next block. */
  #attributes = "";
  #at = 0;

  constructor(text: string, builder: BlockBuilder) {
    let offset = 0;
    this.#lines = text.split("\n").map((line) => {
      const start = offset;
      offset += line.length + 1;
      return { text: line.trimEnd(), offset: start };
    });
    this.#builder = builder;
  }

  read(): void {
    for (let line = this.#lines[this.#at]; line !== undefined; line = this.#lines[this.#at]) {
      this.#at += 1;
      this.#readPart(line);
    }
  }

  #readPart(line: Line): void {
    const { text, offset } = line;
    const [, marks = "", title = ""] = /^(={1,6}) +(\S.*)$/.exec(text) ?? [];
    const [, term, definition = ""] = /^(\S.{0,200}?):{2,4}(?: +(.*))?$/.exec(text) ?? [];
    const [, item] = /^\s*(?:[*.-]+|\d+\.) +(\S.*)$/.exec(text) ?? [];
    if (/^\[.*\]$/.test(text)) this.#attributes = text;
    else if (/^(?:\/\/|:[\w!-]+:|={4,}$|\*{4,}$|_{4,}$|--$|\+$)/.test(text)) return;
    else if (title !== "") this.#element(`h${marks.length}`, title, offset);
    else if (/^[|!]===/.test(text)) this.#readTable(text);
    else if (/^(?:-{4,}|\.{4,}|```.*)$/.test(text)) this.#readListing(text, offset);
    else if (term !== undefined) this.#readDefinition(term, definition, offset);
    else if (item !== undefined) this.#element("li", item, offset);
    else if (text !== "") this.#readParagraph("p", line);
  }

  #readDefinition(term: string, definition: string, offset: number): void {
    this.#element("dt", term, offset);
    if (definition !== "") this.#readParagraph("dd", { text: definition, offset });
  }

  /** Reads lines up to an empty one, or up to the beginning of another block. */
  #readParagraph(tag: string, first: Line): void {
    const lines = [first.text];
    for (let line = this.#lines[this.#at]; line !== undefined && isText(line.text); line = this.#lines[this.#at]) {
      lines.push(line.text);
      this.#at += 1;
    }
    this.#element(tag, lines.join("\n"), first.offset);
  }

  #readListing(fence: string, offset: number): void {
    const [, language = ""] = /^\[source,\s*"?(\w+)/.exec(this.#attributes) ?? /^```(\w+)/.exec(fence) ?? [];
    const lines = this.#until(fence.replace(/^```.*/, "```"));
    this.#builder.open("pre", { "data-lang": language }, offset);
    for (const line of lines) this.#builder.add(`${line.text}\n`, line.offset);
    this.#builder.close("pre", offset);
    this.#attributes = "";
  }

  /** Returns the lines up to a fence and moves behind it. */
  #until(fence: string): readonly Line[] {
    const end = this.#lines.findIndex(({ text }, index) => index >= this.#at && text === fence);
    const lines = this.#lines.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#lines.length : end + 1;
    return lines;
  }

  #readTable(fence: string): void {
    const lines = this.#until(fence);
    const cells = cellsOf(lines, fence.charAt(0));
    const columns = columnsIn(this.#attributes) ?? columnsOf(cells, lines);
    const hasHeader = /header/.test(this.#attributes) || isImplicit(cells, columns, lines);
    this.#attributes = "";
    if (columns === 0) return;
    this.#builder.open("table", {}, lines[0]?.offset ?? 0);
    for (let row = 0; row < cells.length; row += columns) {
      this.#builder.open("tr", {}, cells[row]?.offset ?? 0);
      for (const { text, offset } of cells.slice(row, row + columns))
        this.#element(hasHeader && row === 0 ? "th" : "td", text, offset);
      this.#builder.close("tr", cells[row]?.offset ?? 0);
    }
    this.#builder.close("table", lines.at(-1)?.offset ?? 0);
  }

  #element(tag: string, text: string, offset: number): void {
    this.#builder.open(tag, {}, offset);
    const plain = withoutLinks(text).replace(/^\+([^+\n]{1,200})\+$/, "`$1`");
    for (const part of plain.split(/(`[^`\n]+`|(?<!\w)\*[^*\n]+\*(?!\w))/)) this.#addPart(part, offset);
    this.#builder.close(tag, offset);
  }

  #addPart(part: string, offset: number): void {
    const mark = /^`.+`$/.test(part) ? "code" : /^\*.+\*$/.test(part) ? "strong" : undefined;
    if (mark !== undefined) this.#builder.open(mark, {}, offset);
    // Plus signs keep other marks within a part from being read: `+-101+`.
    const own = mark === undefined ? part : part.slice(1, -1).replace(/^\+(.+)\+$/, "$1");
    if (part !== "") this.#builder.add(own, offset);
    if (mark !== undefined) this.#builder.close(mark, offset);
  }
}

/** Splits the lines of a table into cells. What stands before a separator, such as `a|` or `2+|`, formats the cell. */
function cellsOf(lines: readonly Line[], separator: string): readonly Cell[] {
  const cells: { text: string; offset: number; line: number }[] = [];
  for (const [line, { text, offset }] of lines.entries()) {
    const parts = text.split(separator);
    const last = cells.at(-1);
    const [before = ""] = parts;
    if (last !== undefined && before.trim() !== "" && !isFormat(before)) last.text += `\n${before}`;
    let at = offset + before.length;
    for (const [index, part] of parts.slice(1).entries()) {
      const isLast = index === parts.length - 2;
      cells.push({ text: (isLast ? part : part.replace(/ [\d.+*<^>]*[a-z]?$/, "")).trim(), offset: at, line });
      at += part.length + 1;
    }
    if (cells.length > maxCells) break;
  }
  return cells;
}

const maxCells = 50_000;

function isFormat(text: string): boolean {
  return /^\s*[\d.+*<^>]*[adehlmsv]?$/.test(text);
}

/** Returns the number of columns that the attributes state: `cols="1,2"`, `cols=3*`. */
function columnsIn(attributes: string): number | undefined {
  const [, list = ""] = /cols=(?:"([^"]*)"|[\w*]+)/.exec(attributes) ?? [];
  const [, times] = /cols="?(\d+)\*/.exec(attributes) ?? [];
  if (times !== undefined) return Math.min(Number(times), 100);
  return list === "" ? undefined : Math.min(list.split(/[,;]/).length, 100);
}

/** Returns the number of cells on the first line, or in the first part before an empty line. */
function columnsOf(cells: readonly Cell[], lines: readonly Line[]): number {
  const start = cells[0]?.line ?? 0;
  const onFirst = cells.filter(({ line }) => line === start).length;
  if (onFirst > 1) return onFirst;
  const end = lines.findIndex(({ text }, index) => index > start && text === "");
  return cells.filter(({ line }) => end < 0 || line < end).length;
}

/** Checks whether an empty line follows the first row, which is a header then. */
function isImplicit(cells: readonly Cell[], columns: number, lines: readonly Line[]): boolean {
  const last = cells[columns - 1];
  return last !== undefined && cells[0]?.line === last.line && lines[last.line + 1]?.text === "";
}

function isText(text: string): boolean {
  return (
    text !== "" && !/^(?:[|!]===|[=*.-]+ |-{4,}|\.{4,}|\[.*\]$|\+$|\/\/)/.test(text) && !/:{2,4}(?: |$)/.test(text)
  );
}

/** Replaces links and references by their texts. */
function withoutLinks(text: string): string {
  return text
    .replaceAll(/(?:link|xref):[^\s[\]]{1,500}\[([^\]\n]{0,500})\]/g, "$1")
    .replaceAll(/<<[^<>,\n]{1,200}(?:,([^<>\n]{1,200}))?>>/g, "$1")
    .replaceAll(/\[\[[^\]\n]{1,200}\]\]/g, "");
}
