import type { IdempotencyGuard } from "errata/guards";
import type { Balances, IdempotencyRecords, Store, TransactionSql } from "errata/store";
import type { FileStore } from "../shared/files/index.ts";
import type { Queue } from "../shared/queue/index.ts";
import type { Tokens } from "./accounts/tokens.ts";
import type { Order } from "./orders/order.ts";
import type { State } from "./state-machine.ts";
import type { Workshop } from "./work/workshop.ts";

/** What a job of the queue `orders` is about. */
export interface OrderJob {
  readonly orderId: string;
}

/**
 * Is told of each change of state, in the transaction that makes it. It writes with `sql` alone, since the transaction
 * may be taken back or run again.
 *
 * @param from null for a new order
 */
export type OnTransition = (sql: TransactionSql, order: Order, from: State | null, to: State) => Promise<void>;

/** What the routes and the worker of the service work with. */
export interface Backend {
  readonly store: Store;
  readonly files: FileStore;
  /** Orders, by account and month. */
  readonly orderLedger: Balances;
  /** Units, by account and month. */
  readonly unitLedger: Balances;
  readonly tokens: Tokens;
  /** Runs a request once per Idempotency-Key and user. */
  readonly once: IdempotencyGuard;
  readonly records: IdempotencyRecords;
  readonly jobs: Queue<OrderJob>;
  readonly workshop: Workshop;
  readonly onTransition: OnTransition;
  /** Is told after each commit that changed an order, in this process. */
  readonly changed: (order: Order) => void;
  /** Current time in epoch milliseconds. */
  readonly clock: () => number;
}
