import { CsvError, parse } from "csv-parse/sync";
import type { TableOptions } from "./order-types.ts";
import { rowsPerUnit } from "./rows-per-unit.ts";
import { type Fault, fault, type Task, type TaskFile } from "./task.ts";

/** A cell, as its column says. */
export type Cell = string | number | boolean | Date | null;

/** A table that was read and checked. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What is told of it. */
  readonly report: Readonly<Record<string, unknown>>;
  readonly units: number;
}

/** A row that does not fit; the value itself is not told. */
interface WrongRow {
  /** Line of the file on which the row ends, from 1. */
  readonly line: number;
  readonly column: string;
  readonly problem: string;
}

/** More are counted, not listed. */
const mostListed = 100;

/** What a cell of text may hold where nothing bounds it. */
const anyLength = Number.POSITIVE_INFINITY;

/** Reads a table, and every cell as its column says. @param mostCharacters longest text of a cell. @default any */
export function readTable(
  { files, options, quantity }: Task<TableOptions>,
  mostCharacters: number = anyLength,
): Table | Fault {
  const [file] = files;
  if (file === undefined) return fault("file_not_readable", "There is no file.");
  const read = readRecords(file, options.delimiter);
  if ("kind" in read) return read;
  const [columns = [], ...body] = read.records;
  const misfit = misfitOf(columns, options);
  if (misfit !== undefined) return misfit;
  if (body.length > quantity * rowsPerUnit) {
    return fault("quantity_exceeded", `The table has more than ${quantity * rowsPerUnit} rows.`, { rows: body.length });
  }
  const { rows, wrong } = checkRows(columns, body, { options, lines: read.lines, mostCharacters });
  const report = {
    rows: rows.length,
    columns,
    wrongRows: body.length - rows.length,
    wrong: wrong.slice(0, mostListed),
  };
  if (wrong.length > 0 && options.wrongRows === "fail") {
    return fault("rows_not_valid", `${body.length - rows.length} of ${body.length} rows are not valid.`, report);
  }
  return { columns, rows, report, units: Math.max(1, Math.ceil(body.length / rowsPerUnit)) };
}

/** The records of a file, and for each the line on which it ends: empty lines are left out, and a cell may have several. */
interface Records {
  readonly records: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

function readRecords({ bytes, mediaType }: TaskFile, delimiter: string): Records | Fault {
  const [, charset = "utf-8"] = /charset=([\w-]+)/.exec(mediaType) ?? [];
  const lines: number[] = [];
  try {
    const records: string[][] = parse(new TextDecoder(charset).decode(bytes), {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      onRecord(record: string[], context) {
        lines.push(context.lines);
        return record;
      },
    });
    return { records, lines };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? ` at line ${error.lines}` : "";
    return fault("file_not_readable", `The table cannot be read${line}: ${problems[error.code] ?? "it is no CSV"}.`);
  }
}

/** What the parser's codes mean to whoever sent the file. */
const problems: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: "this row has more or fewer cells than the first",
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is never closed",
  CSV_INVALID_CLOSING_QUOTE: "something follows a closing quotation mark that is no delimiter",
  INVALID_OPENING_QUOTE: "a quotation mark stands within a cell that does not begin with one",
};

function misfitOf(columns: readonly string[], options: TableOptions): Fault | undefined {
  if (columns.length === 0)
    return fault("file_not_readable", "The table has no first row with the names of its columns.");
  if (new Set(columns).size !== columns.length) return fault("file_not_readable", "Two columns have the same name.");
  const missing = Object.keys(options.columns).filter((name) => !columns.includes(name));
  if (missing.length === 0) return undefined;
  return fault("file_not_readable", `The table lacks ${missing.length} of the columns that were asked for.`, {
    missing,
  });
}

interface Rules {
  readonly options: TableOptions;
  readonly lines: readonly number[];
  readonly mostCharacters: number;
}

function checkRows(
  columns: readonly string[],
  body: readonly (readonly string[])[],
  { options, lines, mostCharacters }: Rules,
): { rows: Cell[][]; wrong: WrongRow[] } {
  const rules = columns.map((name) => ruleOf(options, name));
  const rows: Cell[][] = [];
  const wrong: WrongRow[] = [];
  for (const [index, texts] of body.entries()) {
    const before = wrong.length;
    const cells = texts.map((text, at): Cell => {
      const rule = rules[at] ?? plainText;
      const isTooLong = text.length > mostCharacters;
      const cell = isTooLong ? undefined : readCell(text, rule);
      if (cell !== undefined) return cell;
      const problem = isTooLong ? `has more than ${mostCharacters} characters` : problemOf(text, rule);
      // The first record holds the names.
      wrong.push({ line: lines[index + 1] ?? 0, column: columns[at] ?? "", problem });
      return null;
    });
    if (wrong.length === before) rows.push(cells);
  }
  return { rows, wrong };
}

type Rule = TableOptions["columns"][string];
const plainText: Rule = { type: "string", required: false };

/** The names are whatever the file says: `constructor` is a name like any other. */
function ruleOf({ columns }: TableOptions, name: string): Rule {
  return (Object.hasOwn(columns, name) ? columns[name] : undefined) ?? plainText;
}

function problemOf(text: string, { type }: Rule): string {
  return text === "" ? "is empty" : `is no ${type}`;
}

/** Reads one cell. @returns undefined where it does not fit */
function readCell(text: string, { type, required }: Rule): Cell | undefined {
  if (text === "") return required ? undefined : null;
  if (type === "string") return text;
  if (type === "boolean") return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
  if (type === "date") return readDate(text);
  const value = type === "integer" && !/^[+-]?\d+$/.test(text) ? Number.NaN : Number(text);
  const isPlain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value);
  return isPlain && (type === "number" || Number.isSafeInteger(value)) ? value : undefined;
}

/** Reads a day as ISO 8601 writes it; the 30th of February is none. */
function readDate(text: string): Date | undefined {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
}
