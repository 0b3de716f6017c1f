import { rateLimit } from "errata/guards";
import { localWindows } from "errata/store";
import type { MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";
import type { OrdersEnv } from "../http.ts";
import { type Caller, requireScope, type Scope, scopesOfRole } from "./caller.ts";

/** What each operation needs; what is not listed needs no more than a good token. */
const scopeOf: Readonly<Record<string, Scope>> = {
  "GET /v1/account": "account:read",
  "PUT /v1/account/plan": "account:write",
  "POST /v1/tokens": "tokens:write",
  "DELETE /v1/tokens": "tokens:write",
  "GET /v1/orders": "orders:read",
  "POST /v1/orders": "orders:write",
  "GET /v1/orders/{orderId}": "orders:read",
  "PATCH /v1/orders/{orderId}": "orders:write",
  "POST /v1/orders/{orderId}/file": "orders:write",
  "POST /v1/orders/{orderId}/confirm": "orders:write",
  "POST /v1/orders/{orderId}/cancel": "orders:write",
  "GET /v1/orders/{orderId}/report": "orders:read",
  "GET /v1/orders/{orderId}/download": "orders:read",
  "GET /v1/webhooks": "webhooks:read",
  "POST /v1/webhooks": "webhooks:write",
  "GET /v1/webhooks/{webhookId}": "webhooks:read",
  "DELETE /v1/webhooks/{webhookId}": "webhooks:write",
  "POST /v1/webhooks/{webhookId}/rotate": "webhooks:write",
  "POST /v1/webhooks/{webhookId}/test": "webhooks:write",
  "GET /v1/webhooks/{webhookId}/deliveries": "webhooks:read",
  "POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay": "webhooks:write",
};

/** Lets requests through that carry a good token with the operation's scope, as long as their user has requests left. */
export function guardRequests(backend: Pick<Backend, "store" | "tokens" | "clock">): MiddlewareHandler<OrdersEnv> {
  const { clock } = backend;
  const limit = rateLimit({
    windows: localWindows({ clock }),
    policies: [{ name: "minute", limit: orders.limits.requestsPerMinute, windowSec: 60, algorithm: "sliding-log" }],
    exceeded: orders.error.RATE_LIMIT_EXCEEDED,
    clock,
  });
  return async (c, next) => {
    // What a path answers is no secret, and a browser asks without a token. No route takes it: the boundary answers.
    if (c.req.method === "OPTIONS") return c.body(null, 404);
    const caller = await readCaller(backend, c.req.header("authorization"));
    const errata = c.get("errata");
    errata.tenant = caller.accountId;
    c.set("caller", caller);
    const { headers } = await limit(caller.userId);
    const scope = scopeOf[errata.operation?.name ?? ""];
    if (scope !== undefined) requireScope(caller, scope);
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  };
}

interface UserRow {
  readonly role: "admin" | "member";
  readonly is_active: number;
  readonly tokens_valid_from: number;
  readonly account_id: string;
  readonly account_name: string;
  readonly plan_id: string;
  readonly deadline_ms: number | null;
}

/** Reads the user at each request, so that a revoked token and a lost role count at once, in every process. */
async function readCaller(
  { store, tokens }: Pick<Backend, "store" | "tokens">,
  authorization: string | undefined,
): Promise<Caller> {
  const { userId, scopes, issuedAt } = await tokens.read(authorization);
  const [user] = await store.sql<UserRow>`
    SELECT u.role, u.is_active, u.tokens_valid_from, a.id AS account_id, a.name AS account_name, a.plan_id, a.deadline_ms
    FROM orders_users u JOIN orders_accounts a ON a.id = u.account_id WHERE u.id = ${userId}`;
  if (user === undefined || user.is_active !== 1 || issuedAt < user.tokens_valid_from) {
    throw orders.error.AUTH_TOKEN_INVALID(undefined, { note: `${userId} was removed, or its tokens were revoked` });
  }
  return {
    userId,
    accountId: user.account_id,
    accountName: user.account_name,
    planId: user.plan_id,
    deadlineMs: user.deadline_ms,
    scopes: scopes.filter((scope) => scopesOfRole[user.role].includes(scope)),
  };
}
