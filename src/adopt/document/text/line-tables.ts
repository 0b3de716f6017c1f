import { isIdentifier } from "../../evidence/index.ts";
import { joinedRow } from "./glued.ts";
import { type ColumnKind, joinedTitles, kindOfTitle } from "./titles.ts";

/** A line of a text, or a body of JSON. */
export interface Line {
  readonly text: string;
  readonly offset: number;
}

/** Splits titles without gaps above a number that has a line of its own, as the cells below it have: `CodeInformation`, `1`. */
export function splitTitles(lines: readonly Line[]): readonly Line[] {
  return lines.flatMap((line, index) => {
    const [found] = line.text.includes(" ") ? [] : joinedTitles(line.text);
    const below = lines[index + 1]?.text || lines[index + 2]?.text;
    if (found === undefined || !/^-?\d{1,9}$/.test(below ?? "")) return [line];
    return found.titles.map((text) => ({ text, offset: line.offset }));
  });
}

/** Joins the rows of tables of which each cell has a line of its own, with or without a pipe, to lines with pipes. */
export function joinCellLines(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  const filled = lines.filter(({ text }) => text !== "").map((line) => ({ ...line, text: withoutPipes(line.text) }));
  let at = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    if (line.text !== "") at += 1;
    const table = line.text === "" ? undefined : tableAt(filled, at - 1);
    if (table === undefined) {
      joined.push(line);
      continue;
    }
    joined.push({ text: "", offset: line.offset }, ...table.rows, { text: "", offset: line.offset });
    const last = filled[table.end - 1]?.offset ?? 0;
    while (((lines[index + 1] as Line | undefined)?.offset ?? Number.POSITIVE_INFINITY) <= last) index += 1;
    at = table.end;
  }
  return joined;
}

interface CellTable {
  readonly rows: readonly Line[];
  /** Index after the last line of the table. */
  readonly end: number;
}

/** Titles of columns, and the places of codes and statuses among them. */
interface Titles {
  readonly texts: readonly string[];
  readonly kinds: readonly (ColumnKind | undefined)[];
  readonly code: number;
  readonly status: number;
}

/** Removes the pipes around a line that is one cell. */
function withoutPipes(text: string): string {
  const start = text.startsWith("|") ? 1 : 0;
  const end = text.length > 1 && text.endsWith("|") ? text.length - 1 : text.length;
  const cell = text.slice(start, end);
  return cell.includes("|") ? text : cell.trim();
}

function tableAt(lines: readonly Line[], at: number): CellTable | undefined {
  const titles = titlesAt(lines, at);
  if (titles === undefined) return undefined;
  const width = titles.texts.length;
  const rows: Line[] = [lineOf(titles.texts, lines[at]?.offset ?? 0)];
  let end = at + width;
  for (let next = rowsAt(lines, end, titles); next !== undefined; next = rowsAt(lines, end, titles)) {
    rows.push(...next.rows);
    end = next.end;
  }
  return rows.length < 3 ? undefined : { rows, end };
}

/** Reads titles of columns that have a line each: one of them is that of codes, and the line of the first code is at its place. */
function titlesAt(lines: readonly Line[], at: number): Titles | undefined {
  const texts = lines.slice(at, at + maxColumns).map(({ text }) => text);
  const kinds = texts.map(kindOfTitle);
  if (!isTitle(texts[0] ?? "") || !kinds.slice(0, maxColumns - 1).some((kind) => kind === "code" || kind === "status"))
    return undefined;
  // The title of the page stands before those of the columns.
  const isPage = /errors?$/i.test(texts[0] ?? "") && kinds.slice(1, 4).includes("code");
  for (let width = 2; !isPage && width < maxColumns && isTitle(texts[width - 1] ?? ""); width += 1) {
    const titles = titlesOf(texts.slice(0, width), kinds.slice(0, width));
    if (titles !== undefined && kinds[width] === undefined && isRowAt(lines, at + width, titles)) return titles;
  }
  return undefined;
}

/** Returns titles of which at least half are known, and one is that of codes; undefined for others. */
function titlesOf(texts: readonly string[], kinds: readonly (ColumnKind | undefined)[]): Titles | undefined {
  const known = kinds.filter((kind) => kind !== undefined).length;
  const [code = -1] = ["code", "name", "status"].flatMap((kind) => {
    const place = kinds.indexOf(kind as ColumnKind);
    return place < 0 ? [] : [place];
  });
  if (code < 0 || known < 2 || known * 2 < texts.length || kinds.includes("field")) return undefined;
  const status = kinds.indexOf("status");
  return { texts, kinds, code, status: status === code ? -1 : status };
}

const maxColumns = 8;

