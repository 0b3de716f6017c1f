/** Why a record is not valid CSV (RFC 4180). */
export type CsvProblem = "text_after_quote" | "bare_quote" | "unclosed_quote";

/** One record of a table. */
export interface CsvRecord {
  /** The cells before a problem, up to the limit of the reader. A cell without any characters is null; a cell that contains `""` is empty text. */
  readonly cells: readonly (string | null)[];
  /** Number of cells, including those above the limit. */
  readonly count: number;
  /** Line on which the record ends, from 1. */
  readonly line: number;
  readonly problem: CsvProblem | undefined;
}

/** Reads a table record by record. */
export interface CsvReader {
  /**
   * Returns the next record, and undefined at the end. Empty lines are skipped.
   *
   * @param maxCells cells to return; further cells are only counted
   */
  next(maxCells: number): CsvRecord | undefined;
}

const [lineFeed, carriageReturn, quote] = [10, 13, 34];

/**
 * Creates a reader. Records end at CR LF, LF or CR, in any mix. After a problem, reading continues on the next line;
 * after an unclosed quotation mark, there is no next line. Takes time in proportion to the length of the text.
 *
 * @param delimiter one character
 */
export function csvReader(text: string, delimiter: string): CsvReader {
  const delimiterCode = delimiter.charCodeAt(0);
  let position = 0;
  let line = 1;
  /** The last cell, without its quotation marks. */
  let [cellStart, cellEnd, isQuoted] = [0, 0, false];

  function isLineBreak(code: number): boolean {
    return code === lineFeed || code === carriageReturn;
  }

  /** Moves past a line break. */
  function skipLineBreak(): void {
    position += text.charCodeAt(position) === carriageReturn && text.charCodeAt(position + 1) === lineFeed ? 2 : 1;
    line += 1;
  }

  /** Moves to the end of a quoted cell. @returns whether its quotation mark is closed */
  function skipQuoted(): boolean {
    while (position < text.length) {
      const code = text.charCodeAt(position);
      if (isLineBreak(code)) skipLineBreak();
      else if (code !== quote) position += 1;
      else if (text.charCodeAt(position + 1) === quote) position += 2;
      else return true;
    }
    return false;
  }

  /** Reads a quoted cell and its quotation marks. */
  function readQuoted(): CsvProblem | undefined {
    position += 1;
    cellStart = position;
    isQuoted = true;
    if (!skipQuoted()) return "unclosed_quote";
    cellEnd = position;
    position += 1;
    const next = text.charCodeAt(position);
    return position >= text.length || next === delimiterCode || isLineBreak(next) ? undefined : "text_after_quote";
  }

  function readPlain(): CsvProblem | undefined {
    cellStart = position;
    isQuoted = false;
    for (; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      if (code === quote) return "bare_quote";
      if (code === delimiterCode || isLineBreak(code)) break;
    }
    cellEnd = position;
    return undefined;
  }

  function cellText(): string | null {
    const content = text.slice(cellStart, cellEnd);
    if (!isQuoted) return content === "" ? null : content;
    return content.includes('""') ? unescapeQuotes(content) : content;
  }

  function readCell(): CsvProblem | undefined {
    return text.charCodeAt(position) === quote ? readQuoted() : readPlain();
  }

  function skipToLineBreak(): void {
    while (position < text.length && !isLineBreak(text.charCodeAt(position))) position += 1;
  }

  function readRecord(maxCells: number): CsvRecord {
    const cells: (string | null)[] = [];
    const firstLine = line;
    let count = 0;
    let problem: CsvProblem | undefined;
    do {
      if (count > 0) position += 1;
      count += 1;
      problem = readCell();
      if (problem === undefined && cells.length < maxCells) cells.push(cellText());
    } while (problem === undefined && text.charCodeAt(position) === delimiterCode);
    if (problem !== undefined) skipToLineBreak();
    return { cells, count, line: problem === "unclosed_quote" ? firstLine : line, problem };
  }

  return {
    next(maxCells) {
      while (position < text.length && isLineBreak(text.charCodeAt(position))) skipLineBreak();
      return position < text.length ? readRecord(maxCells) : undefined;
    },
  };
}

