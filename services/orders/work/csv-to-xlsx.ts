import writeXlsxFile from "write-excel-file/node";
import type { TableOptions } from "./order-types.ts";
import { type Cell, readTable } from "./read-table.ts";
import { fault, type Task, type TaskResult } from "./task.ts";

/** What an Excel sheet holds at most; a file that has more is called damaged. */
const most = { columns: 16_384, characters: 32_767 } as const;
const mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Makes an Excel sheet of a table. Text stays text: what begins like a formula is never one. */
export async function csvToXlsx(task: Task<TableOptions>): Promise<TaskResult> {
  const table = readTable(task, most.characters);
  if ("kind" in table) return table;
  const { columns, rows, report, units } = table;
  const isTooWide = columns.length > most.columns || columns.some((name) => name.length > most.characters);
  if (isTooWide) {
    const sheet = `${most.columns} columns, and ${most.characters} characters in the name of one`;
    return fault("file_not_readable", `An Excel sheet holds at most ${sheet}.`);
  }
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
