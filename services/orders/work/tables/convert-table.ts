import type { TableOptions } from "../order-types.ts";
import type { FailureReport, WrongRow } from "../reports.ts";
import { failure, readTaskFile, type Task, type TaskFailure } from "../task.ts";
import { type CsvProblem, type CsvReader, type CsvRecord, csvReader, detectDialect } from "./csv-reader.ts";
import { decodeText } from "./decode-text.ts";

/** A cell, parsed as the type of its column. Null if the file has no value, which differs from empty text. */
export type Cell = string | number | boolean | Date | null;

/** Writes the rows of a table. */
export interface TableWriter {
  /** Called once, with the names of the columns. */
  header(columns: readonly string[]): void;
  /** Called for each valid row. */
  row(cells: readonly Cell[]): void;
}

/** A converted table. */
export interface ConvertedTable {
  readonly report: Readonly<Record<string, unknown>>;
  readonly units: number;
}

/** Rows of a table that one unit pays for. */
const rowsPerUnit = 1_000;
/** The columns of an Excel sheet. More are never a table that a person made. */
const maxColumns = 16_384;
/** Limits on the header, because reports contain it. */
const maxNameCharacters = 1_000;
const maxListedCharacters = 10_000;
/** Wrong rows above this number are only counted. */
const maxListedRows = 100;
const noHeader = "The table has no first row with the names of the columns.";
/** Longer texts are not numbers or dates. */
const maxValueCharacters = 400;

/**
 * Reads a table row by row, validates the cells and passes valid rows to the writer. The rows are never in memory at the
 * same time, so a small file cannot become large.
 *
 * @param maxCharacters length limit of a cell. @default none
 */
export function convertTable(
  { files, options, quantity }: Task<TableOptions>,
  writer: TableWriter,
  maxCharacters: number = Number.POSITIVE_INFINITY,
): ConvertedTable | TaskFailure {
  const [file] = files;
  if (file === undefined) return unreadable("The order has no file.");
  const [, charset = "utf-8"] = /charset=([\w-]+)/.exec(file.mediaType) ?? [];
  const { delimiter: detected, isAmbiguous, unusual, text } = detectDialect(decodeText(readTaskFile(file), charset));
  if (isAmbiguous && options.delimiter === "auto")
    return unreadable("Two delimiters divide the table equally well. Set the delimiter in the options.");
  if (unusual !== "" && options.delimiter === "auto")
    return unreadable(`No usual delimiter divides the table, but ${unusual} does. Set the delimiter in the options.`);
  const delimiter = options.delimiter === "auto" ? detected : options.delimiter;
  const reader = csvReader(text, delimiter);
  const header = reader.next(maxColumns + 1);
  if (header === undefined) return unreadable(noHeader);
  const problem = headerProblem(header, options, detected);
  if (problem !== undefined) return problem;
  const columns = header.cells.map((cell) => cell ?? "");
  writer.header(columns);

  const maxRows = quantity * rowsPerUnit;
  const readRow = rowReader(columns, options, maxCharacters);
  const counts = convertRows(reader, writer, { columns, readRow, maxRows, isStrict: options.wrongRows === "fail" });
  if ("kind" in counts) return counts;
  const { rows, wrongRows, wrong } = counts;
  if (rows > maxRows) return failure("quantity_exceeded", `The table has more than ${maxRows} rows.`, { rows });
  const report = { rows: rows - wrongRows, ...listed(columns), wrongRows, wrong, delimiter: delimiter || null };
  if (wrongRows > 0 && options.wrongRows === "fail") {
    return failure("rows_not_valid", `${wrongRows} of ${rows} rows are not valid.`, report);
  }
  return { report, units: Math.max(1, Math.ceil(rows / rowsPerUnit)) };
}

/** Cells of a record, or why they are not valid. */
interface Row {
  readonly cells: readonly Cell[];
  readonly errors: readonly WrongRow[];
}

interface RowOptions {
  readonly columns: readonly string[];
  readonly readRow: (record: CsvRecord) => Row;
  /** Rows above this number are only counted. */
  readonly maxRows: number;
  /** Whether a row with another number of cells, or with misplaced quotation marks, ends the conversion. */
  readonly isStrict: boolean;
}

interface RowCounts {
  readonly rows: number;
  readonly wrongRows: number;
  readonly wrong: WrongRow[];
}

function convertRows(
  reader: CsvReader,
  writer: TableWriter,
  { columns, readRow, maxRows, isStrict }: RowOptions,
): RowCounts | TaskFailure {
  const wrong: WrongRow[] = [];
  let [rows, wrongRows] = [0, 0];
  for (let record = reader.next(columns.length); record !== undefined; record = reader.next(columns.length)) {
    const { line, problem } = record;
    const structure = structureProblem(record, columns.length);
    if (structure !== undefined && (isStrict || problem === "unclosed_quote")) {
      return unreadable(`The table cannot be read at line ${line}: ${structure}.`);
    }
    rows += 1;
    if (rows > maxRows) continue;
    const { cells, errors } =
      structure === undefined ? readRow(record) : { cells: [], errors: [{ line, column: null, problem: structure }] };
    if (errors.length === 0) writer.row(cells);
    else {
      wrongRows += 1;
      wrong.push(...errors.slice(0, maxListedRows - wrong.length));
    }
  }
  return { rows, wrongRows, wrong };
}

