import type { RequestContext } from "../../server/adapter.ts";
import {
  type ApiKeyAuthOptions,
  type CustomAuthOptions,
  checkGuardOptions,
  type GuardCheck,
  guardChecks,
  type IdempotentOptions,
  parsedBody,
  type RateLimiterOptions,
  type RequireScopesOptions,
  runFetchIdempotent,
  tenantOf,
} from "../shared/index.ts";
import { exchangeOf, type HookContext } from "./elysia-exchange.ts";

/** The context of an Elysia hook behind a boundary. */
export interface GuardContext {
  readonly request: Request;
  readonly set: HookContext["set"];
}

/** A hook for `onRequest`. */
export type GuardHook = (context: GuardContext) => Promise<void>;

/** A hook for `beforeHandle` of a route, which may respond in place of the handler. */
export type HandlerHook = (context: GuardContext) => Promise<Response | undefined>;

type Context = GuardContext & { readonly errata: RequestContext; readonly caller?: unknown };

const checks = guardChecks<GuardContext>({
  context: (context) => (context as Context).errata,
  header: ({ request }, name) => request.headers.get(name) ?? undefined,
  assign: (context, variables) => void Object.assign(context, variables),
  caller: (context) => (context as Context).caller,
  setHeader({ set }, name, value) {
    if (set.headers instanceof Headers) set.headers.set(name, value);
    else set.headers[name.toLowerCase()] = value;
  },
});

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`, before their body is parsed. Sets
 * `errata.tenant`, and the caller as `caller` of the handler's context; `variables` sets other members instead. Does not check
 * requests that no route handles.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import { Elysia } from "elysia";
 * import { apiKeyAuth, elysiaBoundary } from "errata/elysia";
 * import type { ApiKeyGuard } from "errata/guards";
 * import type { Boundary } from "errata/server";
 *
 * export function createApp(boundary: Boundary, guard: ApiKeyGuard<undefined>) {
 *   return new Elysia()
 *     .use(elysiaBoundary(boundary))
 *     .onRequest(apiKeyAuth({ guard }))
 *     .get("/v1/tenant", ({ errata }) => ({ tenant: errata.tenant }));
 * }
 * ```
 */
export function apiKeyAuth<Account>(options: ApiKeyAuthOptions<Account>): GuardHook {
  return hookOf(checks.apiKeyAuth(options));
}

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets `errata.tenant`, and
 * the caller as `caller` of the handler's context; `variables` sets other members instead. Does not check requests that no
 * route handles.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import type { Elysia } from "elysia";
 * import { customAuth } from "errata/elysia";
 *
 * export function addAuth(app: Elysia, verify: (token: string) => Promise<{ accountId: string }>): void {
 *   const authenticate = customAuth({
 *     authenticate: ({ request }) => verify(request.headers.get("authorization") ?? ""),
 *     tenant: ({ accountId }) => accountId,
 *   });
 *   app.onRequest(authenticate);
 * }
 * ```
 */
export function customAuth<Identity>(options: CustomAuthOptions<GuardContext, Identity>): GuardHook {
  return hookOf(checks.customAuth(options));
}

/**
 * Limits the rate of requests, and adds the RateLimit headers to every response, errors included. Of several limits, the
 * headers of the last one are sent. Does not count requests that no route handles.
 *
 * @throws the refusal of the guard
 * @example
 * ```ts
 * import type { Elysia } from "elysia";
 * import { rateLimiter } from "errata/elysia";
 * import type { RateLimitGuard } from "errata/guards";
 *
 * export function addLimit(app: Elysia, limit: RateLimitGuard): void {
 *   app.onRequest(rateLimiter({ limit, subject: ({ request }) => request.headers.get("x-user") ?? "" }));
 * }
 * ```
 */
export function rateLimiter(options: RateLimiterOptions<GuardContext>): GuardHook {
  return hookOf(checks.rateLimiter(options));
}

/**
 * Requires that the caller has the scope of the operation. Add it after authentication. Does not check requests that no route
 * handles.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import type { Elysia } from "elysia";
 * import { requireScopes } from "errata/elysia";
 * import type { ScopeGate } from "errata/guards";
 *
 * export function addScopes(app: Elysia, gate: ScopeGate): void {
 *   app.onRequest(requireScopes({ scopes: { "GET /v1/orders": "orders:read" }, gate, unlisted: "reject" }));
 * }
 * ```
 */
export function requireScopes(options: RequireScopesOptions<GuardContext>): GuardHook {
  return hookOf(checks.requireScopes(options));
}

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes: a `beforeHandle` of the route.
 * The response is held back until it is stored, so do not use it for streams. A handler that stores it in its own
 * transaction calls `finish` of `hold` in its context.
 *
 * @throws every error of the guard
 * @example
 * ```ts
 * import type { Elysia } from "elysia";
 * import { idempotent } from "errata/elysia";
 * import type { IdempotencyGuard } from "errata/guards";
 *
 * export function addOrders(app: Elysia, guard: IdempotencyGuard): void {
 *   app.post("/v1/orders", ({ status }) => status(201, { id: "ord_1" }), { beforeHandle: idempotent({ guard }) });
 * }
 * ```
 */
export function idempotent(options: IdempotentOptions<GuardContext>): HandlerHook {
  checkGuardOptions("idempotent", options);
  const { guard, tenant, body } = options;
  return async (hookContext) => {
    const { errata: context, request } = hookContext as Context;
    const exchange = exchangeOf(request);
    if (exchange === undefined)
      throw new TypeError("ERRATA_GUARD_BOUNDARY: idempotent expected an app behind elysiaBoundary.");
    const parsed = (hookContext as { readonly body?: unknown }).body;
    return new Promise((resolve, reject) => {
      const running = runFetchIdempotent({
        ...{ boundary: exchange.boundary, context, guard },
        tenant: tenant?.(hookContext) ?? tenantOf(context, "idempotent", "tenant"),
        body: async () => (await body?.(hookContext)) ?? parsedBody(parsed),
        respond(hold) {
          Object.assign(hookContext, { hold });
          return new Promise((respond, fail) => {
            exchange.held = {
              settle(outcome) {
                if ("response" in outcome) respond(outcome.response);
                else fail(outcome.thrown);
                return running;
              },
            };
            // Lets the handler run.
            resolve(undefined);
          });
        },
      });
      // After the handler has run, its exchange responds.
      running.then(resolve, reject);
    });
  };
}

function hookOf(check: GuardCheck<GuardContext>): GuardHook {
  return async (context) => {
    await check(context);
  };
}
