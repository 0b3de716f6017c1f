import { type H3Event, type Middleware, toResponse } from "h3";
import { createFetchGuards, exchangeOf, type Guards } from "../shared/index.ts";
import { H3Exchange } from "./h3-exchange.ts";

const guards: Guards<H3Event, Middleware> = createFetchGuards(
  {
    context: ({ context }) => context.errata,
    variables: ({ context }) => context,
    setHeader({ res }, name, value) {
      res.headers.set(name, value);
      // h3 keeps these for a response that a handler returns with an error status.
      res.errHeaders.set(name, value);
    },
    body: ({ req }) => req.clone().arrayBuffer(),
  },
  (check) => async (event, next) => {
    await check(event);
    return next();
  },
  (runOnce) => (event, next) => {
    const exchange = exchangeOf(event.context, H3Exchange);
    if (exchange === undefined)
      throw new TypeError("ERRATA_GUARD_BOUNDARY: idempotent expected an app behind h3Boundary.");
    return runOnce(event, exchange.boundary, () => responseOf(next(), event));
  },
);

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `event.context.errata.tenant`, and
 * the caller as `event.context.caller`; `variables` sets other members of the context instead. If no route handles a
 * request, its refusal is 404 or 405.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import { apiKeyAuth } from "errata/h3";
 * import type { ApiKeyGuard } from "errata/guards";
 * import type { H3 } from "h3";
 *
 * export function addRoutes(app: H3, guard: ApiKeyGuard<undefined>): void {
 *   app.use(apiKeyAuth({ guard }));
 *   app.get("/v1/tenant", ({ context }) => ({ tenant: context.errata.tenant }));
 * }
 * ```
 */
export const apiKeyAuth: typeof guards.apiKeyAuth = guards.apiKeyAuth;

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets
 * `event.context.errata.tenant`, and the caller as `event.context.caller`; `variables` sets other members of the context
 * instead. If no route handles a request, its refusal is 404 or 405.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import { customAuth } from "errata/h3";
 * import type { H3 } from "h3";
 *
 * export function addAuth(app: H3, verify: (token: string) => Promise<{ accountId: string }>): void {
 *   const authenticate = customAuth({
 *     authenticate: ({ req }) => verify(req.headers.get("authorization") ?? ""),
 *     tenant: ({ accountId }) => accountId,
 *   });
 *   app.use(authenticate);
 * }
 * ```
 */
export const customAuth: typeof guards.customAuth = guards.customAuth;

/**
 * Limits the rate of requests, and adds the RateLimit headers to every response, errors included. Of several limits, the
 * headers of the last one are sent. Counts requests that no route handles, too.
 *
 * @throws the refusal of the guard
 * @example
 * ```ts
 * import { rateLimiter } from "errata/h3";
 * import type { RateLimitGuard } from "errata/guards";
 * import { getRequestIP, type H3 } from "h3";
 *
 * export function addLimit(app: H3, limit: RateLimitGuard): void {
 *   app.use(rateLimiter({ limit, subject: (event) => getRequestIP(event) ?? "unknown" }));
 * }
 * ```
 */
export const rateLimiter: typeof guards.rateLimiter = guards.rateLimiter;

/**
 * Requires that the caller has the scope of the operation. Mount it after authentication. If no route handles a request, its
 * refusal is 404 or 405.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import { requireScopes } from "errata/h3";
 * import type { ScopeGate } from "errata/guards";
 * import type { H3 } from "h3";
 *
 * export function addScopes(app: H3, gate: ScopeGate): void {
 *   app.use(requireScopes({ scopes: { "GET /v1/orders": "orders:read" }, gate, unlisted: "reject" }));
 * }
 * ```
 */
export const requireScopes: typeof guards.requireScopes = guards.requireScopes;

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes. Mount it after
 * authentication, on the route. The response is held back until it is stored, so do not use it for streams. A handler that
 * stores it in its own transaction calls `finish` of `event.context.hold`.
 *
 * @throws every error of the guard
 * @example
 * ```ts
 * import { idempotent } from "errata/h3";
 * import type { IdempotencyGuard } from "errata/guards";
 * import { type H3, HTTPResponse } from "h3";
 *
 * export function addOrders(app: H3, guard: IdempotencyGuard): void {
 *   const createOrder = () => new HTTPResponse('{"id":"ord_1"}', { status: 201 });
 *   app.post("/v1/orders", createOrder, { middleware: [idempotent({ guard })] });
 * }
 * ```
 */
export const idempotent: typeof guards.idempotent = guards.idempotent;

/** Returns the response to what a handler has returned. @throws the error of the handler */
async function responseOf(result: unknown, event: H3Event): Promise<Response> {
  const value = await result;
  return new Promise((resolve, reject) => {
    // A response to an error comes too late to be used.
    Promise.resolve(toResponse(value, event, { silent: true, onError: reject })).then(resolve, reject);
  });
}
