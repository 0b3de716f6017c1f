import type { Store } from "errata/store";
import type { Hono } from "hono";
import { queue, RetryLater, worker } from "../../queue/index.ts";
import type { OnTransition } from "../backend.ts";
import type { OrdersEnv } from "../http.ts";
import { deliver, giveUpDelivery } from "./deliver.ts";
import type { DeliveryJob, Desk } from "./desk.ts";
import type { Resolve } from "./post-message.ts";
import { addressRules } from "./public-address.ts";
import { publisher } from "./publish.ts";
import { MAX_ATTEMPTS } from "./retry-schedule.ts";
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
  /** Most deliveries at once. @default 8 */
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

/** A worker that dies in the middle of an attempt uses up one of the queue's, and none of the schedule's. */
const SPARE_ATTEMPTS = 10;
const tidyEveryMs = 60 * 60 * 1000;

/** Opens the webhooks. Any number of processes may send, each delivery by one of them at a time. */
export function openWebhooks(options: WebhooksOptions): Webhooks {
  const { store, onJobFailed = () => undefined, allow, resolve, timeoutMs = 15_000, concurrency = 8 } = options;
  const { random = Math.random, clock = Date.now } = options;
  const maxAttempts = MAX_ATTEMPTS + SPARE_ATTEMPTS;
  const jobs = queue<DeliveryJob>({ name: "orders_webhooks", store, leaseMs: 2 * timeoutMs, maxAttempts, clock });
  const post = { rules: addressRules(allow), timeoutMs, ...(resolve && { resolve }) };
  const desk: Desk = { store, jobs, post, random, clock };
  const sender = worker<DeliveryJob>({
    queue: jobs,
    concurrency,
    handle: (job) => deliver(desk, job),
    onGiveUp: giveUpDelivery,
    onFailure: (error, id) => {
      // A receiver that fails is no failure of ours; the delivery log has it.
      if (!(error instanceof RetryLater)) onJobFailed(error, `webhook delivery ${id}`);
    },
  });
  let timer: NodeJS.Timeout | undefined;
  let tidying: Promise<unknown> = Promise.resolve();
  return {
    desk,
    onTransition: publisher(desk),
    addRoutes: (app) => webhookRoutes(app, desk),
    wake: () => jobs.wake(),
    start() {
      sender.start();
      timer = setInterval(() => {
        tidying = tidyDeliveries(desk).catch((error: unknown) => onJobFailed(error, "old webhook deliveries"));
      }, tidyEveryMs);
    },
    async stop() {
      clearInterval(timer);
      await sender.stop();
      await tidying;
    },
    runOnce: () => sender.runOnce(),
    tidy: () => tidyDeliveries(desk),
  };
}
