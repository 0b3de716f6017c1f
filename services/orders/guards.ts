import { rateLimit } from "errata/guards";
import { customAuth, rateLimiter, requireScopes } from "errata/hono";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import { requireScope, scopeOfOperation } from "./accounts/caller.ts";
import { readCaller } from "./accounts/read-caller.ts";
import type { Backend } from "./backend.ts";
import { orders } from "./contract.ts";
import type { OrdersEnv } from "./http.ts";

/** Operations that accept query parameters. All others reject any. */
const operationsWithQuery = new Set([
  "GET /v1/orders",
  "POST /v1/orders/{orderId}/file",
  "GET /v1/orders/{orderId}/files",
  "GET /v1/orders/{orderId}/report",
  "GET /v1/usage/movements",
  "GET /v1/tokens",
  "GET /v1/webhooks",
  "GET /v1/webhooks/{webhookId}/deliveries",
]);

/**
 * Creates the middlewares in front of every route: authentication, rate limit per user, scopes and query check.
 *
 * @throws the AUTH_… codes, RATE_LIMIT_EXCEEDED, INVALID_PARAMETER
 */
export function requestGuards(backend: Pick<Backend, "store" | "tokens" | "clock">): MiddlewareHandler<OrdersEnv>[] {
  const { clock } = backend;
  const limit = rateLimit({
    windows: localWindows({ clock }),
    // A sliding log never admits more than the limit in any 60 seconds.
    policies: [{ name: "minute", limit: orders.limits.requestsPerMinute, windowSec: 60, algorithm: "sliding-log" }],
    exceeded: orders.error.RATE_LIMIT_EXCEEDED,
    clock,
  });
  return [
    customAuth({
      authenticate: (c) => readCaller(backend, c.req.header("authorization")),
      tenant: ({ accountId }) => accountId,
    }),
    rateLimiter({ limit, subject: (c) => c.get("caller").userId }),
    requireScopes({ scopes: scopeOfOperation, gate: requireScope, unlisted: "allow" }),
    rejectQuery(operationsWithQuery),
  ];
}