/** Longer cells are not unescaped by `replaceAll`, because it needs about 40 bytes of memory per match. */
const maxReplacedLength = 10_000;

/** Replaces each pair of quotation marks with one. */
function unescapeQuotes(content: string): string {
  if (content.length <= maxReplacedLength) return content.replaceAll('""', '"');
  const units = new Uint16Array(content.length);
  let length = 0;
  for (let index = 0; index < content.length; index += 1) {
    units[length] = content.charCodeAt(index);
    length += 1;
    if (content.charCodeAt(index) === quote) index += 1;
  }
  return Buffer.from(units.buffer, 0, length * 2).toString("utf16le");
}

const delimiters = [",", ";", "\t", "|"] as const;

/** How the cells of a table are separated. */
export interface Dialect {
  /** Empty if the table has one column. */
  readonly delimiter: string;
  /** Whether another delimiter divides the table as well, into as many columns. */
  readonly isAmbiguous: boolean;
  /** Another character that divides most records like the header, if no delimiter divides the table; empty if there is none. */
  readonly unusual: string;
  /** The table without the line `sep=…` that spreadsheet programs write. */
  readonly text: string;
}

/** Records that the detection compares. */
const sampleSize = 20;

/**
 * Detects the delimiter: the character in a first line `sep=…`; otherwise the one with which most of the first records
 * have as many cells as the header. A table has one column only if no delimiter divides the header or half of the records.
 * If two do it equally well, such as in `a, b;c` above `1,5;2`, none is certain. A table of one column can also have an
 * unusual delimiter, such as `^`.
 */
export function detectDialect(text: string): Dialect {
  const [separatorLine = "", separator] = /^sep=([^A-Za-z0-9"\r\n])(?:\r\n|\n|\r|$)/i.exec(text) ?? [];
  if (separator !== undefined)
    return { delimiter: separator, isAmbiguous: false, unusual: "", text: text.slice(separatorLine.length) };
  const [best, second] = delimiters
    .map((delimiter) => divisionBy(text, delimiter))
    .filter(({ header, divided }) => header > 1 || divided >= 0.5)
    .sort((one, other) => other.matching - one.matching || other.header - one.header);
  const isAmbiguous = second !== undefined && second.matching === best?.matching && second.header === best.header;
  const unusual = best === undefined ? findUnusual(text) : "";
  return { delimiter: best?.delimiter ?? "", isAmbiguous, unusual, text };
}

/** How a character divides the first records of a table. */
interface Division {
  readonly delimiter: string;
  /** Records in the sample. */
  readonly records: number;
  /** Cells of the header. */
  readonly header: number;
  /** Share of the records that have more than one cell. */
  readonly divided: number;
  /** Share of the records that have as many cells as the header. */
  readonly matching: number;
}

function divisionBy(text: string, delimiter: string): Division {
  const counts = sampleCounts(text, delimiter);
  const [header = 1] = counts;
  const shareOf = (isCounted: (count: number) => boolean): number => counts.filter(isCounted).length / counts.length;
  return {
    delimiter,
    records: counts.length,
    header,
    divided: shareOf((count) => count > 1),
    matching: shareOf((count) => count === header),
  };
}

/** Share of the records that an unusual delimiter must divide like the header: names and values contain its character by chance. */
const unusualShare = 0.9;
/** Part of the header whose characters are compared. */
const comparedCharacters = 1_000;

/** Finds a character that is not part of words and divides the records like the header, which has it. */
function findUnusual(text: string): string {
  const [header = ""] = /^[^\r\n]*/.exec(text.slice(0, comparedCharacters).trimStart()) ?? [];
  const characters = new Set(header.replaceAll(/[\p{L}\p{N}\p{M}\p{Cs} "'.()_-]/gu, ""));
  const divisions = [...characters].map((character) => divisionBy(text, character));
  const found = divisions.find(({ records, header: cells, matching }) => {
    return records > 1 && cells > 1 && matching >= unusualShare;
  });
  return found?.delimiter ?? "";
}

function sampleCounts(text: string, delimiter: string): number[] {
  const reader = csvReader(text, delimiter);
  const counts: number[] = [];
  while (counts.length < sampleSize) {
    const record = reader.next(0);
    if (record === undefined) break;
    counts.push(record.count);
  }
  return counts;
}
