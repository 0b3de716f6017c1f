import type { Document } from "./block.ts";
import { type Attributes, BlockBuilder } from "./block-builder.ts";
import { gridRows, isGridBorder, isSimpleBorder, simpleRows, type TextRow } from "./text-tables.ts";

/** Reads reStructuredText: titles, grid and simple tables, list tables, definition lists, fields, lists and listings. */
export function readRest(text: string): Document {
  const builder = new BlockBuilder();
  new RestReader(linesOf(text), builder).read();
  return { blocks: builder.finish(text.length), frontMatter: {} };
}

interface Line {
  readonly text: string;
  readonly indent: number;
  readonly offset: number;
}

class RestReader {
  readonly #builder: BlockBuilder;
  readonly #lines: readonly Line[];
  readonly #depth: number;
  /** Characters that underline titles, in the order of their levels. */
  readonly #levels: string[] = [];
  #at = 0;

  constructor(lines: readonly Line[], builder: BlockBuilder, depth = 0) {
    this.#lines = lines;
    this.#builder = builder;
    this.#depth = depth;
  }

  read(): void {
    while (this.#at < this.#lines.length) {
      const start = this.#at;
      this.#readPart();
      // Text that no part recognises is skipped, so that the reader always ends.
      if (this.#at === start) this.#at += 1;
    }
  }

  #readPart(): void {
    const line = this.#line();
    if (line === undefined || line.text === "") return;
    if (this.#readTitle() || this.#readTable() || this.#readDirective()) return;
    if (isItem(line.text)) this.#readItem(line);
    else if (/^:[^:`]+:(?: |$)/.test(line.text)) this.#readField(line);
    else this.#readParagraph(line);
  }

  #line(ahead = 0): Line | undefined {
    return this.#lines[this.#at + ahead];
  }

  #readTitle(): boolean {
    const [first, second, third] = [this.#line(), this.#line(1), this.#line(2)];
    const hasOverline = isUnderline(first) && isUnderline(third) && first?.text[0] === third?.text[0];
    const [title, underline] = hasOverline ? [second, third] : [first, second];
    if (title === undefined || underline === undefined || !isTitled(title, underline)) return false;
    const mark = `${underline.text[0]}${hasOverline ? "over" : ""}`;
    if (!this.#levels.includes(mark)) this.#levels.push(mark);
    this.#element(`h${Math.min(this.#levels.indexOf(mark) + 1, 6)}`, title.text, title.offset);
    this.#at += hasOverline ? 3 : 2;
    return true;
  }

  #readTable(): boolean {
    const line = this.#line();
    if (line === undefined || !(isGridBorder(line.text) || isSimpleBorder(line.text))) return false;
    const isGrid = isGridBorder(line.text);
    const end = isGrid ? this.#endOfGrid() : this.#endOfSimple();
    // Lines that continue a cell are as far from the border as their column.
    const table = this.#lines.slice(this.#at, end).map(({ text, indent, offset }) => ({
      text: text === "" ? "" : " ".repeat(Math.max(0, indent - line.indent)) + text,
      offset,
    }));
    const rows = isGrid ? gridRows(table) : simpleRows(table);
    if (rows.length < 2) return false;
    this.#writeTable(rows);
    this.#at = end;
    return true;
  }

  #endOfGrid(): number {
    const end = this.#lines.findIndex(({ text }, index) => index > this.#at && !/^[+|]/.test(text));
    return end < 0 ? this.#lines.length : end;
  }

