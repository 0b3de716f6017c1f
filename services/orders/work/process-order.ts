import { buffer } from "node:stream/consumers";
import type { TransactionSql } from "errata/store";
import type { Job } from "../../shared/queue/index.ts";
import { WorkLimitError } from "../../shared/worker-pool/index.ts";
import type { Backend, OrderJob } from "../backend.ts";
import { orders } from "../contract.ts";
import { advance, changeOrder, type Patch, rereadOrder } from "../orders/advance.ts";
import { expireIfDue } from "../orders/find-order.ts";
import { TooLate } from "../orders/next-state.ts";
import { type Order, readOrder } from "../orders/order.ts";
import { insertFile, type StoredFile, storeFile } from "../orders/order-files.ts";
import type { Operation } from "../orders/state-machine.ts";
import { failure, type Task, type TaskFile, type TaskResult, type TaskSuccess } from "./task.ts";

/**
 * Processes one order. The end of the order, the end of the job, the usage and the row of the result are one
 * transaction: if the process dies, either all of them are written, or the next worker processes the order again.
 *
 * @param ended aborts when another operation ends the order in this process
 */
export async function processOrder(backend: Backend, job: Job<OrderJob>, ended: AbortSignal): Promise<void> {
  const { orderId } = job.payload;
  const reread = (): Promise<Order> => rereadOrder(backend, orderId);
  try {
    await expireIfDue(backend, await reread());
    const order = await changeOrder(backend, reread, { operation: "start" });
    const result = await runTask(backend, order, AbortSignal.any([job.signal, ended]));
    await endOrder(backend, job, order, result);
  } catch (error) {
    // The order was cancelled or expired, and its job was removed in the same transaction.
    if (!ended.aborted && !(error instanceof TooLate)) throw error;
    job.markRemoved();
  }
}

/** Fails an order whose processing failed on every attempt. */
export async function failOrder(backend: Backend, sql: TransactionSql, orderId: string): Promise<void> {
  const order = await readOrder(sql, orderId);
  if (order === undefined) return;
  try {
    await advance(backend, sql, order, { operation: "fail", decide: () => ({ failure: { reason: "internal" } }) });
  } catch (error) {
    if (!(error instanceof TooLate)) throw error;
  }
}

/** Runs the work in another process. @returns undefined if it took too long */
async function runTask(backend: Backend, order: Order, signal: AbortSignal): Promise<TaskResult | undefined> {
  const { accountId: account, deadlineMs, type } = order;
  try {
    return await backend.pool.run<TaskResult>(type, await taskOf(backend, order), { account, deadlineMs, signal });
  } catch (error) {
    if (!(error instanceof WorkLimitError) || error.limit === "waiting") throw error;
    if (error.limit === "time") return undefined;
    return failure("file_not_readable", "Processing needs more memory than an order may use.");
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

/** A result that is stored on disk. */
interface StoredResult {
  readonly stored: StoredFile;
  readonly fileName: string;
  readonly mediaType: string;
}

/** Ends an order and its job in one transaction. */
type End = (operation: Operation, patch: Patch, result?: StoredResult) => Promise<Order>;

async function endOrder(
  backend: Backend,
  job: Job<OrderJob>,
  order: Order,
  result: TaskResult | undefined,
): Promise<void> {
  const end: End = (operation, patch, file) =>
    changeOrder(backend, () => rereadOrder(backend, order.id), {
      operation,
      decide: () => patch,
      async alsoWrite(sql, current) {
        await job.finish(sql);
        if (file === undefined) return;
        const { stored, fileName, mediaType } = file;
        await insertFile(sql, current, stored, { role: "result", position: 0, fileName, mediaType }, backend.clock());
      },
    });

  if (result === undefined) await end("time_out", {});
  else if (result.kind === "success") await complete(backend, result, end);
  else {
    const { kind: _, ...details } = result;
    await end("fail", { failure: details });
  }
}

async function complete(backend: Backend, { report, units, file }: TaskSuccess, end: End): Promise<void> {
  const expiresAt = backend.clock() + orders.limits.resultLifeSec * 1000;
  if (file === undefined) return void (await end("complete", { report, units, expiresAt }));
  const { fileName, mediaType } = file;
  await storeFile(
    backend,
    async (sink) => {
      await sink.write(file.bytes);
      await sink.finish();
    },
    (stored) => {
      const info = { fileName, mediaType, bytes: stored.bytes, sha256: stored.sha256 };
      const patch = { report: { ...report, file: info }, units, expiresAt };
      return end("complete", patch, { stored, fileName, mediaType });
    },
  );
}
