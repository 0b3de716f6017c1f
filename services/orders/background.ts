import { tidy } from "./orders/tidy.ts";
import type { OrdersService } from "./service.ts";

const tidyEveryMs = 10_000;

/** Makes what runs beside the requests: orders, webhooks, and the broom. */
export function background(
  { backend, worker, webhooks }: Pick<OrdersService, "backend" | "worker" | "webhooks">,
  onJobFailed: (error: unknown, job: string) => void,
): Pick<OrdersService, "startJobs" | "stopJobs"> {
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
