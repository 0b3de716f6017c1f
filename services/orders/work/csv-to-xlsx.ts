import writeXlsxFile from "write-excel-file/node";
import type { TableOptions } from "./order-types.ts";
import { type Cell, readTable } from "./read-table.ts";
import type { Task, TaskResult } from "./task.ts";

const mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Makes an Excel sheet of a table. Text stays text: what begins like a formula is never one. */
export async function csvToXlsx(task: Task<TableOptions>): Promise<TaskResult> {
  const table = readTable(task);
  if ("kind" in table) return table;
  const { columns, rows, report, units } = table;
  const head = columns.map((value) => ({ value, type: String, fontWeight: "bold" as const }));
  const bytes = await (await writeXlsxFile([head, ...rows.map((row) => row.map(written))])).toBuffer();
  return { kind: "done", report, units, file: { fileName: "table.xlsx", mediaType, bytes } };
}

function written(cell: Cell) {
  if (cell === null) return null;
  if (typeof cell === "number") return { value: cell, type: Number };
  if (typeof cell === "boolean") return { value: cell, type: Boolean };
  if (cell instanceof Date) return { value: cell, type: Date, format: "yyyy-mm-dd" };
  return { value: cell, type: String };
}
