import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Balances, balances, type Store } from "errata/store";
import { type FileStore, openFileStore } from "../shared/files/index.ts";
import { type Idempotency, openIdempotency } from "../shared/idempotency/index.ts";
import { type Queue, queue } from "../shared/queue/index.ts";
import { type WorkerPool, workerPool } from "../shared/worker-pool/index.ts";
import { openTokens, type Tokens } from "./accounts/tokens.ts";
import { orders } from "./contract.ts";
import type { OrdersOptions } from "./options.ts";
import type { Order, TransitionListener } from "./orders/order.ts";
import { encryptWebhooks } from "./webhooks/encrypt-webhooks.ts";
import { openWebhooks, type Webhooks } from "./webhooks/webhooks.ts";

/** Payload of a job of the queue `orders`. */
export interface OrderJob {
  readonly orderId: string;
}

/** Everything that the routes and the worker use. */
export interface Backend {
  readonly store: Store;
  readonly files: FileStore;
  /** Orders used, by account and month. */
  readonly orderLedger: Balances;
  /** Units used, by account and month. */
  readonly unitLedger: Balances;
  readonly tokens: Tokens;
  /** Runs each request that creates or charges once per user and Idempotency-Key. */
  readonly idempotency: Idempotency;
  readonly jobs: Queue<OrderJob>;
  readonly pool: WorkerPool;
  /** Orders that are processed at the same time. */
  readonly concurrency: number;
  /** Processing per account in any hour that may end without a charge, in milliseconds. */
  readonly unchargedWorkMs: number;
  readonly webhooks: Webhooks;
  /** Called in the transaction of each change of state. */
  readonly onTransition: TransitionListener;
  /** Called in this process after each commit that changed an order. */
  readonly onCommit: (order: Order) => void;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * Opens the backend and frees the jobs that a crash interrupted.
 *
 * @param onCommit called after each commit that changed an order, when the queues have been woken
 */
export async function openBackend(options: OrdersOptions, onCommit: Backend["onCommit"]): Promise<Backend> {
  const { store, folder, secrets, concurrency = defaultConcurrency, leaseMs = 5_000, clock = Date.now } = options;
  const { pool = openPool(concurrency), unchargedWorkMs = orders.limits.unchargedWorkSec * 1000 } = options;
  const webhooks = openWebhooks({ store, secrets, onJobFailed: options.onJobFailed, clock, ...options.webhooks });
  const { VALIDATION_IDEMPOTENCY_KEY_INVALID: unusable, REQUEST_IN_PROGRESS: inFlight } = orders.error;
  const jobs = queue<OrderJob>({ name: "orders", store, leaseMs, maxAttempts: 3, clock });
  await encryptWebhooks(store, secrets);
  await jobs.recover();
  return {
    store,
    files: await openFileStore(join(folder, "orders")),
    orderLedger: balances({ unit: "orders_orders", clock }),
    unitLedger: balances({ unit: "orders_units", clock }),
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