  /** A simple table ends with a border before an empty line, which is not the border of its header. */
  #endOfSimple(): number {
    const end = this.#lines.findIndex(
      ({ text }, index) => index > this.#at + 1 && isSimpleBorder(text) && (this.#lines[index + 1]?.text ?? "") === "",
    );
    return end < 0 ? this.#lines.length : end + 1;
  }

  #writeTable(rows: readonly TextRow[]): void {
    this.#builder.open("table", {}, rows[0]?.offset ?? 0);
    for (const { cells, isHeader, offset } of rows) {
      this.#builder.open("tr", {}, offset);
      for (const cell of cells) this.#element(isHeader ? "th" : "td", cell, offset);
      this.#builder.close("tr", offset);
    }
    this.#builder.close("table", rows.at(-1)?.offset ?? 0);
  }

  /** Reads `.. name:: argument` with its indented content, and skips comments and targets. */
  #readDirective(): boolean {
    const line = this.#line();
    const [, name, argument = ""] = /^\.\. (?:([\w:-]+)::)?\s*(.*)$/.exec(line?.text ?? "") ?? [];
    if (line === undefined || !/^\.\.(?: |$)/.test(line.text)) return false;
    this.#at += 1;
    const body = this.#indented(line.indent);
    if (name === undefined) return true;
    if (name === "list-table") this.#readListTable(body);
    else if (name === "csv-table") this.#writeTable(csvRows(body));
    else if (/^(?:code|code-block|sourcecode|parsed-literal|http:example)$/.test(name)) this.#listing(argument, body);
    else this.#readObject(name, argument, body, line);
    return true;
  }

  /** Reads directives with content that is text: notes, and descriptions of objects such as `.. py:exception:: X`. */
  #readObject(name: string, argument: string, body: readonly Line[], { offset }: Line): void {
    const isObject =
      /(?:exception|error|object|data|attribute|class|describe|option|glossary|macro|enumerator)$/.test(name) &&
      argument !== "";
    if (isObject) this.#element("dt", isConstant.test(name) ? ownName(argument) : argument, offset);
    else if (argument !== "" && !isAboutPage.test(name)) this.#element("p", argument, offset);
    if (!/^(?:raw|toctree|include|image|figure|contents)$/.test(name)) this.#nested(body);
    if (isObject) this.#closeList(offset);
  }

  #closeList(offset: number): void {
    this.#builder.open("dl", {}, offset);
    this.#builder.close("dl", offset);
  }

  /** Reads indented content as a document of its own. */
  #nested(body: readonly Line[]): void {
    if (this.#depth >= maxDepth) return;
    const indent = Math.min(
      ...body.filter(({ text }) => text !== "").map((line) => line.indent),
      Number.MAX_SAFE_INTEGER,
    );
    const lines = body.map((line) => ({ ...line, indent: Math.max(0, line.indent - indent) }));
    new RestReader(lines, this.#builder, this.#depth + 1).read();
  }

  #readListTable(body: readonly Line[]): void {
    const headers = Number(
      /^:header-rows:\s*(\d+)/.exec(body.find(({ text }) => text.startsWith(":header-rows:"))?.text ?? "")?.[1] ?? 0,
    );
    const rows: { cells: string[]; offset: number }[] = [];
    for (const { text, offset } of body) {
      const [, first] = /^\* - ?(.*)$/.exec(text) ?? [];
      const [, next] = /^- ?(.*)$/.exec(text) ?? [];
      if (first !== undefined) rows.push({ cells: [first], offset });
      else if (next !== undefined) rows.at(-1)?.cells.push(next);
      else if (!text.startsWith(":") && rows.length > 0 && text !== "") {
        const cells = rows.at(-1)?.cells ?? [];
        cells[cells.length - 1] = `${cells.at(-1)}\n${text}`;
      }
    }
    this.#writeTable(rows.map((row, index) => ({ ...row, isHeader: index < headers })));
  }

  #listing(language: string, body: readonly Line[]): void {
    const offset = body[0]?.offset ?? 0;
    const text = body
      .filter(({ text: line }, index) => index > 3 || !/^:[\w-]+:/.test(line))
      .map((line) => " ".repeat(line.indent) + line.text)
      .join("\n");
    this.#builder.open("pre", { "data-lang": language }, offset);
    this.#builder.add(text, offset);
    this.#builder.close("pre", offset);
  }

  /** Returns the lines below a line that are indented deeper, and moves behind them. */
  #indented(indent: number): readonly Line[] {
    const from = this.#at;
    while (this.#at < this.#lines.length && ((this.#line()?.indent ?? 0) > indent || this.#line()?.text === ""))
      this.#at += 1;
    return this.#lines.slice(from, this.#at);
  }

  #readItem(line: Line): void {
    this.#at += 1;
    const body = this.#indented(line.indent);
    // The item's own paragraph ends at an empty line or where another list begins.
    const end = body.findIndex(({ text }) => text === "" || isItem(text));
    const own = end < 0 ? body : body.slice(0, end);
    this.#builder.open("li", {}, line.offset);
    writeInline(
      this.#builder,
      [line.text.replace(/^\S+ /, ""), ...own.map(({ text }) => text)].join("\n"),
      line.offset,
    );
    this.#nested(body.slice(own.length));
    this.#builder.close("li", line.offset);
  }

  #readField(line: Line): void {
    this.#at += 1;
    const rest = this.#indented(line.indent)
      .map(({ text }) => text)
      .join(" ");
    const [, name = "", value = ""] = /^:([^:]+):\s*(.*)$/.exec(line.text) ?? [];
    this.#element("p", `${name}: ${value} ${rest}`.trim(), line.offset);
  }

  /** Reads a paragraph, or the term of a definition list if its next line is indented deeper. */
  #readParagraph(line: Line): void {
    const next = this.#line(1);
    if (next !== undefined && next.text !== "" && next.indent > line.indent) {
      this.#at += 1;
      this.#element("dt", line.text, line.offset);
      this.#nested(this.#indented(line.indent));
      const after = this.#line();
      const following = this.#line(1);
      const continues =
        after !== undefined &&
        following !== undefined &&
        after.text !== "" &&
        following.indent > after.indent &&
        following.text !== "";
      if (!continues) this.#closeList(line.offset);
      return;
    }
    const from = this.#at;
    while (this.#line() !== undefined && this.#line()?.text !== "") this.#at += 1;
    const text = this.#lines
      .slice(from, this.#at)
      .map((part) => part.text)
      .join("\n");
    this.#element("p", text.replace(/::$/, ":"), line.offset);
    if (text.endsWith("::")) this.#listing("", this.#indented(line.indent));
  }

  #element(tag: string, text: string, offset: number, attributes: Attributes = {}): void {
    writeElement(this.#builder, tag, text, offset, attributes);
  }
}

