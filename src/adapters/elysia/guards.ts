import type { RequestContext } from "../../server/adapter.ts";
import { createFetchGuards, exchangeOf, type Guards } from "../shared/index.ts";
import { ElysiaExchange, type HookContext } from "./elysia-exchange.ts";

/** The context of an Elysia hook behind a boundary. */
export interface GuardContext {
  readonly request: Request;
  readonly set: HookContext["set"];
}

/** A hook for `onRequest`. */
export type GuardHook = (context: GuardContext) => Promise<void>;

/** A hook for `beforeHandle` of a route, which may respond in place of the handler. */
export type HandlerHook = (context: GuardContext) => Promise<Response | undefined>;

const guards: Guards<GuardContext, GuardHook, HandlerHook> = createFetchGuards(
  {
    context: (context) => (context as GuardContext & { readonly errata: RequestContext }).errata,
    variables: (context) => context,
    setHeader({ set }, name, value) {
      if (set.headers instanceof Headers) set.headers.set(name, value);
      else set.headers[name.toLowerCase()] = value;
    },
    body: (context) => (context as { readonly body?: unknown }).body,
  },
  (check) => async (context) => {
    await check(context);
  },
  (runOnce) => async (context) => {
    const exchange = exchangeOf(context.request, ElysiaExchange);
    if (exchange === undefined)
      throw new TypeError("ERRATA_GUARD_BOUNDARY: idempotent expected an app behind elysiaBoundary.");
    return new Promise((resolve, reject) => {
      const running = runOnce(context, exchange.boundary, () => {
        const written = new Promise<Response>((respond, fail) => {
          exchange.held = (response) => {
            if (exchange.sentError === undefined) respond(response);
            else fail(exchange.sentError);
            // The boundary has rendered and recorded the handler's own error.
            return running.catch((thrown) => {
              if (thrown !== exchange.sentError) throw thrown;
              return response;
            });
          };
        });
        // Lets the handler run.
        resolve(undefined);
        return written;
      });
      // After the handler has run, its exchange responds.
      running.then(resolve, reject);
    });
  },
);

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`, before their body is parsed. Sets
 * `errata.tenant`, and the caller as `caller` of the handler's context; `variables` sets other members instead. If no route
 * handles a request, its refusal is 404 or 405.
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
export const apiKeyAuth: typeof guards.apiKeyAuth = guards.apiKeyAuth;

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets `errata.tenant`,
 * and the caller as `caller` of the handler's context; `variables` sets other members instead. If no route handles a
 * request, its refusal is 404 or 405.
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
export const customAuth: typeof guards.customAuth = guards.customAuth;

/**
 * Limits the rate of requests, and adds the RateLimit headers to every response, errors included. Of several limits, the
 * headers of the last one are sent. Counts requests that no route handles, too.
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
export const rateLimiter: typeof guards.rateLimiter = guards.rateLimiter;

/**
 * Requires that the caller has the scope of the operation. Add it after authentication. If no route handles a request, its
 * refusal is 404 or 405.
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
export const requireScopes: typeof guards.requireScopes = guards.requireScopes;

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes: a `beforeHandle` of the
 * route. The response is held back until it is stored, so do not use it for streams. A handler that stores it in its own
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
export const idempotent: typeof guards.idempotent = guards.idempotent;
