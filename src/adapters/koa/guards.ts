import type { Context, Middleware } from "koa";
import { createNodeGuards, type Guards } from "../shared/index.ts";

const guards: Guards<Context, Middleware> = createNodeGuards(
  {
    context: ({ errata }) => errata,
    variables: ({ state }) => state,
    setHeader: (ctx, name, value) => ctx.set(name, value),
    body: ({ request }) => (request as { readonly body?: unknown }).body,
  },
  (check) => async (ctx, next) => {
    await check(ctx);
    await next();
  },
  (runOnce) => (ctx, next) =>
    new Promise((resolve, reject) => {
      let isPassed = false;
      void runOnce(ctx, {
        response: ctx.res,
        next() {
          isPassed = true;
          next().then(resolve, reject);
        },
        replay({ status, headers, body }) {
          ctx.status = status;
          ctx.set({ ...headers });
          ctx.body = Buffer.from(body);
          resolve(undefined);
        },
        // The middlewares have finished when the guard cannot store their response.
        fail: (thrown) => (isPassed ? ctx.onerror(thrown as Error) : reject(thrown)),
      });
    }),
);

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `ctx.errata.tenant`, and the caller
 * as `ctx.state.caller`; `variables` sets other members of `state` instead. With the option `routers` of `koaBoundary`, the
 * refusal of a request that no route handles is 404 or 405.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import type { ApiKeyGuard } from "errata/guards";
 * import { apiKeyAuth } from "errata/koa";
 * import type Koa from "koa";
 *
 * export function addAuth(app: Koa, guard: ApiKeyGuard<undefined>): void {
 *   app.use(apiKeyAuth({ guard }));
 * }
 * ```
 */
export const apiKeyAuth: typeof guards.apiKeyAuth = guards.apiKeyAuth;

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets
 * `ctx.errata.tenant`, and the caller as `ctx.state.caller`; `variables` sets other members of `state` instead. With the
 * option `routers` of `koaBoundary`, the refusal of a request that no route handles is 404 or 405.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import { customAuth } from "errata/koa";
 * import type Koa from "koa";
 *
 * export function addAuth(app: Koa, verify: (token: string) => Promise<{ accountId: string }>): void {
 *   const authenticate = customAuth({
 *     authenticate: (ctx) => verify(ctx.get("authorization")),
 *     tenant: ({ accountId }) => accountId,
 *   });
 *   app.use(authenticate);
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
 * import { rateLimiter } from "errata/koa";
 * import type Koa from "koa";
 *
 * export function addLimit(app: Koa, limit: RateLimitGuard): void {
 *   app.use(rateLimiter({ limit, subject: ({ ip }) => ip }));
 * }
 * ```
 */
export const rateLimiter: typeof guards.rateLimiter = guards.rateLimiter;

/**
 * Requires that the caller has the scope of the operation. Mount it after authentication. With the option `routers` of
 * `koaBoundary`, the refusal of a request that no route handles is 404 or 405.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import type { ScopeGate } from "errata/guards";
 * import { requireScopes } from "errata/koa";
 * import type Koa from "koa";
 *
 * export function addScopes(app: Koa, gate: ScopeGate): void {
 *   app.use(requireScopes({ scopes: { "GET /v1/orders": "orders:read" }, gate, unlisted: "reject" }));
 * }
 * ```
 */
export const requireScopes: typeof guards.requireScopes = guards.requireScopes;

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes. Mount it after authentication
 * and the body parser. The response is held back until it is stored, so do not use it for streams. A handler that stores it
 * in its own transaction calls `finish` of `ctx.state.hold`.
 *
 * @throws every error of the guard
 * @example
 * ```ts
 * import Router from "@koa/router";
 * import type { IdempotencyGuard } from "errata/guards";
 * import { idempotent } from "errata/koa";
 *
 * export function orders(guard: IdempotencyGuard): Router {
 *   return new Router().post("/v1/orders", idempotent({ guard }), (ctx) => {
 *     ctx.status = 201;
 *     ctx.body = { id: "ord_1" };
 *   });
 * }
 * ```
 */
export const idempotent: typeof guards.idempotent = guards.idempotent;
