import { type Worker, worker } from "../../shared/queue/index.ts";
import type { Backend } from "../backend.ts";
import type { Order } from "../orders/order.ts";
import { holding } from "../state-machine.ts";
import { failOrder, processOrder } from "./process-order.ts";

/** Does orders. */
export interface OrderWorker extends Worker {
  /** Stops the work at an order that was ended by somebody else in this process. */
  ended(order: Order): void;
}

/** Makes the worker. @param concurrency orders at once, each in a process of its own @param onFailure is told of each job that failed; it is tried again */
export function orderWorker(
  backend: Backend,
  concurrency: number,
  onFailure: (error: unknown, orderId: string) => void,
): OrderWorker {
  const atWork = new Map<string, AbortController>();
  const own = worker({
    queue: backend.jobs,
    concurrency,
    onFailure,
    async handle(job) {
      const cancelled = new AbortController();
      atWork.set(job.id, cancelled);
      try {
        await processOrder(backend, job, cancelled.signal);
      } finally {
        atWork.delete(job.id);
      }
    },
    onFailed: (sql, { payload }) => failOrder(backend, sql, payload.orderId),
  });
  return {
    ...own,
    ended({ id, state }) {
      if (!holding.has(state)) atWork.get(id)?.abort(new Error(`order ${id} is ${state}`));
    },
  };
}
