import { buffer } from "node:stream/consumers";
import type { TransactionSql } from "errata/store";
import type { Job } from "../../shared/queue/index.ts";
import type { Backend, OrderJob } from "../backend.ts";
import { orders } from "../contract.ts";
import { advance, type Change, changeOrder, type Patch, rereadOrder } from "../orders/advance.ts";
import { upToDate } from "../orders/find-order.ts";
import { addFile, type KeptFile, keepFile } from "../orders/keep-file.ts";
import { type Order, readOrder } from "../orders/order.ts";
import { TooLate } from "../orders/refusal.ts";
import type { Operation } from "../state-machine.ts";
import type { Task, TaskFile, TaskResult } from "./task.ts";

type Done = Extract<TaskResult, { readonly kind: "done" }>;

/**
 * Does the work of one order. Its end, the job's end, the usage and the result's row are one transaction: whenever the
 * process dies, either all of it has happened, or the next worker does the work again.
 *
 * @param cancelled aborted when the order is cancelled in this process
 */
export async function processOrder(backend: Backend, job: Job<OrderJob>, cancelled: AbortSignal): Promise<void> {
  const { orderId } = job.payload;
  const reread = (): Promise<Order> => rereadOrder(backend, orderId);
  try {
    await upToDate(backend, await reread());
    const order = await changeOrder(backend, reread, { operation: "start" });
    const task = await taskOf(backend, order);
    const result = await backend.workshop.run(task, order.deadlineMs, AbortSignal.any([job.signal, cancelled]));
    await settle(backend, job, order, result);
  } catch (error) {
    // Cancelled or expired meanwhile: whoever did that has removed the job.
    if (!cancelled.aborted && !(error instanceof TooLate)) throw error;
    job.markRemoved();
  }
}

/** Ends an order whose work failed each time it was tried. */
export async function failOrder(backend: Backend, sql: TransactionSql, orderId: string): Promise<void> {
  const order = await readOrder(sql, orderId);
  if (order === undefined) return;
  try {
    await advance(backend, sql, order, { operation: "fail", decide: () => ({ failure: { reason: "internal" } }) });
  } catch (error) {
    if (!(error instanceof TooLate)) throw error;
  }
}

async function taskOf({ store, files }: Backend, { id, type, options, quantity }: Order): Promise<Task> {
  const rows = await store.sql<{ id: string; file_name: string; media_type: string; bytes: number }>`
    SELECT id, file_name, media_type, bytes FROM orders_files
    WHERE order_id = ${id} AND role = 'upload' ORDER BY position`;
  const taskFiles: TaskFile[] = [];
  for (const { id: fileId, file_name, media_type, bytes } of rows) {
    const content = await buffer(await files.read(fileId, bytes));
    taskFiles.push({ fileName: file_name, mediaType: media_type, bytes: content });
  }
  return { type, options: options as Task["options"], quantity, files: taskFiles };
}

/** A result that lies on the disk. */
interface Result {
  readonly kept: KeptFile;
  readonly fileName: string;
  readonly mediaType: string;
}

/** Ends an order and its job together. */
type End = (operation: Operation, patch: Patch, result?: Result) => Promise<Order>;

async function settle(backend: Backend, job: Job<OrderJob>, order: Order, result: TaskResult): Promise<void> {
  const end: End = (operation, patch, file) => {
    const change: Change = {
      operation,
      decide: () => patch,
      async also(sql, current) {
        await job.finish(sql);
        if (file !== undefined) {
          const { kept, fileName, mediaType } = file;
          await addFile(sql, current, kept, { role: "result", position: 0, fileName, mediaType }, backend.clock());
        }
      },
    };
    return changeOrder(backend, () => rereadOrder(backend, order.id), change);
  };

  if (result.kind === "timeout") await end("time_out", {});
  else if (result.kind === "done") await complete(backend, result, end);
  else {
    const { kind: _, ...failure } = result;
    await end("fail", { failure });
  }
}

async function complete(backend: Backend, { report, units, file }: Done, end: End): Promise<void> {
  const expiresAt = backend.clock() + orders.limits.resultLifeSec * 1000;
  if (file === undefined) return void (await end("complete", { report, units, expiresAt }));
  const { fileName, mediaType } = file;
  await keepFile(
    backend,
    async (sink) => {
      await sink.write(file.bytes);
      await sink.finish();
    },
    (kept) => {
      const about = { fileName, mediaType, bytes: kept.bytes, sha256: kept.sha256 };
      const patch = { report: { ...report, file: about }, units, expiresAt };
      return end("complete", patch, { kept, fileName, mediaType });
    },
  );
}
