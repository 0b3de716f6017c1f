import { customAuth, rateLimiter, requireScopes } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import { limitPerMinute } from "../shared/limits/index.ts";
import { requireScope, scopeOfOperation } from "./accounts/caller.ts";
import { readCaller } from "./accounts/read-caller.ts";
import type { Backend } from "./backend.ts";
import { orders } from "./contract.ts";
import { ordersDescription } from "./description.ts";
import type { OrdersEnv } from "./http.ts";

/**
 * Creates the middlewares in front of every route: authentication, rate limit per user, scopes and query check.
 *
 * @throws the AUTH_… codes, RATE_LIMIT_EXCEEDED, INVALID_PARAMETER
 */
export function requestGuards(
  backend: Pick<Backend, "store" | "tokens" | "clock" | "counters">,
): MiddlewareHandler<OrdersEnv>[] {
  const limit = limitPerMinute({
    limit: orders.limits.requestsPerMinute,
    exceeded: orders.error.RATE_LIMIT_EXCEEDED,
    counters: backend.counters,
  });
  return [
    customAuth({
      authenticate: (c) => readCaller(backend, c.req.header("authorization")),
      tenant: ({ accountId }) => accountId,
    }),
    rateLimiter({ limit, subject: (c) => c.get("caller").userId }),
    requireScopes({ scopes: scopeOfOperation, gate: requireScope, unlisted: "allow" }),
    rejectQuery(ordersDescription),
  ];
}
