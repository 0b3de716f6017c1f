import type { Balances, Store } from "errata/store";
import type { FileStore } from "../shared/files/index.ts";
import type { Idempotency } from "../shared/idempotency/index.ts";
import type { Counters } from "../shared/limits/index.ts";
import type { Queue } from "../shared/queue/index.ts";
import type { WorkerPool } from "../shared/worker-pool/index.ts";
import type { Tokens } from "./accounts/tokens.ts";
import type { Order, TransitionListener } from "./orders/order.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";

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
  /** Count requests for the limits. */
  readonly counters: Counters;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}
