import type { ConsoleData } from "errata/console";

/** Shows the ledgers, queues and webhooks of several parts of an app together. Balances belong to one of them. */
export function joinConsoleData(parts: readonly ConsoleData[]): ConsoleData {
  return {
    ledgerOf: (requestId) => concat(parts.map(({ ledgerOf }) => ledgerOf?.(requestId))),
    queues: () => concat(parts.map(({ queues }) => queues?.())),
    jobsOf: (requestId) => concat(parts.map(({ jobsOf }) => jobsOf?.(requestId))),
    failedJobs: () => concat(parts.map(({ failedJobs }) => failedJobs?.())),
    async retryJob(queue, id) {
      for (const { retryJob } of parts) if (await retryJob?.(queue, id)) return true;
      return false;
    },
    failingWebhooks: () => concat(parts.map(({ failingWebhooks }) => failingWebhooks?.())),
  };
}

async function concat<Item>(lists: readonly (Promise<readonly Item[]> | undefined)[]): Promise<readonly Item[]> {
  return (await Promise.all(lists)).flatMap((list) => list ?? []);
}
