import { CsvError, parse } from "csv-parse/sync";
import { rowsPerUnit, type TableOptions } from "./order-types.ts";
import { failure, type Task, type TaskFailure, type TaskFile } from "./task.ts";

/** A cell, parsed as the type of its column. */
export type Cell = string | number | boolean | Date | null;

/** A valid table. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly report: Readonly<Record<string, unknown>>;
  readonly units: number;
}

/** A row that is not valid. The value is omitted, because it may be personal data. */
interface WrongRow {
  /** Line on which the row ends, from 1. */
  readonly line: number;
  readonly column: string;
  readonly problem: string;
}

/** Wrong rows above this number are only counted. */
const maxListed = 100;

/** Parses a table and validates its cells. @param maxCharacters length limit of a cell. @default none */
export function readTable(
  { files, options, quantity }: Task<TableOptions>,
  maxCharacters: number = Number.POSITIVE_INFINITY,
): Table | TaskFailure {
  const [file] = files;
  if (file === undefined) return failure("file_not_readable", "The order has no file.");
  const read = readRecords(file, options.delimiter);
  if ("kind" in read) return read;
  const [columns = [], ...body] = read.records;
  const problem = headerProblem(columns, options);
  if (problem !== undefined) return problem;
  if (body.length > quantity * rowsPerUnit) {
    return failure("quantity_exceeded", `The table has more than ${quantity * rowsPerUnit} rows.`, {
      rows: body.length,
    });
  }
  const { rows, wrong } = checkRows(columns, body, { options, lines: read.lines, maxCharacters });
  const report = {
    rows: rows.length,
    columns,
    wrongRows: body.length - rows.length,
    wrong: wrong.slice(0, maxListed),
  };
  if (wrong.length > 0 && options.wrongRows === "fail") {
    return failure("rows_not_valid", `${body.length - rows.length} of ${body.length} rows are not valid.`, report);
  }
  return { columns, rows, report, units: Math.max(1, Math.ceil(body.length / rowsPerUnit)) };
}

/** The records of a file, and the line on which each ends. A cell can span lines, and empty lines are omitted. */
interface Records {
  readonly records: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

function readRecords({ bytes, mediaType }: TaskFile, delimiter: string): Records | TaskFailure {
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
    return failure("file_not_readable", `The table cannot be read${line}: ${problems[error.code] ?? "it is not CSV"}.`);
  }
}

/** Descriptions of the codes of the parser. */
const problems: Readonly<Record<string, string>> = {
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: "the row has more or fewer cells than the first row",
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is not closed",
  CSV_INVALID_CLOSING_QUOTE: "a closing quotation mark is not followed by a delimiter",
  INVALID_OPENING_QUOTE: "a cell contains a quotation mark but does not start with one",
};

function headerProblem(columns: readonly string[], options: TableOptions): TaskFailure | undefined {
  if (columns.length === 0)
    return failure("file_not_readable", "The table has no first row with the names of the columns.");
  if (new Set(columns).size !== columns.length) return failure("file_not_readable", "Two columns have the same name.");
  const missing = Object.keys(options.columns).filter((name) => !columns.includes(name));
  if (missing.length === 0) return undefined;
  return failure("file_not_readable", `The table lacks ${missing.length} of the columns in the options.`, {
    missing,
  });
}

interface Rules {
  readonly options: TableOptions;
  readonly lines: readonly number[];
  readonly maxCharacters: number;
}

function checkRows(
  columns: readonly string[],
  body: readonly (readonly string[])[],
  { options, lines, maxCharacters }: Rules,
): { rows: Cell[][]; wrong: WrongRow[] } {
  const rules = columns.map((name) => ruleOf(options, name));
  const rows: Cell[][] = [];
  const wrong: WrongRow[] = [];
  for (const [index, texts] of body.entries()) {
    const before = wrong.length;
    const cells = texts.map((text, position): Cell => {
      const rule = rules[position] ?? plainText;
      const isTooLong = text.length > maxCharacters;
      const cell = isTooLong ? undefined : readCell(text, rule);
      if (cell !== undefined) return cell;
      const problem = isTooLong ? `has more than ${maxCharacters} characters` : problemOf(text, rule);
      // The first record is the header.
      wrong.push({ line: lines[index + 1] ?? 0, column: columns[position] ?? "", problem });
      return null;
    });
    if (wrong.length === before) rows.push(cells);
  }
  return { rows, wrong };
}

type Rule = TableOptions["columns"][string];
const plainText: Rule = { type: "string", required: false };

/** Names come from the file, so they can be names of inherited members such as `constructor`. */
function ruleOf({ columns }: TableOptions, name: string): Rule {
  return (Object.hasOwn(columns, name) ? columns[name] : undefined) ?? plainText;
}

function problemOf(text: string, { type }: Rule): string {
  return text === "" ? "is empty" : `is not ${type === "integer" ? "an" : "a"} ${type}`;
}

/** Parses a cell. @returns undefined if it is not valid */
function readCell(text: string, { type, required }: Rule): Cell | undefined {
  if (text === "") return required ? undefined : null;
  if (type === "string") return text;
  if (type === "boolean") return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
  if (type === "date") return readDate(text);
  const value = type === "integer" && !/^[+-]?\d+$/.test(text) ? Number.NaN : Number(text);
  const isPlain = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value);
  return isPlain && (type === "number" || Number.isSafeInteger(value)) ? value : undefined;
}

/** Parses a date such as 2026-02-28. The 30th of February is not a date. */
function readDate(text: string): Date | undefined {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
}
