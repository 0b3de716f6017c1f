import type { ServerResponse } from "node:http";
import type { CallHandler, CanActivate, ExecutionContext, NestInterceptor } from "@nestjs/common";
import type { Observable } from "rxjs";
import type { RequestContext } from "../../server/adapter.ts";
import { createNodeGuards, type Guards } from "../shared/index.ts";
import { assignOperation } from "./operation.ts";

/** The members of Express's and Fastify's requests that are used here. */
interface PlatformRequest {
  readonly errata: RequestContext;
  readonly body?: unknown;
}

/** The members of Express's response and Fastify's reply that are used here. */
interface PlatformResponse {
  readonly raw?: ServerResponse;
  end(body: string | Uint8Array): unknown;
  status(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: Uint8Array): unknown;
}

const guards: Guards<ExecutionContext, CanActivate, NestInterceptor> = createNodeGuards(
  {
    context: (context) => requestOf(context).errata,
    variables: requestOf,
    setHeader: (context, name, value) => void responseOf(context).header(name, value),
    body: (context) => requestOf(context).body,
  },
  (check) => ({
    async canActivate(context) {
      assignOperation(context);
      await check(context);
      return true;
    },
  }),
  (runOnce) => ({
    intercept: (context, next: CallHandler) =>
      // Stays pending when a stored response has been sent, so that Nest does not send another.
      new Promise<Observable<unknown>>((resolve, reject) => {
        assignOperation(context);
        const response = responseOf(context);
        void runOnce(context, {
          response: response.raw ?? (response as unknown as ServerResponse),
          next: () => resolve(next.handle()),
          replay({ status, headers, body }) {
            response.status(status);
            for (const [name, value] of Object.entries(headers)) response.header(name, value);
            if (response.raw === undefined) response.end(body);
            else response.send(Buffer.from(body));
          },
          fail: reject,
        });
      }),
  }),
);

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `request.errata.tenant`, and the
 * caller as
 * `request.caller`; `variables` sets other members of the request instead.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import type { INestApplication } from "@nestjs/common";
 * import type { ApiKeyGuard } from "errata/guards";
 * import { apiKeyAuth } from "errata/nest";
 *
 * export function addAuth(app: INestApplication, guard: ApiKeyGuard<undefined>): void {
 *   app.useGlobalGuards(apiKeyAuth({ guard }));
 * }
 * ```
 */
export const apiKeyAuth: typeof guards.apiKeyAuth = guards.apiKeyAuth;

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets
 * `request.errata.tenant`, and the caller as `request.caller`; `variables` sets other members of the request instead.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import type { INestApplication } from "@nestjs/common";
 * import { customAuth } from "errata/nest";
 *
 * export function addAuth(app: INestApplication, verify: (token: string) => Promise<{ accountId: string }>): void {
 *   const authenticate = customAuth({
 *     authenticate: (context) => verify(context.switchToHttp().getRequest().headers.authorization ?? ""),
 *     tenant: ({ accountId }) => accountId,
 *   });
 *   app.useGlobalGuards(authenticate);
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
 * import type { INestApplication } from "@nestjs/common";
 * import type { RateLimitGuard } from "errata/guards";
 * import { rateLimiter } from "errata/nest";
 *
 * export function addLimit(app: INestApplication, limit: RateLimitGuard): void {
 *   app.useGlobalGuards(rateLimiter({ limit, subject: (context) => context.switchToHttp().getRequest().ip }));
 * }
 * ```
 */
export const rateLimiter: typeof guards.rateLimiter = guards.rateLimiter;

/**
 * Requires that the caller has the scope of the operation. Bind it after authentication.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import type { INestApplication } from "@nestjs/common";
 * import type { ScopeGate } from "errata/guards";
 * import { requireScopes } from "errata/nest";
 *
 * export function addScopes(app: INestApplication, gate: ScopeGate): void {
 *   app.useGlobalGuards(requireScopes({ scopes: { "GET /v1/orders": "orders:read" }, gate, unlisted: "reject" }));
 * }
 * ```
 */
export const requireScopes: typeof guards.requireScopes = guards.requireScopes;

/**
 * Runs a POST or PATCH once per `Idempotency-Key`, and responds to repeats with the same bytes: an interceptor, so it runs
 * after every guard. The response is held back until it is stored, so do not use it for streams. A handler that stores it in
 * its own transaction calls `finish` of `request.hold`.
 *
 * @throws every error of the guard
 * @example
 * ```ts
 * import { UseInterceptors } from "@nestjs/common";
 * import type { IdempotencyGuard } from "errata/guards";
 * import { idempotent } from "errata/nest";
 *
 * export function Once(guard: IdempotencyGuard): MethodDecorator & ClassDecorator {
 *   return UseInterceptors(idempotent({ guard }));
 * }
 * ```
 */
export const idempotent: typeof guards.idempotent = guards.idempotent;

/** Rejects every other kind of context: a guard that let it pass would not protect it. */
function requestOf(context: ExecutionContext): PlatformRequest {
  const type = context.getType<string>();
  const request = type === "http" ? context.switchToHttp().getRequest<PlatformRequest>() : undefined;
  if (request?.errata !== undefined) return request;
  throw new TypeError(
    `ERRATA_NEST_CONTEXT: expected an HTTP request of an app that imports ErrataModule, received the context "${type.slice(0, 80)}". ` +
      "Bind the guard to the controllers of that app only.",
  );
}

function responseOf(context: ExecutionContext): PlatformResponse {
  return context.switchToHttp().getResponse<PlatformResponse>();
}
