import { describesFailure, isIdentifier, phrases } from "../../evidence/index.ts";
import type { Document } from "../block.ts";
import { BlockBuilder } from "../block-builder.ts";
import { gridRows, isGridBorder } from "../text-tables.ts";
import { gluedCode, joinedRow, namedNumber } from "./glued.ts";
import type { Line } from "./line-tables.ts";
import { type NumberedLine, numberedLines } from "./numbered-lines.ts";
import { splitBodies } from "./text-lines.ts";
import { type JoinedTitles, joinedTitles, kindOfTitle } from "./titles.ts";

/** Reads plain text as people paste it from pages: rows with pipes, tabs, wide gaps or no gaps at all between cells, and bodies. */
export function readText(text: string): Document {
  const builder = new BlockBuilder();
  new TextReader(text, builder).read();
  return { blocks: builder.finish(text.length), frontMatter: {} };
}

class TextReader {
  readonly #builder: BlockBuilder;
  readonly #lines: Line[];
  #at = 0;
  /** Index of the first line that may begin rows of names and numbers, so that lines are not tried again one by one. */
  #withoutNames = 0;
  /** Whether the text below a code belongs to it. */
  #isOpen = false;
  /** Whether numbers stand before titles, below which are their texts: `190: Card expired`. */
  readonly #numbersTitles: boolean;
  /** Whether codes in capitals have lines of their own, so that single words in capitals are codes, too. */
  readonly #namesCodes: boolean;

  /** The lines that list numbers of errors. */
  readonly #numbered: ReadonlyMap<Line, NumberedLine>;

  constructor(text: string, builder: BlockBuilder) {
    this.#lines = splitBodies(text);
    this.#numbered = numberedLines(this.#lines);
    this.#builder = builder;
    const filled = this.#lines.filter((line) => line.text !== "");
    const numbered = filled.filter(
      (line, index) => isNumberedTitle(line.text) && !isNumberedTitle(filled[index + 1]?.text ?? ""),
    );
    this.#numbersTitles = numbered.length > 2;
    this.#namesCodes = this.#lines.filter((line) => /^[A-Z]{2,}_[A-Z_]+$/.test(line.text)).length > 1;
  }

  read(): void {
    for (let line = this.#line(); line !== undefined; line = this.#line()) {
      const start = this.#at;
      if (line.text === "") this.#at += 1;
      else this.#readPart(line);
      if (this.#at === start) this.#at += 1;
    }
    this.#closeEntry(0);
  }

  #line(ahead = 0): Line | undefined {
    return this.#lines[this.#at + ahead];
  }

  #readPart(line: Line): void {
    const isTable = this.#readGrid() || this.#readSeparated() || this.#readJoined();
    if (isTable || this.#readStatuses() || this.#readNumbers() || this.#readNamedNumbers()) return;
    this.#readLine(line);
    this.#at += 1;
  }

