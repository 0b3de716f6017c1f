import type { FastifyReply, FastifyRequest } from "fastify";
import { createNodeGuards, type Guards } from "../shared/index.ts";
import { exchangeOf } from "./fastify-exchange.ts";

/** A hook that waits, for `onRequest`, `preValidation` and `preHandler`. */
export type GuardHook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A hook that continues by a callback, for `preHandler`. */
export type CallbackHook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void;

const guards: Guards<FastifyRequest, GuardHook, CallbackHook> = createNodeGuards(
  {
    context: ({ errata }) => errata,
    variables: (request) => request,
    setHeader: (request, name, value) => void exchangeOf(request).reply.header(name, value),
    body: ({ body }) => body,
  },
  (check) => check,
  (runOnce) => (request, reply, done) => {
    void runOnce(request, {
      response: reply.raw,
      next: () => done(),
      replay: ({ status, headers, body }) => void reply.code(status).headers(headers).send(Buffer.from(body)),
      fail: (thrown) => done(thrown as Error),
    });
  },
);

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `request.errata.tenant`, and the
 * caller as `request.caller`; `variables` sets other members of the request instead. If no route handles a request, its
 * refusal is 404 or 405.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import { apiKeyAuth } from "errata/fastify";
 * import type { ApiKeyGuard } from "errata/guards";
 * import type { FastifyInstance } from "fastify";
 *
 * export function addAuth(app: FastifyInstance, guard: ApiKeyGuard<undefined>): void {
 *   app.addHook("onRequest", apiKeyAuth({ guard }));
 * }
 * ```
 */
export const apiKeyAuth: typeof guards.apiKeyAuth = guards.apiKeyAuth;

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets
 * `request.errata.tenant`, and the caller as `request.caller`; `variables` sets other members of the request instead. If no
 * route handles a request, its refusal is 404 or 405.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import { customAuth } from "errata/fastify";
 * import type { FastifyInstance } from "fastify";
 *
 * export function addAuth(app: FastifyInstance, verify: (token: string) => Promise<{ accountId: string }>): void {
 *   const authenticate = customAuth({
 *     authenticate: ({ headers }) => verify(headers.authorization ?? ""),
 *     tenant: ({ accountId }) => accountId,
 *   });
 *   app.addHook("onRequest", authenticate);
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
 * import { rateLimiter } from "errata/fastify";
 * import type { RateLimitGuard } from "errata/guards";
 * import type { FastifyInstance } from "fastify";
 *
 * export function addLimit(app: FastifyInstance, limit: RateLimitGuard): void {
 *   app.addHook("onRequest", rateLimiter({ limit, subject: ({ ip }) => ip }));
 * }
 * ```
 */
export const rateLimiter: typeof guards.rateLimiter = guards.rateLimiter;

/**
 * Requires that the caller has the scope of the operation. Add it after authentication. If no route handles a request, its
 * refusal is 404 or 405.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import { requireScopes } from "errata/fastify";
 * import type { ScopeGate } from "errata/guards";
 * import type { FastifyInstance } from "fastify";
 *
 * export function addScopes(app: FastifyInstance, gate: ScopeGate): void {
 *   app.addHook("onRequest", requireScopes({ scopes: { "GET /v1/orders": "orders:read" }, gate, unlisted: "reject" }));
 * }
 * ```
 */
export const requireScopes: typeof guards.requireScopes = guards.requireScopes;

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes. Add it as a `preHandler`,
 * where the body is parsed. The response is held back until it is stored, so do not use it for streams. A handler that
 * stores it in its own transaction calls `finish` of `request.hold`.
 *
 * @throws every error of the guard
 * @example
 * ```ts
 * import { idempotent } from "errata/fastify";
 * import type { IdempotencyGuard } from "errata/guards";
 * import type { FastifyInstance } from "fastify";
 *
 * export function addOrders(app: FastifyInstance, guard: IdempotencyGuard): void {
 *   app.post("/v1/orders", { preHandler: idempotent({ guard }) }, async (_request, reply) => {
 *     return reply.code(201).send({ id: "ord_1" });
 *   });
 * }
 * ```
 */
export const idempotent: typeof guards.idempotent = guards.idempotent;
