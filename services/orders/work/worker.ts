import { serveTasks } from "../../shared/worker-pool/index.ts";
import type { OrderType } from "./order-types.ts";
import type { Task, TaskResult } from "./task.ts";

/** The work of each type of order. Its module is loaded when it is first needed, so that a process starts quickly. */
const tasks: Readonly<Record<OrderType, (task: Task<never>) => Promise<TaskResult>>> = {
  images_to_pdf: async (task) => await (await import("./images-to-pdf.ts")).imagesToPdf(task),
  csv_to_json: async (task) => (await import("./csv-to-json.ts")).csvToJson(task),
  csv_to_xlsx: async (task) => await (await import("./csv-to-xlsx.ts")).csvToXlsx(task),
  inspect: async (task) => await (await import("./inspect.ts")).inspect(task),
};

serveTasks(tasks);
