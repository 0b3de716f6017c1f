import { honoBoundary, serveContract } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import type { Api, ServiceEnvironment } from "../shared/api/index.ts";
import { every } from "../shared/concurrency/index.ts";
import { browserAccess, carryRequestId, formatMessage, responseDeadline } from "../shared/http/index.ts";
import { onlyOnce } from "../shared/idempotency/index.ts";
import { defaultRetention, purgeRegularly, type RetentionJob } from "../shared/retention/index.ts";
import { accountRoutes } from "./accounts/routes.ts";
import type { Backend } from "./backend.ts";
import { consoleData } from "./console-data.ts";
import { orders } from "./contract.ts";
import { openDemo } from "./demo.ts";
import { ordersDescription } from "./description.ts";
import { requestGuards } from "./guards.ts";
import { type OrdersContext, type OrdersEnv, translateQueryError } from "./http.ts";
import { localizeTexts } from "./locales/translate-text.ts";
import { openBackend } from "./open-backend.ts";
import type { OrdersOptions } from "./options.ts";
import { cleanUp } from "./orders/cleanup.ts";
import { orderRoutes } from "./orders/routes.ts";
import { purgesOf } from "./retention.ts";
import { type OrderWorker, orderWorker } from "./work/order-worker.ts";

/** The running service. */
export interface OrdersService extends Api {
  readonly backend: Backend;
  /** Deletes data that is older than its retention period. */
  readonly oldData: RetentionJob;
  readonly worker: OrderWorker;
}

const cleanupIntervalMs = 10_000;

/**
 * Opens the service for the launcher. `ERRATA_WEBHOOK_ALLOW` lists networks, separated by commas, that webhooks may be
 * sent to although they are not public, such as `127.0.0.0/8`.
 */
export async function openOrdersApi(environment: ServiceEnvironment): Promise<Api> {
  const allow = (process.env.ERRATA_WEBHOOK_ALLOW ?? "").split(",").flatMap((network) => network.trim() || []);
  try {
    return await openOrders({ ...environment, webhooks: { allow } });
  } catch (error) {
    // The networks are the only option that a person types.
    throw error instanceof TypeError && allow.length > 0
      ? new TypeError(`ERRATA_WEBHOOK_ALLOW: ${error.message}`)
      : error;
  }
}

/** Opens the service: backend, boundary, guards, routes and background jobs. */
export async function openOrders(options: OrdersOptions): Promise<OrdersService> {
  const { record, recordSuccess, trace, onJobFailed = () => undefined, bodyDeadlineMs, clock, publicUrl } = options;
  const backend = await openBackend(options, (order) => worker.stopIfEnded(order));
  const worker = orderWorker(backend, (error, orderId) => onJobFailed(error, `order ${orderId}`));
  const ordersBoundary = boundary(orders, {
    docs: "/docs/orders/",
    publicUrl,
    maxBodyBytes: orders.limits.bodyBytes,
    formatter: formatMessage,
    localizeDetails: localizeTexts,
    operations: {
      "POST /v1/orders/{orderId}/file": { maxBodyBytes: orders.limits.fileBytes + orders.limits.bodyBytes },
    },
    translate: [translateQueryError],
    record,
    recordSuccess,
    trace,
    bodyDeadlineMs,
    clock,
  });

  const deadline = responseDeadline<OrdersEnv>({
    boundary: ordersBoundary,
    deadlineMs: options.responseDeadlineMs,
    operations: {
      "POST /v1/orders/{orderId}/file": 30_000,
    },
    // The route rejects values that are not seconds.
    askedWaitMs: ({ req }) =>
      Math.max(0, Math.min(Number(req.query("waitSec") ?? 0), orders.limits.waitSec)) * 1_000 || 0,
  });
  const app = honoBoundary(new Hono<OrdersEnv>(), ordersBoundary);
  app.use("*", browserAccess, carryRequestId, deadline);
  // Before the guards, because the contract is public.
  app.get("/.well-known/errata.json", serveContract(orders));
  app.use("*", ...requestGuards(backend));
  const { idempotency } = backend;
  const tenant = (c: OrdersContext): string => c.get("caller").userId;
  const once = onlyOnce<OrdersEnv>({ boundary: ordersBoundary, idempotency, tenant });
  accountRoutes(app, backend, once);
  orderRoutes(app, backend, once);
  backend.webhooks.addRoutes(app, once);

  const cleanup = every(
    cleanupIntervalMs,
    () => cleanUp(backend),
    (error) => onJobFailed(error, "cleanup of orders"),
  );
  const { retention = defaultRetention } = options;
  const oldData = purgeRegularly(purgesOf(backend, retention), onJobFailed);
  const jobs = [worker, backend.webhooks, cleanup, oldData];
  return {
    name: "orders",
    about: "File jobs with quotas: images to PDF, tables to JSON or Excel, inspections",
    contract: orders,
    description: ordersDescription,
    boundary: ordersBoundary,
    mount: (root) => void root.route("/orders", app),
    start() {
      for (const job of jobs) job.start();
    },
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()));
      if (options.pool === undefined) backend.pool.close();
    },
    consoleData: consoleData(backend),
    demo: (known) => openDemo(backend, known),
    backend,
    oldData,
    worker,
  };
}
