import type { OrderType } from "./order-types.ts";
import type { Task, TaskResult } from "./task.ts";

// The process that does the work of orders: one task at a time, until it is killed or its parent is gone.
// Each type's work is loaded when it is first needed, so that a process is ready soon.

const workOf: Readonly<Record<OrderType, (task: Task<never>) => Promise<TaskResult>>> = {
  images_to_pdf: async (task) => await (await import("./images-to-pdf.ts")).imagesToPdf(task),
  csv_to_json: async (task) => (await import("./csv-to-json.ts")).csvToJson(task),
  csv_to_xlsx: async (task) => await (await import("./csv-to-xlsx.ts")).csvToXlsx(task),
  inspect: async (task) => await (await import("./inspect.ts")).inspect(task),
};

process.on("disconnect", () => process.exit());
// Ctrl-C goes to every process of a terminal; the parent decides when its workers end.
process.on("SIGINT", () => undefined);
process.on("message", async (task: Task<never>) => {
  try {
    process.send?.(await workOf[task.type](task));
  } catch (error) {
    process.send?.({ kind: "crash", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.send?.({ kind: "ready" });
