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
  readonly line: number;
  readonly column: string;
  readonly problem: string;
}

/** More are counted, not listed. */
const mostListed = 100;

/** Reads a table, and every cell as its column says. */
export function readTable({ files, options, quantity }: Task<TableOptions>): Table | Fault {
  const [file] = files;
  if (file === undefined) return fault("file_not_readable", "There is no file.");
  const lines = readLines(file, options.delimiter);
  if (!Array.isArray(lines)) return lines;
  const [columns = [], ...body] = lines;
  const misfit = misfitOf(columns, options);
  if (misfit !== undefined) return misfit;
  if (body.length > quantity * rowsPerUnit) {
    return fault("quantity_exceeded", `The table has more than ${quantity * rowsPerUnit} rows.`, { rows: body.length });
  }
  const { rows, wrong } = checkRows(columns, body, options);
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

function readLines({ bytes, mediaType }: TaskFile, delimiter: string): string[][] | Fault {
  const [, charset = "utf-8"] = /charset=([\w-]+)/.exec(mediaType) ?? [];
  try {
    return parse(new TextDecoder(charset).decode(bytes), { bom: true, delimiter, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? ` at line ${error.lines}` : "";
    return fault("file_not_readable", `The table cannot be read${line}: ${error.code}.`);
  }
}

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

function checkRows(
  columns: readonly string[],
  body: readonly (readonly string[])[],
  options: TableOptions,
): { rows: Cell[][]; wrong: WrongRow[] } {
  const rules = columns.map((name) => options.columns[name] ?? { type: "string" as const, required: false });
  const rows: Cell[][] = [];
  const wrong: WrongRow[] = [];
  for (const [index, texts] of body.entries()) {
    const before = wrong.length;
    const cells = texts.map((text, at): Cell => {
      const rule = rules[at];
      const cell = rule === undefined ? text : readCell(text, rule);
      if (cell !== undefined) return cell;
      const problem = text === "" ? "is empty" : `is no ${rule?.type}`;
      // The first row of the table holds the names.
      wrong.push({ line: index + 2, column: columns[at] ?? "", problem });
      return null;
    });
    if (wrong.length === before) rows.push(cells);
  }
  return { rows, wrong };
}

/** Reads one cell. @returns undefined where it does not fit */
function readCell(text: string, { type, required }: TableOptions["columns"][string]): Cell | undefined {
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
