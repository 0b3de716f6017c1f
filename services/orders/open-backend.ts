import { availableParallelism } from "node:os";
import { balances } from "errata/store";
import { openFileStore } from "../shared/files/index.ts";
import { openIdempotency } from "../shared/idempotency/index.ts";
import { openCounters } from "../shared/limits/index.ts";
import { queue } from "../shared/queue/index.ts";
import { defaultRetention } from "../shared/retention/index.ts";
import { type WorkerPool, workerPool } from "../shared/worker-pool/index.ts";
import { openTokens } from "./accounts/tokens.ts";
import type { Backend, OrderJob } from "./backend.ts";
import { orders } from "./contract.ts";
import type { OrdersOptions } from "./options.ts";
import { encryptWebhooks } from "./webhooks/encrypt-webhooks.ts";
import { openWebhooks } from "./webhooks/webhooks.ts";

/**
 * Opens the backend. Orders that a crash interrupted run before those that wait.
 *
 * @param onCommit called after each commit that changed an order, when the queues have been woken
 */
export async function openBackend(options: OrdersOptions, onCommit: Backend["onCommit"]): Promise<Backend> {
  const { store, folder, s3, secrets, concurrency = defaultConcurrency, clock = Date.now } = options;
  const { retention = defaultRetention } = options;
  const { pool = openPool(concurrency), unchargedWorkMs = orders.limits.unchargedWorkSec * 1000 } = options;
  const webhooks = openWebhooks({
    store,
    secrets,
    retention,
    onJobFailed: options.onJobFailed,
    clock,
    ...options.webhooks,
  });
  const { VALIDATION_IDEMPOTENCY_KEY_INVALID: unusable, REQUEST_IN_PROGRESS: inFlight } = orders.error;
  const jobs = queue<OrderJob>({ name: "orders", store, maxAttempts: 3, clock });
  await encryptWebhooks(store, secrets);
  await jobs.recover();
  return {
    store,
    counters: openCounters("orders", clock, options.counters),
    files: await openFileStore({ folder, s3 }, "orders"),
    orderLedger: balances({ unit: "orders_orders", retentionMs: retention.ledgerMs, clock }),
    unitLedger: balances({ unit: "orders_units", retentionMs: retention.ledgerMs, clock }),
    tokens: await openTokens(store, secrets, clock),
    idempotency: openIdempotency({ store, clock, refusals: { invalid: unusable, reused: unusable, inFlight } }),
    jobs,
    pool,
    concurrency,
    unchargedWorkMs,
    webhooks,
    onTransition: webhooks.onTransition,
    onCommit(order) {
      if (order.state === "confirmed") jobs.wake();
      webhooks.wake();
      onCommit(order);
    },
    clock,
  };
}

/** One core is left for responses. */
const defaultConcurrency = availableParallelism() > 2 ? 2 : 1;
/** Node, an image library and 100 MiB for the content. The largest images that are decoded as a whole fit. */
const maxMemoryBytes = 208 * 1024 * 1024;

/** Opens the processes that do the work of orders. */
export function openPool(size: number): WorkerPool {
  return workerPool({ module: new URL("./work/worker.ts", import.meta.url), size, maxMemoryBytes });
}
