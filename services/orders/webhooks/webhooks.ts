import type { Store } from "errata/store";
import type { Hono } from "hono";
import { concurrencyLimit, every } from "../../shared/concurrency/index.ts";
import { queue, RetryLater, worker } from "../../shared/queue/index.ts";
import type { OnTransition } from "../backend.ts";
import type { OrdersEnv } from "../http.ts";
import { deliver, giveUpDelivery } from "./deliver.ts";
import type { DeliveryJob, Desk } from "./desk.ts";
import type { Resolve } from "./post-message.ts";
import { addressRules } from "./public-address.ts";
import { publisher } from "./publish.ts";
import { webhookRoutes } from "./routes.ts";
import { tidyDeliveries } from "./tidy-deliveries.ts";

/** What webhooks need, and how they are sent. */
export interface WebhooksOptions {
  /** A store with the tables of `webhookTables` and `queueMigrations`. */
  readonly store: Store;
  /** Is told of each delivery that failed by our own fault; it is tried again. @param job what it worked on */
  readonly onJobFailed?: (error: unknown, job: string) => void;
  /** Networks that receivers may be in although the public cannot reach them, such as `127.0.0.0/8`; for development. @default none */
  readonly allow?: readonly string[];
  /** Finds the addresses of a host. @default the operating system's */
  readonly resolve?: Resolve;
  /** Longest wait for a receiver, in milliseconds. @default 15_000 */
  readonly timeoutMs?: number;
  /** Most deliveries at once, 2 or more; one account has half of them at most. @default 16 */
  readonly concurrency?: number;
  /** Gives a number from 0 to 1, 1 excluded. @default Math.random */
  readonly random?: () => number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** The webhooks of the service. */
export interface Webhooks {
  readonly desk: Desk;
  /** Writes the event of an order's change into the outbox, in the transaction of the change. */
  readonly onTransition: OnTransition;
  addRoutes(app: Hono<OrdersEnv>): void;
  /** Sends what was written meanwhile; call it after the commit of a change, to spare it the wait for the next look. */
  wake(): void;
  /** Starts to send. */
  start(): void;
  stop(): Promise<void>;
  /** Sends what is due now. @returns how many deliveries it tried */
  runOnce(): Promise<number>;
  /** Deletes what is older than the log goes back. @returns how many rows */
  tidy(): Promise<number>;
}

/** The queue counts deaths of senders and waits for a share too; the schedule counts what was sent. */
const maxAttempts = 10_000;
const tidyEveryMs = 60 * 60 * 1000;

/** Opens the webhooks. Any number of processes may send, each delivery by one of them at a time. */
export function openWebhooks(options: WebhooksOptions): Webhooks {
  const { store, onJobFailed = () => undefined, allow, resolve, timeoutMs = 15_000, concurrency = 16 } = options;
  const { random = Math.random, clock = Date.now } = options;
  const jobs = queue<DeliveryJob>({ name: "orders_webhooks", store, leaseMs: 2 * timeoutMs, maxAttempts, clock });
  const post = { rules: addressRules(allow), timeoutMs, ...(resolve && { resolve }) };
  // A receiver that takes longer than a second counts as slow: its account's other deliveries do not wait for it.
  const limit = concurrencyLimit({ perKey: Math.ceil(concurrency / 2), patienceMs: 1_000 });
  const desk: Desk = { store, jobs, post, limit, random, clock };
  const sender = worker<DeliveryJob>({
    queue: jobs,
    concurrency,
    handle: (job) => deliver(desk, job),
    onFailed: giveUpDelivery,
    onFailure: (error, id) => {
      // A receiver that fails is no failure of ours; the delivery log has it.
      if (!(error instanceof RetryLater)) onJobFailed(error, `webhook delivery ${id}`);
    },
  });
  const cleanup = every(
    tidyEveryMs,
    () => tidyDeliveries(desk),
    (error) => onJobFailed(error, "old webhook deliveries"),
  );
  return {
    desk,
    onTransition: publisher(desk),
    addRoutes: (app) => webhookRoutes(app, desk),
    wake: () => jobs.wake(),
    start() {
      sender.start();
      cleanup.start();
    },
    async stop() {
      await Promise.all([sender.stop(), cleanup.stop()]);
    },
    runOnce: () => sender.runOnce(),
    tidy: () => tidyDeliveries(desk),
  };
}
