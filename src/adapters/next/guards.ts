import {
  type ApiKeyAuthOptions,
  type CustomAuthOptions,
  checkGuardOptions,
  type GuardCheck,
  guardChecks,
  type IdempotentOptions,
  type RateLimiterOptions,
  type RequireScopesOptions,
  runFetchIdempotent,
  tenantOf,
} from "../shared/index.ts";
import type { GuardedCall, RouteGuard } from "./next-route.ts";

const checks = guardChecks<GuardedCall>({
  context: ({ call }) => call.errata,
  header: ({ request }, name) => request.headers.get(name) ?? undefined,
  assign: ({ call }, variables) => void Object.assign(call, variables),
  caller: ({ call }) => call.caller,
  setHeader: ({ headers }, name, value) => headers.set(name, value),
});

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `tenant` of the call's `errata`, and the
 * caller as its `caller`; `variables` sets other members of the call instead.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import type { ApiKeyGuard } from "errata/guards";
 * import { apiKeyAuth, nextRoute } from "errata/next";
 * import type { Boundary } from "errata/server";
 *
 * export function tenantRoute(boundary: Boundary, guard: ApiKeyGuard<undefined>) {
 *   const handlers = { GET: (_request: Request, { errata }: { errata: { tenant: string | undefined } }) => Response.json(errata.tenant) };
 *   return nextRoute(boundary, handlers, [apiKeyAuth({ guard })]);
 * }
 * ```
 */
export function apiKeyAuth<Account>(options: ApiKeyAuthOptions<Account>): RouteGuard {
  return routeGuard(checks.apiKeyAuth(options));
}

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
export function customAuth<Identity>(options: CustomAuthOptions<GuardedCall, Identity>): RouteGuard {
  return routeGuard(checks.customAuth(options));
}

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
export function rateLimiter(options: RateLimiterOptions<GuardedCall>): RouteGuard {
  return routeGuard(checks.rateLimiter(options));
}

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
export function requireScopes(options: RequireScopesOptions<GuardedCall>): RouteGuard {
  return routeGuard(checks.requireScopes(options));
}

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
export function idempotent(options: IdempotentOptions<GuardedCall>): RouteGuard {
  checkGuardOptions("idempotent", options);
  const { guard, tenant, body } = options;
  return (guarded, next) => {
    const { boundary, request, call } = guarded;
    return runFetchIdempotent({
      ...{ boundary, context: call.errata, guard },
      tenant: tenant?.(guarded) ?? tenantOf(call.errata, "idempotent", "tenant"),
      body: async () => body?.(guarded) ?? new Uint8Array(await request.clone().arrayBuffer()),
      respond(hold) {
        Object.assign(call, { hold });
        return next();
      },
    });
  };
}

function routeGuard(check: GuardCheck<GuardedCall>): RouteGuard {
  return async (guarded, next) => {
    await check(guarded);
    return next();
  };
}
