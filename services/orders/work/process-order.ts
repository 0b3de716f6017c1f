import type { TransactionSql } from "errata/store";
import { type FileMove, withNewFile } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import { type Job, LeaseLost } from "../../shared/queue/index.ts";
import { WorkLimitError } from "../../shared/worker-pool/index.ts";
import { recordUnchargedWork } from "../accounts/uncharged-work.ts";
import type { Backend, OrderJob } from "../backend.ts";
import { orders } from "../contract.ts";
import { advance, type Change, changeOrder, rereadOrder } from "../orders/advance.ts";
import { expireIfDue } from "../orders/find-order.ts";
import { TooLate } from "../orders/next-state.ts";
import { type Order, readOrder } from "../orders/order.ts";
import { insertFile } from "../orders/order-files.ts";
import { orderTypeInfo } from "./order-types.ts";
import { failure, type Task, type TaskResult, type TaskSuccess } from "./task.ts";

/**
 * Processes one order. The end of the order, the end of the job, the usage and the row of the result are one
 * transaction: if the process dies, either all of them are written, or the next worker processes the order again.
 *
 * @param ended aborts when another operation ends the order in this process
 */
export async function processOrder(backend: Backend, job: Job<OrderJob>, ended: AbortSignal): Promise<void> {
  const reread = (): Promise<Order> => rereadOrder(backend, job.payload.orderId);
  try {
    await expireIfDue(backend, await reread());
    const order = await changeOrder(backend, reread, { operation: "start" });
    await runOrder(backend, job, order, AbortSignal.any([job.signal, ended]));
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

async function runOrder(backend: Backend, job: Job<OrderJob>, order: Order, signal: AbortSignal): Promise<void> {
  let startedAt: number | undefined;
  let isCharged = false;
  const onStart = (): void => {
    startedAt = performance.now();
  };
  try {
    isCharged = orderTypeInfo[order.type].hasFile
      ? await withNewFile(backend, newId("fil"), (move) => runAndEnd(backend, job, order, { signal, onStart, move }))
      : await runAndEnd(backend, job, order, { signal, onStart });
  } finally {
    // A worker that stops has not failed: another one runs the order.
    const isStopped = job.signal.aborted && !(job.signal.reason instanceof LeaseLost);
    if (startedAt !== undefined && !isCharged && !isStopped) {
      const durationMs = Math.min(performance.now() - startedAt, order.deadlineMs);
      await recordUnchargedWork(backend, order.accountId, durationMs);
    }
  }
}

interface RunOptions {
  readonly signal: AbortSignal;
  readonly onStart: () => void;
  /** The new file, for types that have one. */
  readonly move?: FileMove;
}

/** Runs the task and ends the order. @returns whether the order is charged */
async function runAndEnd(backend: Backend, job: Job<OrderJob>, order: Order, options: RunOptions): Promise<boolean> {
  const { move } = options;
  const result = await runTask(backend, order, options);
  const isComplete = result?.kind === "success";
  if (isComplete) await move?.keep();
  await changeOrder(backend, () => rereadOrder(backend, order.id), {
    ...outcomeOf(result, backend.clock()),
    async alsoWrite(sql, current) {
      await job.finish(sql);
      if (!isComplete || move === undefined || result.file === undefined) return;
      const { fileName, mediaType, ...received } = result.file;
      const info = { role: "result", position: 0, fileName, mediaType } as const;
      await insertFile(sql, current, { move, ...received }, info, backend.clock());
    },
  });
  return isComplete;
}

/** Runs the work in another process. @returns undefined if it took too long */
async function runTask(
  backend: Backend,
  order: Order,
  { signal, onStart, move }: RunOptions,
): Promise<TaskResult | undefined> {
  const { accountId: account, deadlineMs } = order;
  try {
    return await withTask(backend, order, move, (task) =>
      backend.pool.run<TaskResult>("run", task, { account, deadlineMs, signal, onStart }),
    );
  } catch (error) {
    if (!(error instanceof WorkLimitError) || error.limit === "waiting") throw error;
    if (error.limit === "time") return undefined;
    return failure("file_not_readable", "Processing needs more memory than an order may use.");
  }
}

/** Passes the task of an order to `work`, while its files are on this node. */
async function withTask<Result>(
  { store, files }: Backend,
  { id, type, options, quantity }: Order,
  move: FileMove | undefined,
  work: (task: Task) => Promise<Result>,
): Promise<Result> {
  const rows = await store.sql<{ id: string; file_name: string; media_type: string; bytes: number }>`
    SELECT id, file_name, media_type, bytes FROM orders_files
    WHERE order_id = ${id} AND role = 'upload' ORDER BY position`;
  const outputPath = move === undefined ? "" : files.incomingPath(move.fileId);
  const addFile = async (inputs: Task["files"]): Promise<Result> => {
    const row = rows[inputs.length];
    if (row === undefined)
      return await work({ type, options: options as Task["options"], quantity, files: inputs, outputPath });
    const { id: uploadId, file_name, media_type, bytes } = row;
    return await files.withPath(uploadId, (path) =>
      addFile([...inputs, { path, fileName: file_name, mediaType: media_type, bytes }]),
    );
  };
  return await addFile([]);
}

/** Returns the operation that ends an order, and what it changes. */
function outcomeOf(result: TaskResult | undefined, now: number): Pick<Change, "operation" | "decide"> {
  if (result === undefined) return { operation: "time_out" };
  if (result.kind === "success") {
    const expiresAt = now + orders.limits.resultLifeSec * 1000;
    return { operation: "complete", decide: () => ({ report: reportOf(result), units: result.units, expiresAt }) };
  }
  const { kind: _, ...details } = result;
  return { operation: "fail", decide: () => ({ failure: details }) };
}

function reportOf({ report, file }: TaskSuccess): Readonly<Record<string, unknown>> {
  if (file === undefined) return report;
  const { fileName, mediaType, bytes, sha256 } = file;
  return { ...report, file: { fileName, mediaType, bytes, sha256 } };
}
