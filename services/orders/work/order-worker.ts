import { outageCode } from "errata/server";
import { RetryLater, type Worker, worker } from "../../shared/queue/index.ts";
import type { Backend } from "../backend.ts";
import type { Order } from "../orders/order.ts";
import { reservingStates } from "../orders/state-machine.ts";
import { failOrder, processOrder } from "./process-order.ts";

/** Processes confirmed orders. */
export interface OrderWorker extends Worker {
  /** Stops processing an order in this process if another operation has ended it. */
  stopIfEnded(order: Order): void;
}

/** Wait before an order is processed again whose files or database were out of reach, in milliseconds. */
const outageMs = 2_000;

/**
 * Creates the worker.
 *
 * @param onFailure receives the error of each job that failed; the job runs again
 */
export function orderWorker(backend: Backend, onFailure: (error: unknown, orderId: string) => void): OrderWorker {
  const running = new Map<string, AbortController>();
  const jobs = worker({
    queue: backend.jobs,
    concurrency: backend.concurrency,
    onFailure,
    async handle(job) {
      const ended = new AbortController();
      running.set(job.id, ended);
      try {
        await processOrder(backend, job, ended.signal);
      } catch (error) {
        // An outage is not the fault of the order, which is processed when it is over, or expires.
        if (outageCode(error) === undefined) throw error;
        throw new RetryLater(outageMs, "an outage", { cause: error, isAttempt: false });
      } finally {
        running.delete(job.id);
      }
    },
    onFailed: (sql, { payload }) => failOrder(backend, sql, payload.orderId),
  });
  return {
    ...jobs,
    stopIfEnded({ id, state }) {
      if (!reservingStates.has(state)) running.get(id)?.abort(new Error(`order ${id} is ${state}`));
    },
  };
}
