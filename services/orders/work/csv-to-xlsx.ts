import writeXlsxFile from "write-excel-file/node";
import type { TableOptions } from "./order-types.ts";
import { type Cell, readTable } from "./read-table.ts";
import { failure, type Task, type TaskResult } from "./task.ts";

/** Limits of an Excel sheet. Excel reports a file that exceeds them as damaged. */
const max = { columns: 16_384, characters: 32_767 } as const;
const mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Converts a table to an Excel sheet. Text that starts like a formula stays text. */
export async function csvToXlsx(task: Task<TableOptions>): Promise<TaskResult> {
  const table = readTable(task, max.characters);
  if ("kind" in table) return table;
  const { columns, rows, report, units } = table;
  const isTooWide = columns.length > max.columns || columns.some((name) => name.length > max.characters);
  if (isTooWide) {
    const limits = `${max.columns} columns with names of at most ${max.characters} characters`;
    return failure("file_not_readable", `An Excel sheet can have at most ${limits}.`);
  }
  const head = columns.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  const bytes = await (await writeXlsxFile([head, ...rows.map((row) => row.map(toCell))])).toBuffer();
  return { kind: "success", report, units, file: { fileName: "table.xlsx", mediaType, bytes } };
}

function toCell(cell: Cell) {
  if (cell === null) return null;
  if (typeof cell === "number") return { value: cell, type: Number };
  if (typeof cell === "boolean") return { value: cell, type: Boolean };
  if (cell instanceof Date) return { value: cell, type: Date, format: "yyyy-mm-dd" };
  return { value: cell, type: String };
}
