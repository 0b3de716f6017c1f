import type { Tasks } from "../../shared/worker-pool/index.ts";
import type { OrderType } from "./order-types.ts";
import { ResultTooLarge } from "./output-file.ts";
import { failure, type Task, type TaskResult } from "./task.ts";

type Run = (task: Task<never>) => TaskResult | Promise<TaskResult>;

/** Loads the work of a type when it is first needed, so that a process starts quickly and uses little memory. */
const runners: Readonly<Record<OrderType, () => Promise<Run>>> = {
  images_to_pdf: async () => (await import("./images/images-to-pdf.ts")).imagesToPdf,
  csv_to_json: async () => (await import("./tables/csv-to-json.ts")).csvToJson,
  csv_to_xlsx: async () => (await import("./tables/csv-to-xlsx.ts")).csvToXlsx,
  inspect: async () => (await import("./inspect.ts")).inspect,
};

export const tasks: Tasks = {
  async run(task: Task<never>): Promise<TaskResult> {
    const run = await runners[task.type]();
    try {
      return await run(task);
    } catch (error) {
      if (!(error instanceof ResultTooLarge)) throw error;
      return failure("file_not_readable", `The result is larger than ${error.maxBytes / 1024 ** 2} MiB.`);
    }
  },
};
