import { createFetchGuards, type Guards } from "../shared/index.ts";
import type { GuardedCall, RouteGuard } from "./next-route.ts";

const guards: Guards<GuardedCall, RouteGuard> = createFetchGuards(
  {
    context: ({ call }) => call.errata,
    variables: ({ call }) => call,
    setHeader: ({ headers }, name, value) => headers.set(name, value),
    body: ({ request }) => request.clone().arrayBuffer(),
  },
  (check) => async (guarded, next) => {
    await check(guarded);
    return next();
  },
  (runOnce) => (guarded, next) => runOnce(guarded, guarded.boundary, next),
);

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `tenant` of the call's `errata`, and
 * the caller as its `caller`; `variables` sets other members of the call instead.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import type { ApiKeyGuard } from "errata/guards";
 * import { apiKeyAuth, nextRoute } from "errata/next";
 * import type { Boundary } from "errata/server";
 *
 * export function tenantRoute(boundary: Boundary, guard: ApiKeyGuard<undefined>) {   const handlers = { GET: (_request:
 * Request, { errata }: { errata: { tenant: string | undefined } }) => Response.json(errata.tenant) };
 *   return nextRoute(boundary, handlers, [apiKeyAuth({ guard })]);
 * }
 * ```
 */
export const apiKeyAuth: typeof guards.apiKeyAuth = guards.apiKeyAuth;

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets `tenant` of the
 * call's `errata`, and the caller as its `caller`; `variables` sets other members of the call instead.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import { customAuth } from "errata/next";
 *
 * export function signedIn(verify: (token: string) => Promise<{ accountId: string }>) {
 *   return customAuth({
 *     authenticate: ({ request }) => verify(request.headers.get("authorization") ?? ""),
 *     tenant: ({ accountId }) => accountId,
 *   });
 * }
 * ```
 */
export const customAuth: typeof guards.customAuth = guards.customAuth;

/**
 * Limits the rate of requests, and adds the RateLimit headers to every response, errors included. Of several limits, the
 * headers of the last one are sent.
 *
 * @throws the refusal of the guard
 * @example
 * ```ts
 * import type { RateLimitGuard } from "errata/guards";
 * import { rateLimiter } from "errata/next";
 *
 * export function limitByAddress(limit: RateLimitGuard) {
 *   return rateLimiter({ limit, subject: ({ request }) => request.headers.get("x-real-ip") ?? "unknown" });
 * }
 * ```
 */
export const rateLimiter: typeof guards.rateLimiter = guards.rateLimiter;

/**
 * Requires that the caller has the scope of the operation. List it after authentication.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import type { ScopeGate } from "errata/guards";
 * import { requireScopes } from "errata/next";
 *
 * export function orderScopes(gate: ScopeGate) {
 *   return requireScopes({ scopes: { "GET /api/orders": "orders:read" }, gate, unlisted: "reject" });
 * }
 * ```
 */
export const requireScopes: typeof guards.requireScopes = guards.requireScopes;

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes. List it last. The response is
 * held back until it is stored, so do not use it for streams. A handler that stores it in its own transaction calls `finish`
 * of the call's `hold`.
 *
 * @throws every error of the guard
 * @example
 * ```ts
 * import type { IdempotencyGuard } from "errata/guards";
 * import { idempotent, nextRoute } from "errata/next";
 * import type { Boundary } from "errata/server";
 *
 * export function ordersRoute(boundary: Boundary, guard: IdempotencyGuard) {
 *   const POST = () => Response.json({ id: "ord_1" }, { status: 201 });
 *   return nextRoute(boundary, { POST }, [idempotent({ guard, tenant: () => "acme" })]);
 * }
 * ```
 */
export const idempotent: typeof guards.idempotent = guards.idempotent;
