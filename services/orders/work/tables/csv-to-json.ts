import type { TableOptions } from "../order-types.ts";
import { type OutputFile, withOutput } from "../output-file.ts";
import type { Task, TaskResult } from "../task.ts";
import { type Cell, convertTable, isoDate } from "./convert-table.ts";

/** Every row repeats the names of the columns, so a table can grow to a multiple of its size. */
const maxBytes = 128 * 1024 * 1024;

/** Converts a table to a JSON array with one object per row. */
export async function csvToJson(task: Task<TableOptions>): Promise<TaskResult> {
  return await withOutput(task.outputPath, maxBytes, (output) => writeJson(task, output));
}

function writeJson(task: Task<TableOptions>, output: OutputFile): TaskResult {
  let keys: readonly string[] = [];
  let separator = "[";
  const table = convertTable(task, {
    header(columns) {
      keys = columns.map((name) => `${JSON.stringify(name)}:`);
    },
    row(cells) {
      output.write(`${separator}{${cells.map((cell, position) => `${keys[position]}${toJson(cell)}`).join()}}`);
      separator = ",";
    },
  });
  if ("kind" in table) return table;
  output.write(separator === "[" ? "[]" : "]");
  const file = { fileName: "table.json", mediaType: "application/json", ...output.finish() };
  return { kind: "success", ...table, file };
}

function toJson(cell: Cell): string {
  return JSON.stringify(cell instanceof Date ? isoDate(cell) : cell);
}
