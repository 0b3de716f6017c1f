import type { TableOptions } from "./order-types.ts";
import { type Cell, readTable } from "./read-table.ts";
import type { Task, TaskResult } from "./task.ts";

/** Makes a JSON list of a table, one object a row. */
export function csvToJson(task: Task<TableOptions>): TaskResult {
  const table = readTable(task);
  if ("kind" in table) return table;
  const { columns, rows, report, units } = table;
  const list = rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, written(row[at] ?? null)])));
  const bytes = Buffer.from(JSON.stringify(list));
  return { kind: "done", report, units, file: { fileName: "table.json", mediaType: "application/json", bytes } };
}

function written(cell: Cell): Exclude<Cell, Date> {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : cell;
}
