import type { TableOptions } from "./order-types.ts";
import { type Cell, readTable } from "./read-table.ts";
import type { Task, TaskResult } from "./task.ts";

/** Converts a table to a JSON array with one object per row. */
export function csvToJson(task: Task<TableOptions>): TaskResult {
  const table = readTable(task);
  if ("kind" in table) return table;
  const { columns, rows, report, units } = table;
  const list = rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, toJson(row[index] ?? null)])));
  const bytes = Buffer.from(JSON.stringify(list));
  return { kind: "success", report, units, file: { fileName: "table.json", mediaType: "application/json", bytes } };
}

function toJson(cell: Cell): Exclude<Cell, Date> {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : cell;
}
