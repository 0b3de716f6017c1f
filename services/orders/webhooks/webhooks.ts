import type { Store } from "errata/store";
import type { Hono } from "hono";
import type { BackgroundJob } from "../../shared/concurrency/index.ts";
import { queue, RetryLater, worker } from "../../shared/queue/index.ts";
import { defaultRetention, purgeRegularly, type Retention } from "../../shared/retention/index.ts";
import type { SecretBox } from "../../shared/secrets/index.ts";
import type { OrdersEnv, OrdersOnce } from "../http.ts";
import type { TransitionListener } from "../orders/order.ts";
import { deliver, giveUpDelivery } from "./deliver.ts";
import { publisher } from "./events.ts";
import type { Resolve } from "./post-message.ts";
import { addressRules } from "./public-address.ts";
import { purgesOf } from "./retention.ts";
import { webhookRoutes } from "./routes.ts";
import type { DeliveryJob, WebhookContext } from "./webhook-context.ts";

/** Options of `openWebhooks`. */
export interface WebhooksOptions {
  /** Store with the tables of `webhookTables` and `queueMigrations`. */
  readonly store: Store;
  /** Encrypts the secrets of webhooks. */
  readonly secrets: SecretBox;
  /** How long deliveries and failed jobs are kept. @default 30 days each */
  readonly retention?: Retention | undefined;
  /** Receives the error of each delivery that failed because of the service. The delivery is repeated. */
  readonly onJobFailed?: ((error: unknown, job: string) => void) | undefined;
  /**
   * Networks that webhooks may be sent to although they are not public, such as `127.0.0.0/8`. For development: URLs may
   * then also use http.
   *
   * @default none
   */
  readonly allow?: readonly string[] | undefined;
  /** Resolves a host name. @default the resolver of the operating system */
  readonly resolve?: Resolve | undefined;
  /** Time limit for the response of a receiver, in milliseconds, 1 or more. @default 15_000 */
  readonly timeoutMs?: number | undefined;
  /** Concurrent deliveries, 1 or more; at most two of them to the same webhook. @default 64 */
  readonly concurrency?: number | undefined;
  /** Returns a number from 0 to 1, excluding 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** The webhooks of the service. The background job sends deliveries. */
export interface Webhooks extends BackgroundJob {
  readonly context: WebhookContext;
  /** Writes the event of a change to the outbox, in the transaction of the change. */
  readonly onTransition: TransitionListener;
  addRoutes(app: Hono<OrdersEnv>, once: OrdersOnce): void;
  /** Sends new deliveries at once. Call it after the commit of a change. */
  wake(): void;
  /** Sends the deliveries that are due. @returns how many were attempted */
  runOnce(): Promise<number>;
  /** Deletes deliveries that are older than the retention period. @returns the number of rows */
  cleanUp(): Promise<number>;
}

/** Attempts of a job include those whose process died; `retry-schedule.ts` limits the messages that are sent. */
const maxAttempts = 50;
/** More than one, so that a slow response does not stop a webhook; few, because 20 webhooks of an account can be slow. */
const maxRunningPerGroup = 2;

/** Opens the webhooks. Several processes can send; each delivery is sent by one of them at a time. */
export function openWebhooks(options: WebhooksOptions): Webhooks {
  const {
    store,
    secrets,
    onJobFailed = () => undefined,
    allow,
    resolve,
    timeoutMs = 15_000,
    concurrency = 64,
  } = options;
  const { retention = defaultRetention, random = Math.random, clock = Date.now } = options;
  const leaseMs = 2 * timeoutMs;
  const jobs = queue<DeliveryJob>({ name: "orders_webhooks", store, leaseMs, maxAttempts, maxRunningPerGroup, clock });
  const context = { store, secrets, jobs, post: { rules: addressRules(allow), resolve, timeoutMs }, random, clock };
  const sender = worker<DeliveryJob>({
    queue: jobs,
    concurrency,
    handle: (job) => deliver(context, job),
    onFailed: giveUpDelivery,
    onFailure: (error, id) => {
      // The failure of a receiver is in the log of the delivery and not a failure of the service.
      if (!(error instanceof RetryLater)) onJobFailed(error, `webhook delivery ${id}`);
    },
  });
  const oldData = purgeRegularly(purgesOf(context, retention), onJobFailed);
  return {
    context,
    onTransition: publisher(context),
    addRoutes: (app, once) => webhookRoutes(app, context, once),
    wake: () => jobs.wake(),
    start() {
      sender.start();
      oldData.start();
    },
    async stop() {
      await Promise.all([sender.stop(), oldData.stop()]);
    },
    runOnce: () => sender.runOnce(),
    cleanUp: () => oldData.runOnce(),
  };
}