function unreadable(problem: string, report?: FailureReport): TaskFailure {
  return failure("file_not_readable", problem, report);
}

/** Converts a date to text such as 2026-02-28. */
export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Lists the names of the columns in a report, as far as they fit. */
function listed(columns: string[]): Pick<FailureReport, "columns" | "columnCount"> {
  let characters = 0;
  const fitting = columns.findIndex((name) => {
    characters += name.length;
    return characters > maxListedCharacters;
  });
  return fitting === -1 ? { columns } : { columns: columns.slice(0, fitting), columnCount: columns.length };
}

function headerProblem(header: CsvRecord, options: TableOptions, detected: string): TaskFailure | undefined {
  if (header.problem !== undefined)
    return unreadable(`The table cannot be read at line ${header.line}: ${problems[header.problem]}.`);
  if (header.count > maxColumns) return unreadable(`The table has more than ${maxColumns} columns.`);
  const columns = header.cells.map((cell) => cell ?? "");
  if (columns.every((name) => name.trim() === "")) return unreadable(noHeader);
  if (columns.length === 1 && detected !== "" && columns[0]?.includes(detected))
    return unreadable("The delimiter in the options does not divide the first row, but another one does.");
  if (columns.some((name) => name.length > maxNameCharacters))
    return unreadable(`The name of a column has more than ${maxNameCharacters} characters.`);
  const names = new Set(columns);
  if (names.size !== columns.length) return unreadable("Two columns have the same name.");
  const missing = Object.keys(options.columns).filter((name) => !names.has(name));
  if (missing.length === 0) return undefined;
  return unreadable(`The table lacks ${missing.length} of the columns in the options.`, { missing });
}

const problems: Readonly<Record<CsvProblem, string>> = {
  text_after_quote: "a closing quotation mark is not followed by a delimiter",
  bare_quote: "a cell contains a quotation mark but does not start with one",
  unclosed_quote: "a quotation mark is not closed",
};

function structureProblem({ problem, count }: CsvRecord, columnCount: number): string | undefined {
  if (problem !== undefined) return problems[problem];
  return count === columnCount ? undefined : "the row has more or fewer cells than the first row";
}

type Column = TableOptions["columns"][string];
const textColumn: Column = { type: "string", required: false };

/** Creates a function that parses the cells of a record. */
function rowReader(
  names: readonly string[],
  { columns }: TableOptions,
  maxCharacters: number,
): (record: CsvRecord) => Row {
  // Names come from the file, so they can be names of inherited members such as `constructor`.
  const types = names.map((name) => (Object.hasOwn(columns, name) ? columns[name] : undefined) ?? textColumn);
  return ({ cells: texts, line }) => {
    const errors: WrongRow[] = [];
    const cells = texts.map((text, position): Cell => {
      const column = types[position] ?? textColumn;
      const isTooLong = text !== null && text.length > maxCharacters;
      const cell = isTooLong ? undefined : readCell(text, column);
      if (cell !== undefined) return cell;
      const problem = isTooLong ? `has more than ${maxCharacters} characters` : problemOf(text, column);
      errors.push({ line, column: names[position] ?? null, problem });
      return null;
    });
    return { cells, errors };
  };
}

function problemOf(text: string | null, { type }: Column): string {
  if (text === null || text === "") return "is empty";
  const isNumeric = (type === "integer" || type === "number") && text.length <= maxValueCharacters;
  if (isNumeric && numerals[type].test(text)) return "cannot be stored exactly";
  return `is not ${type === "integer" ? "an" : "a"} ${type}`;
}

/** Parses a cell. @returns undefined if it is not valid */
function readCell(text: string | null, { type, required }: Column): Cell | undefined {
  if (text === null || (text === "" && type !== "string")) return required ? undefined : null;
  if (type === "string") return text;
  if (text.length > maxValueCharacters) return undefined;
  if (type === "boolean") return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
  if (type === "date") return readDate(text);
  return readNumber(text, type);
}

/** Numbers in decimal notation. Each digit can match in one way only, so the time is linear. */
const numerals = { integer: /^[+-]?\d+$/, number: /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i } as const;
/** Significant digits that every number keeps. */
const exactDigits = 15;

/** Parses a number. @returns undefined if it is not valid, or would become another number */
function readNumber(text: string, type: keyof typeof numerals): number | undefined {
  const value = numerals[type].test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return undefined;
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER && value !== 0) return value;
  const [digits = ""] = text.split(/e/i);
  const { length } = digits.replace(/\D/g, "").replace(/^0+|0+$/g, "");
  if (value === 0) return length === 0 ? value : undefined;
  return type === "number" && length <= exactDigits ? value : undefined;
}

/** Parses a date such as 2026-02-28. The 30th of February is not a date. */
function readDate(text: string): Date | undefined {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && isoDate(date) === text ? date : undefined;
}
