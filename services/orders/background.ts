import { every } from "../shared/concurrency/index.ts";
import type { Backend } from "./backend.ts";
import { tidy } from "./orders/tidy.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";
import type { OrderWorker } from "./work/order-worker.ts";

const tidyEveryMs = 10_000;

/** What is to run. */
interface Parts {
  readonly backend: Backend;
  readonly worker: OrderWorker;
  readonly webhooks: Webhooks;
}

/** What runs beside the requests. */
interface Background {
  startJobs(): void;
  stopJobs(): Promise<void>;
}

/** Makes what runs beside the requests: orders, webhooks, and the broom. */
export function background(
  { backend, worker, webhooks }: Parts,
  onJobFailed: (error: unknown, job: string) => void,
): Background {
  const cleanup = every(
    tidyEveryMs,
    () => tidy(backend),
    (error) => onJobFailed(error, "tidying up"),
  );
  return {
    startJobs() {
      worker.start();
      webhooks.start();
      cleanup.start();
    },
    async stopJobs() {
      await Promise.all([worker.stop(), webhooks.stop(), cleanup.stop()]);
      backend.workshop.close();
    },
  };
}
