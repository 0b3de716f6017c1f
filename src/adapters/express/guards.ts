import type { NextFunction, Request, RequestHandler } from "express";
import { createNodeGuards, exchangeOf, type Guards, isRefusal } from "../shared/index.ts";
import { ExpressExchange } from "./express-exchange.ts";

const guards: Guards<Request, RequestHandler> = createNodeGuards(
  {
    context: ({ errata }) => errata,
    variables: ({ res }) => res?.locals ?? {},
    setHeader: ({ res }, name, value) => void res?.setHeader(name, value),
    body: ({ body }) => body,
  },
  (check) => (request, _response, next) => {
    check(request).then(
      () => next(),
      (thrown) => refuse(thrown, request, next),
    );
  },
  (runOnce) => (request, response, next) => {
    void runOnce(request, {
      ...{ response, next, fail: next },
      replay: ({ status, headers, body }) => void response.status(status).set(headers).end(body),
    });
  },
);

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `request.errata.tenant`, and the
 * caller as `response.locals.caller`; `variables` sets other members of `locals` instead. If no route handles a request, its
 * refusal is 404 or 405.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import { apiKeyAuth } from "errata/express";
 * import type { ApiKeyGuard } from "errata/guards";
 * import type { Express } from "express";
 *
 * export function addRoutes(app: Express, guard: ApiKeyGuard<undefined>): void {
 *   app.use(apiKeyAuth({ guard }));
 *   app.get("/v1/tenant", (_request, response) => void response.json({ tenant: response.locals.caller.tenant }));
 * }
 * ```
 */
export const apiKeyAuth: typeof guards.apiKeyAuth = guards.apiKeyAuth;

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets
 * `request.errata.tenant`, and the caller as `response.locals.caller`; `variables` sets other members of `locals` instead.
 * If no route handles a request, its refusal is 404 or 405.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import { customAuth } from "errata/express";
 * import type { Express } from "express";
 *
 * export function addAuth(app: Express, verify: (token: string) => Promise<{ accountId: string }>): void {
 *   const authenticate = customAuth({
 *     authenticate: (request) => verify(request.get("authorization") ?? ""),
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
 * import { rateLimiter } from "errata/express";
 * import type { RateLimitGuard } from "errata/guards";
 * import type { Express } from "express";
 *
 * export function addLimit(app: Express, limit: RateLimitGuard): void {
 *   app.use(rateLimiter({ limit, subject: ({ ip }) => ip ?? "unknown" }));
 * }
 * ```
 */
export const rateLimiter: typeof guards.rateLimiter = guards.rateLimiter;

/**
 * Requires that the caller has the scope of the operation. Mount it after authentication.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import { requireScopes } from "errata/express";
 * import type { ScopeGate } from "errata/guards";
 * import type { Express } from "express";
 *
 * export function addScopes(app: Express, gate: ScopeGate): void {
 *   app.use(requireScopes({ scopes: { "GET /v1/orders": "orders:read" }, gate, unlisted: "reject" }));
 * }
 * ```
 */
export const requireScopes: typeof guards.requireScopes = guards.requireScopes;

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes. Mount it after authentication
 * and the body parser. The response is held back until it is stored, so do not use it for streams. A handler that stores it
 * in its own transaction calls `finish` of `response.locals.hold`.
 *
 * @throws every error of the guard
 * @example
 * ```ts
 * import { idempotent } from "errata/express";
 * import type { IdempotencyGuard } from "errata/guards";
 * import type { Express } from "express";
 *
 * export function addOrders(app: Express, guard: IdempotencyGuard): void {
 *   app.post("/v1/orders", idempotent({ guard }), (_request, response) => void response.status(201).json({ id: "ord_1" }));
 * }
 * ```
 */
export const idempotent: typeof guards.idempotent = guards.idempotent;

/** Whether a path exists does not depend on a key, so a request that no route handles is reported as that. */
function refuse(thrown: unknown, request: Request, next: NextFunction): void {
  const exchange = exchangeOf(request, ExpressExchange);
  const isUnrouted = exchange !== undefined && exchange.context.operation === undefined && !exchange.hasRoute();
  if (isUnrouted && isRefusal(thrown)) exchange.respondToUnrouted();
  else next(thrown);
}