/** Directives of errors and constants, whose names may stand behind those of their modules. */
const isConstant = /^(?:(?:py|c|cpp):)?(?:auto)?(?:exception|data|macro|enumerator|class|attribute)$/;

/** Directives whose argument is not a text. */
const isAboutPage =
  /^(?:image|figure|toctree|include|raw|contents|index|versionadded|(?:py:)?(?:current)?module|auto\w+)$/;

/** Returns a name without that of its module, and without its arguments or its value: `desk.ERR_LENT`, `CardError(message)`. */
function ownName(argument: string): string {
  const [, name = argument] = /^(?:[A-Za-z_]\w*(?:\.|::))*([A-Za-z_]\w*)\s*(?:[(=:].*)?$/.exec(argument.trim()) ?? [];
  return name;
}

function linesOf(text: string): readonly Line[] {
  let offset = 0;
  return text.split("\n").map((raw) => {
    const expanded = raw.replace(/\r$/, "").replaceAll("\t", "        ");
    const indent = expanded.length - expanded.trimStart().length;
    const line = { text: expanded.trim(), indent, offset: offset + indent };
    offset += raw.length + 1;
    return line;
  });
}

function isTitled(title: Line, underline: Line): boolean {
  if (title.text === "" || isUnderline(title) || !isUnderline(underline) || underline.indent > 0) return false;
  return underline.text.length >= Math.min(title.text.length, 3);
}

function isUnderline(line: Line | undefined): boolean {
  return line !== undefined && /^([=\-~^"'`#*+.:_])\1{2,}$/.test(line.text);
}

function isItem(text: string): boolean {
  return /^(?:[-*+•]|\d+[.)]|#\.) /.test(text);
}

/** Deepest nesting of indented parts. */
const maxDepth = 20;

/** Reads rows of comma-separated values, as far as tables of errors need them. */
function csvRows(body: readonly Line[]): readonly TextRow[] {
  const header = body.find(({ text }) => text.startsWith(":header:"));
  const rows = body.filter(({ text }) => text !== "" && !text.startsWith(":"));
  const cellsOf = (text: string): readonly string[] =>
    Array.from(text.matchAll(/"((?:[^"]|"")*)"|([^,"]+)/g), ([, quoted, plain = ""]) => (quoted ?? plain).trim());
  const head =
    header === undefined ? [] : [{ cells: cellsOf(header.text.slice(8)), isHeader: true, offset: header.offset }];
  return [...head, ...rows.map(({ text, offset }) => ({ cells: cellsOf(text), isHeader: false, offset }))];
}

const inlineMarkup =
  /``([^`]+)``|:[\w:.-]+:`([^`<]+?)(?:\s*<[^`>]*>)?`|`([^`<]+?)(?:\s*<[^`>]*>)?`_{0,2}|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g;

/** Passes an element to the builder. */
function writeElement(
  builder: BlockBuilder,
  tag: string,
  text: string,
  offset: number,
  attributes: Attributes = {},
): void {
  builder.open(tag, attributes, offset);
  writeInline(builder, text, offset);
  builder.close(tag, offset);
}

/** Passes a text with inline markup to the builder. */
function writeInline(builder: BlockBuilder, text: string, offset: number): void {
  let from = 0;
  for (const match of text.matchAll(inlineMarkup)) {
    const [whole, code, role, link, strong, emphasised] = match;
    addLines(builder, text.slice(from, match.index), offset);
    const mark =
      code !== undefined || (role !== undefined && /^:(?:code|literal|samp|py|http|c|cpp|js)/.test(whole))
        ? "code"
        : strong !== undefined
          ? "strong"
          : undefined;
    const content = code ?? role ?? link ?? strong ?? emphasised ?? "";
    if (mark !== undefined) builder.open(mark, {}, offset);
    addLines(builder, content, offset);
    if (mark !== undefined) builder.close(mark, offset);
    from = match.index + whole.length;
  }
  addLines(builder, text.slice(from), offset);
}

function addLines(builder: BlockBuilder, text: string, offset: number): void {
  if (text !== "") builder.add(text.replaceAll("\n", " "), offset);
}
