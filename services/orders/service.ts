import { honoBoundary } from "errata/hono";
import { type Boundary, boundary, InputError, schemaIssues, type TranslateRule } from "errata/server";
import { balanceMigrations, idempotencyMigrations, type Migrations } from "errata/store";
import { Hono } from "hono";
import { fileMigrations } from "../shared/files/index.ts";
import { rejectQuery } from "../shared/http/index.ts";
import { queueMigrations } from "../shared/queue/index.ts";
import { guardRequests } from "./accounts/guard-requests.ts";
import { accountRoutes } from "./accounts/routes.ts";
import type { Backend } from "./backend.ts";
import { background } from "./background.ts";
import { orders } from "./contract.ts";
import { type OrdersEnv, queried } from "./http.ts";
import { pluralFormatter } from "./locales/plural-formatter.ts";
import { ordersTables } from "./migrations.ts";
import { openBackend } from "./open-backend.ts";
import type { OrdersOptions } from "./options.ts";
import { orderRoutes } from "./orders/routes.ts";
import { webhookTables } from "./webhooks/migrations.ts";
import { openWebhooks, type Webhooks } from "./webhooks/webhooks.ts";
import { type OrderWorker, orderWorker } from "./work/order-worker.ts";

/** The running service. */
export interface OrdersService {
  readonly app: Hono<OrdersEnv>;
  readonly boundary: Boundary;
  readonly backend: Backend;
  readonly worker: OrderWorker;
  readonly webhooks: Webhooks;
  /** Starts what runs beside the requests. */
  startJobs(): void;
  /** Ends that; the store is still open. */
  stopJobs(): Promise<void>;
}

/** Tables of the service and of what it stands on. */
export const ordersMigrations: readonly Migrations[] = [
  balanceMigrations,
  idempotencyMigrations,
  fileMigrations,
  queueMigrations,
  ordersTables,
  webhookTables,
];

/** Answers for the query what `invalid_request` answers for the body. */
const parameters: TranslateRule = {
  name: "parameters",
  translate(thrown) {
    if (!(thrown instanceof InputError) || thrown.location !== "query") return undefined;
    const [first] = schemaIssues(thrown, thrown.location) ?? [];
    return first && orders.error.INVALID_PARAMETER({ parameter: first.field, problem: first.message });
  },
};

/** Opens the service: guards before routes, a worker beside them. */
export async function openOrders(options: OrdersOptions): Promise<OrdersService> {
  const { record, onJobFailed = () => undefined, concurrency = 2, bodyDeadlineMs, clock = Date.now } = options;
  const webhooks = openWebhooks({ store: options.store, onJobFailed, clock, ...options.webhooks });
  const backend = await openBackend(options, webhooks, (order) => worker.ended(order));
  const worker = orderWorker(backend, concurrency, (error, orderId) => onJobFailed(error, `order ${orderId}`));
  const own = boundary(orders, {
    maxBodyBytes: orders.limits.bodyBytes,
    formatter: pluralFormatter,
    operations: {
      "POST /v1/orders/{orderId}/file": { maxBodyBytes: orders.limits.fileBytes + orders.limits.bodyBytes },
    },
    translate: [parameters],
    clock,
    ...(record && { record }),
    ...(bodyDeadlineMs && { bodyDeadlineMs }),
  });
  const app = honoBoundary(new Hono<OrdersEnv>(), own);
  // Before the guards: the contract is for everyone.
  app.get("/.well-known/errata.json", (c) => c.json(orders.toJSON()));
  app.use("*", guardRequests(backend), rejectQuery(queried));
  accountRoutes(app, backend);
  orderRoutes(app, backend, own);
  webhooks.addRoutes(app);
  return { app, boundary: own, backend, worker, webhooks, ...background({ backend, worker, webhooks }, onJobFailed) };
}
