import type { TableOptions } from "../order-types.ts";
import { withOutput } from "../output-file.ts";
import type { Task, TaskResult } from "../task.ts";
import { convertTable } from "./convert-table.ts";
import { sheetWriter } from "./sheet-writer.ts";

/** Excel reports a file with a longer cell as damaged. Its limit on rows is above that of the largest order. */
const maxCharacters = 32_767;
const maxBytes = 256 * 1024 * 1024;
const mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Converts a table to an Excel sheet. Text that starts like a formula stays text. */
export async function csvToXlsx(task: Task<TableOptions>): Promise<TaskResult> {
  return await withOutput(task.outputPath, maxBytes, (output): TaskResult => {
    const sheet = sheetWriter(output);
    const table = convertTable(task, sheet, maxCharacters);
    if ("kind" in table) return table;
    return { kind: "success", ...table, file: { fileName: "table.xlsx", mediaType, ...sheet.finish() } };
  });
}
