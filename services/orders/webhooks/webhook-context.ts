import type { Store } from "errata/store";
import type { Queue } from "../../shared/queue/index.ts";
import type { SecretBox } from "../../shared/secrets/index.ts";
import type { PostOptions } from "./post-message.ts";

/** Payload of a job of the queue `orders_webhooks`. */
export interface DeliveryJob {
  readonly deliveryId: string;
}

/** Everything that the operations on webhooks and the sender use. */
export interface WebhookContext {
  readonly store: Store;
  /** Encrypts the secrets of webhooks. */
  readonly secrets: SecretBox;
  readonly jobs: Queue<DeliveryJob>;
  readonly post: PostOptions;
  /** Returns a number from 0 to 1, excluding 1. */
  readonly random: () => number;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}
