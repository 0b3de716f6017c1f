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
  let timer: NodeJS.Timeout | undefined;
  let tidying: Promise<unknown> = Promise.resolve();
  return {
    startJobs() {
      worker.start();
      webhooks.start();
      timer = setInterval(() => {
        tidying = tidy(backend).catch((error: unknown) => onJobFailed(error, "tidying up"));
      }, tidyEveryMs);
    },
    async stopJobs() {
      clearInterval(timer);
      await Promise.all([worker.stop(), webhooks.stop()]);
      await tidying;
      backend.workshop.close();
    },
  };
}