  #readLine(line: Line): void {
    const { text, offset } = line;
    const code = gluedCode(text);
    if (text.startsWith("{")) this.#element("pre", line);
    else if (this.#namesCodes && /^[A-Z]{3,}$/.test(text)) this.#openEntry(text, "", offset);
    else if (code !== undefined) this.#openEntry(code.code, code.rest, offset);
    else if (/^(?:[-*•·]|\d+[.)]) /.test(text)) this.#element("li", { text: text.replace(/^\S+ /, ""), offset });
    else if (!this.#isOpen && isStatusTitle(text)) this.#element("h6", line);
    else if (this.#numbersTitles && isNumberedTitle(text)) this.#readNumberedTitle(line);
    else if (isTitle(text) && !this.#isTextOfEntry(text)) this.#readTitle(line);
    else this.#element("p", line);
  }

  /** Checks whether a line is the text of the code that stands alone above it: a sentence of a failure without a full stop. */
  #isTextOfEntry(text: string): boolean {
    if (!this.#isOpen || !/^[A-Z][a-z]* [^A-Z].* .*$/.test(text)) return false;
    const above = [1, 2].map((lines) => this.#line(-lines)?.text ?? "").find((line) => line !== "") ?? "";
    const below = [1, 2, 3].map((lines) => this.#line(lines)?.text ?? "").find((line) => line !== "") ?? "";
    return gluedCode(above)?.rest === "" && (describesFailure(text) || /^[A-Z][A-Za-z ]{2,20}: /.test(below));
  }

  #readNumberedTitle(line: Line): void {
    this.#closeEntry(line.offset);
    this.#element("h4", line);
  }

  #readTitle({ text, offset }: Line): void {
    this.#closeEntry(offset);
    const [, marks = "##"] = /^(#{1,6}) /.exec(text) ?? [];
    const title = text.replace(/^#+ /, "");
    const own = isIdentifier(title) ? this.#titleBelow() : undefined;
    this.#element(`h${marks.length}`, { text: own === undefined ? title : `${title}: ${own}`, offset });
  }

  /** Reads the title of a code, on the line below it, so that it is not that of another section. */
  #titleBelow(): string | undefined {
    const [ahead] = [1, 2].filter((lines) => (this.#line(lines)?.text ?? "") !== "");
    const next = ahead === undefined ? "" : (this.#line(ahead)?.text ?? "");
    if (ahead === undefined || !isTitle(next) || next.startsWith("#") || !/\s/.test(next)) return undefined;
    this.#at += ahead;
    return next;
  }

  /** A code at the beginning of a line opens an entry, to which labelled lines below belong. */
  #openEntry(code: string, rest: string, offset: number): void {
    this.#builder.open("dt", {}, offset);
    this.#builder.add(code, offset);
    this.#builder.close("dt", offset);
    this.#isOpen = true;
    if (rest !== "") this.#element("p", { text: rest, offset: offset + code.length });
  }

  #closeEntry(offset: number): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#builder.open("dl", {}, offset);
    this.#builder.close("dl", offset);
  }

  #readGrid(): boolean {
    const from = this.#at;
    if (!isGridBorder(this.#line()?.text ?? "")) return false;
    while (/^[+|]/.test(this.#line()?.text ?? "")) this.#at += 1;
    this.#closeEntry(this.#lines[from]?.offset ?? 0);
    this.#table(gridRows(this.#lines.slice(from, this.#at)).map(({ cells, offset }) => ({ cells, offset })));
    return true;
  }

  /** Reads rows whose cells are separated by pipes, tabs or at least two spaces. */
  #readSeparated(): boolean {
    for (const separator of separators) {
      const rows = this.#rowsFrom(separator);
      if (rows.length < 2) continue;
      this.#closeEntry(rows[0]?.offset ?? 0);
      this.#table(
        rows.filter((row) => !isBorder(row)),
        rows[1] !== undefined && isBorder(rows[1]),
      );
      this.#at += rows.length;
      return true;
    }
    return false;
  }

  #rowsFrom(separator: RegExp): readonly Row[] {
    const rows: Row[] = [];
    const header = this.#line()?.text;
    const [, lead = ""] = /^([^|]{20,200}:)[ ]?(?=[A-Z]\w* ?\|)/.exec(header ?? "") ?? [];
    for (let line = this.#line(); line !== undefined; line = this.#line(rows.length)) {
      // A sentence may stand before the titles without a gap: `Every error has these members:Field | Type`.
      const cells = line.text
        .slice(rows.length === 0 ? lead.length : 0)
        .replace(/^\|/, "")
        .replace(/\|$/, "")
        .split(separator)
        .flatMap((cell) => splitStatus(cell.trim(), separator));
      // The border of a table may have fewer cells, and a line like its titles begins another one.
      const isBorder = rows.length > 0 && /^\|[-:| ]*-[-:| ]*$/.test(line.text);
      const isTitled = kindOfTitle(cells[0] ?? "") !== undefined;
      const isNext =
        rows.length > 1 && isTitled && (line.text === header || isDashes(this.#line(rows.length + 1)?.text));
      if (isNext || (cells.length < 2 && !isBorder) || cells.length > 20 || line.text.startsWith("{")) break;
      rows.push({ cells, offset: line.offset });
    }
    return rows;
  }

  /** Reads rows below a line of titles that no separator divides. A text may have several lines. */
  #readJoined(): boolean {
    const ways = joinedTitles(this.#line()?.text ?? "").map((header) => ({ header, ...this.#joinedRows(header) }));
    const [best] = ways.toSorted((one, other) => other.rows.length - one.rows.length);
    if (best === undefined || best.rows.length < (best.header.isSpaced ? 2 : 1)) return false;
    this.#closeEntry(best.rows[0]?.offset ?? 0);
    this.#table([{ cells: best.header.titles, offset: this.#line()?.offset ?? 0 }, ...best.rows], true);
    this.#at += best.end;
    return true;
  }

  #joinedRows(header: JoinedTitles): { readonly rows: readonly Row[]; readonly end: number } {
    const rows: Row[] = [];
    let end = 1;
    const code = header.kinds.indexOf("code");
    const isNumber = ({ cells }: Row): boolean => /^-?\d+$/.test(cells[code] ?? "");
    for (let next = this.#nextRow(end, header); next !== undefined; next = this.#nextRow(end, header)) {
      const last = rows.at(-1);
      // A sentence may begin with a word in capitals, but not among numbers.
      if (last !== undefined && isNumber(last) !== isNumber(next.row)) break;
      if (last !== undefined && next.before !== "")
        rows[rows.length - 1] = { ...last, cells: [...last.cells.slice(0, -1), `${last.cells.at(-1)} ${next.before}`] };
      rows.push(next.row);
      end = next.end;
    }
    return { rows, end };
  }

  /** Returns the next row of a table, and the lines of the last text before it. */
  #nextRow(from: number, header: JoinedTitles): { row: Row; before: string; end: number } | undefined {
    const before: string[] = [];
    const lines = this.#lines.slice(this.#at + from, this.#at + from + (from === 1 ? 2 : 4));
    for (const [index, line] of lines.entries()) {
      const row = rowOf(line, header);
      if (row !== undefined) return { row, before: before.join(" "), end: from + index + 1 };
      const whole = rowOf(withStatus(line, this.#line(from + index + 1)), header);
      if (whole !== undefined) return { row: whole, before: before.join(" "), end: from + index + 2 };
      // An empty line ends the table, unless a row follows directly.
      const isEnd =
        line.text === "" ? index > 0 : from === 1 || isTitle(line.text) || joinedTitles(line.text).length > 0;
      if (isEnd) return undefined;
      if (line.text !== "") before.push(line.text);
    }
    return undefined;
  }

  /** Reads lines that begin with a status, whose other cells follow without a gap: `404Not FoundNo such page`. */
  #readStatuses(): boolean {
    const rows: Row[] = [];
    for (let line = this.#line(); line !== undefined; line = this.#line(rows.length)) {
      const [, status, rest] = /^([1-5]\d\d)\s*[:–—-]?\s*([A-Z].*)$/.exec(line.text) ?? [];
      if (status === undefined || rest === undefined || gluedCode(rest) !== undefined) break;
      rows.push({ cells: [status, rest], offset: line.offset });
    }
    if (rows.length < 2) return false;
    this.#closeEntry(rows[0]?.offset ?? 0);
    this.#table(rows);
    this.#at += rows.length;
    return true;
  }

  /** Reads lines that begin with the numbers of a list, or with any below titles: `1001 No card`. Empty lines may divide them. */
  #readNumbers(): boolean {
    const above = [1, 2].map((lines) => this.#line(-lines)?.text ?? "").find((line) => line !== "") ?? "";
    const isTitled = isTitlesOfNumbers.test(above);
    const { rows, end } = this.#rowsWhile((line) => (isTitled ? titledRow(line) : this.#numberedRow(line)));
    const statuses = rows.filter(({ cells: [number = ""] }) => phrases[Number(number)] !== undefined).length;
    if (rows.length < (isTitled ? 3 : 1) || (isTitled && statuses * 3 > rows.length)) return false;
    this.#closeEntry(rows[0]?.offset ?? 0);
    this.#table([{ cells: ["Code", "Description"], offset: rows[0]?.offset ?? 0 }, ...rows]);
    this.#at += end;
    return true;
  }

  /** Reads rows up to a line that is none. An empty line may stand between two. */
  #rowsWhile(rowOf: (line: Line) => Row | undefined): { readonly rows: readonly Row[]; readonly end: number } {
    const rows: Row[] = [];
    let end = 0;
    for (let line = this.#line(); line !== undefined; line = this.#line(end)) {
      const ahead = line.text === "" ? end + 1 : end;
      const next = this.#line(ahead);
      const row = next === undefined ? undefined : rowOf(next);
      if (row === undefined) break;
      rows.push(row);
      end = ahead + 1;
    }
    return { rows, end };
  }

  #numberedRow(line: Line): Row | undefined {
    const numbered = this.#numbered.get(line);
    return numbered === undefined ? undefined : { cells: [numbered.code, numbered.text], offset: line.offset };
  }

  /** Reads lines without titles that begin with a name and a number: `NO_CARD3001No card`. `ERR3001No card` begins with a code. */
  #readNamedNumbers(): boolean {
    if (this.#at < this.#withoutNames) return false;
    const rows: Row[] = [];
    for (let line = this.#line(); line !== undefined; line = this.#line(rows.length)) {
      const { cell: name, rest } = namedNumber(line.text) ?? {};
      const [, number, text] = /^(-?\d+)\s*(.*)$/.exec(rest ?? "") ?? [];
      if (name === undefined || number === undefined || text === undefined) break;
      rows.push({ cells: [name, number, text], offset: line.offset });
    }
    const names = new Set(rows.map(({ cells: [name] }) => name));
    const numbers = new Set(rows.map(({ cells: [, number] }) => number));
    if (rows.length < 3 || Math.min(names.size, numbers.size) * 5 < rows.length * 4) {
      this.#withoutNames = this.#at + rows.length;
      return false;
    }
    this.#closeEntry(rows[0]?.offset ?? 0);
    this.#table([{ cells: ["Name", "Code", "Description"], offset: rows[0]?.offset ?? 0 }, ...rows], true);
    this.#at += rows.length;
    return true;
  }

  #table(rows: readonly Row[], hasTitles = false): void {
    const [first] = rows;
    const isHeader = hasTitles || first?.cells.some((cell) => kindOfTitle(cell) !== undefined) === true;
    this.#builder.open("table", {}, first?.offset ?? 0);
    for (const [index, { cells, offset }] of rows.entries()) {
      this.#builder.open("tr", {}, offset);
      for (const cell of cells) this.#element(isHeader && index === 0 ? "th" : "td", { text: cell, offset });
      this.#builder.close("tr", offset);
    }
    this.#builder.close("table", rows.at(-1)?.offset ?? 0);
  }

  #element(tag: string, { text, offset }: Line): void {
    this.#builder.open(tag, {}, offset);
    for (const part of tag === "pre" ? [text] : text.split(/(`[^`\n]+`|\*\*[^*\n]+\*\*)/)) this.#addPart(part, offset);
    this.#builder.close(tag, offset);
  }

  /** Adds text that may be marked as Markdown marks it. */
  #addPart(part: string, offset: number): void {
    const mark = /^`.+`$/.test(part) ? "code" : /^\*\*.+\*\*$/.test(part) ? "strong" : undefined;
    if (mark !== undefined) this.#builder.open(mark, {}, offset);
    if (part !== "") this.#builder.add(mark === undefined ? part : part.replace(/^[`*]+|[`*]+$/g, ""), offset);
    if (mark !== undefined) this.#builder.close(mark, offset);
  }
}

interface Row {
  readonly cells: readonly string[];
  readonly offset: number;
}

/** Adds the status on the line below a row, where a line break in the cell before has left it. */
function withStatus(line: Line, next: Line | undefined): Line {
  return /^[1-5]\d\d$/.test(next?.text ?? "") ? { ...line, text: `${line.text} ${next?.text}` } : line;
}

function rowOf(line: Line, header: JoinedTitles): Row | undefined {
  if (line.text === "" || joinedTitles(line.text).length > 0) return undefined;
  const cells = joinedRow(line.text, header);
  return cells === undefined ? undefined : { cells, offset: line.offset };
}

/** Reads a line below the titles of numbers and texts. */
function titledRow({ text, offset }: Line): Row | undefined {
  const [, number, rest] = /^(-?\d{1,9})(?:\s*[:：=–—-]\s*|\s+)(?=[\p{L}"'(])(.*)$/u.exec(text) ?? [];
  return number === undefined || rest === undefined ? undefined : { cells: [number, rest], offset };
}

/** Checks whether a row is the line below the titles of a table: `|---|---|`. */
function isBorder({ cells }: Row): boolean {
  return cells.every((cell) => /^:?[-=]*:?$/.test(cell));
}

/** Splits the longest code of a column from its status, between which there is only one space: `CARD_EXPIRED 403`. */
function splitStatus(cell: string, separator: RegExp): readonly string[] {
  const parts = separator === separators.at(-1) ? /^([A-Z][A-Z\d]*(?:_[A-Z\d]+)+) ([45]\d\d)$/.exec(cell) : null;
  return parts === null ? [cell] : parts.slice(1);
}

/** Titles above numbers and texts that have only spaces between them: `Code Meaning`, `Err Code Description`. */
const isTitlesOfNumbers =
  /^["']?(?:(?:err|error|response|result|return|reason) )?(?:codes?|number|errno)["']? ["']?(?:message|meaning|description|explanation|text|reason|details?)\b.{0,40}$/i;

function isNumberedTitle(text: string): boolean {
  return /^(?:(?:[A-Z][a-z]+ ){0,2}[Cc]ode )?-?\d{1,9}: [A-Z].{2,80}(?<![.;])$/.test(text);
}

/** Checks whether a line is a status and HTTP's own phrase: `409 Conflict`, `404 — Not Found`. */
function isStatusTitle(text: string): boolean {
  const [, status = "", phrase = ""] = /^([1-5]\d\d)\s*[-–—:]?\s*([A-Z][A-Za-z' -]{1,40})$/.exec(text) ?? [];
  return status !== "" && phrases[Number(status)]?.toLowerCase() === phrase.toLowerCase();
}

function isDashes(text = ""): boolean {
  return /^\|?[-:| ]*-[-:| ]*$/.test(text);
}

const separators = [/\|/, /\t+/, /\s{2,}(?=\S)/];

/** Checks whether a line is a title: a few words without the punctuation of a sentence or a label. */
function isTitle(text: string): boolean {
  if (/^#{1,6} \S.{0,80}$/.test(text)) return true;
  if (/^[45]\d\d [A-Z][A-Za-z' ]{2,40} [-–—] [A-Za-z][\w.-]*$/.test(text)) return true;
  return (
    text.length <= 60 &&
    /^(?:\d{1,2}(?:\.\d{1,2})+\.? )?[A-Z]/.test(text) &&
    !/[.,:;!?|{}=]$|: /.test(text) &&
    text.split(" ").length <= 8
  );
}