/** Checks whether a line may be the title of a column: a few words without the punctuation of a sentence. */
function isTitle(text: string): boolean {
  return text.length <= 40 && /^[A-Z#][\w ./'#?()-]*$/.test(text) && !/[.]$/.test(text) && text.split(" ").length <= 5;
}

function isRowAt(lines: readonly Line[], at: number, { texts, code, status }: Titles): boolean {
  const textAt = (index: number): string => lines[at + index]?.text ?? "";
  if (!isCode(textAt(code)) || (status >= 0 && !/^[1-5]\d\d\b/.test(textAt(status)))) return false;
  return texts.every((_, index) => index === code || textAt(index) !== "" || index > code);
}

/** Checks whether a cell is a number or written as a code. */
function isCode(text: string): boolean {
  const plain = text.replaceAll("`", "");
  return /^-?\d{1,9}$/.test(plain) || isIdentifier(plain) || /^[A-Z]{3,}$/.test(plain);
}

/** Reads the row at an index, whose last cell may have several lines, or those of cells that are lists of as many items each. */
function rowsAt(lines: readonly Line[], at: number, titles: Titles): CellTable | undefined {
  const { texts, code } = titles;
  const width = texts.length;
  const glued = gluedRow(lines[at]?.text ?? "", titles);
  if (glued !== undefined) return { rows: [lineOf(glued, lines[at]?.offset ?? 0)], end: at + 1 };
  if (!isRowAt(lines, at, titles)) return listsAt(lines, at, titles);
  const first = lines[at + code]?.text ?? "";
  let end = at + code + 1;
  // The row ends where the next one begins: as many lines before the next code as the first columns have.
  while (end < lines.length && end - at < maxLines && !isNext(lines, end, titles, first)) end += 1;
  const isEnd = end >= lines.length || end - at >= maxLines || isTitlesAgain(lines, end, texts);
  const cells = lines.slice(at, isEnd ? Math.min(end, at + width) : end).map(({ text }) => text);
  const last = cells.slice(width - 1).join(" ");
  const row = texts.map((_, index) => (index === width - 1 ? last : (cells[index] ?? "")));
  return { rows: [lineOf(row, lines[at]?.offset ?? 0)], end: at + cells.length };
}

/** Lines of one row. */
const maxLines = 20;

/** Reads a row whose cells stand together without gaps, as a few do in tables with a cell per line: `-104No cardShow it`. */
function gluedRow(text: string, { texts, kinds, code }: Titles): readonly string[] | undefined {
  if (code !== 0 || !/^-?\d{2,9}[A-Z]/.test(text)) return undefined;
  const own = kinds.map((kind, index) => (index === 0 ? "code" : (kind ?? "text")));
  return joinedRow(text, { titles: texts, kinds: own, isSpaced: false });
}

function isNext(lines: readonly Line[], at: number, titles: Titles, first: string): boolean {
  if (isTitlesAgain(lines, at, titles.texts) || gluedRow(lines[at]?.text ?? "", titles) !== undefined) return true;
  if (!isRowAt(lines, at, titles))
    return isBullet.test(lines[at + titles.code]?.text ?? "") && listsAt(lines, at, titles) !== undefined;
  // Behind other columns, a number is not one more code of a table of names.
  const next = lines[at + titles.code]?.text ?? "";
  return titles.code === 0 || /^-?\d+$/.test(next) === /^-?\d+$/.test(first);
}

function isTitlesAgain(lines: readonly Line[], at: number, texts: readonly string[]): boolean {
  return lines[at]?.text === texts[0] && lines[at + 1]?.text === texts[1];
}

/** Reads cells that are lists of as many items each: `400`, `• 1`, `• 4`, `• Bad name.`, `• Bad size.` */
function listsAt(lines: readonly Line[], at: number, titles: Titles): CellTable | undefined {
  const width = titles.texts.length;
  const row = lines.slice(at, at + width);
  const first = row.findIndex(({ text }) => isBullet.test(text));
  if (first < 0) return undefined;
  const rest = lines.slice(at + first, at + maxItems);
  const count = rest.findIndex(({ text }) => !isBullet.test(text));
  const items = rest.slice(0, count < 0 ? rest.length : count).map(({ text }) => text.slice(2));
  const length = items.length / (width - first);
  if (items.length < 2 || !Number.isInteger(length)) return undefined;
  const before = row.slice(0, first).map(({ text }) => text);
  const rows = Array.from({ length }, (_, index) => [
    ...before,
    ...items.filter((__, place) => place % length === index),
  ]);
  const offset = lines[at]?.offset ?? 0;
  const areRows = rows.every((cells) =>
    isRowAt(
      cells.map((text) => ({ text, offset })),
      0,
      titles,
    ),
  );
  return areRows ? { rows: rows.map((cells) => lineOf(cells, offset)), end: at + first + items.length } : undefined;
}

const isBullet = /^[-*•·] /;
const maxItems = 60;

function lineOf(cells: readonly string[], offset: number): Line {
  return { text: `| ${cells.map((cell) => cell.replaceAll("|", "/")).join(" | ")} |`, offset };
}
