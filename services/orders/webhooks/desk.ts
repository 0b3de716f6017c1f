import type { Store } from "errata/store";
import type { ConcurrencyLimit } from "../../shared/concurrency/index.ts";
import type { Queue } from "../../shared/queue/index.ts";
import type { PostOptions } from "./post-message.ts";

/** What a job of the queue `orders_webhooks` is about. */
export interface DeliveryJob {
  readonly deliveryId: string;
}

/** What everything about webhooks works with. */
export interface Desk {
  readonly store: Store;
  readonly jobs: Queue<DeliveryJob>;
  readonly post: PostOptions;
  /** Limits the deliveries at the same time, by account. */
  readonly limit: ConcurrencyLimit;
  /** Gives a number from 0 to 1, 1 excluded. */
  readonly random: () => number;
  /** Current time in epoch milliseconds. */
  readonly clock: () => number;
}
