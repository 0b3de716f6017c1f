import type { Context, MiddlewareHandler } from "hono";
import type { Caller } from "../../guards/index.ts";
import {
  type ApiKeyAuthOptions,
  type CustomAuthOptions as AuthOptions,
  createGuards,
  type GuardHost,
  type RateLimiterOptions as LimiterOptions,
  type RequireScopesOptions as ScopesOptions,
} from "../shared/index.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";
import { setHeader } from "./hono-exchange.ts";
import { readBodyBytes } from "./input.ts";

/** Environment of a boundary's app with more context variables, such as those that authentication sets. */
export interface BoundaryEnvWith<Variables> extends BoundaryEnv {
  /** Variables of the context: those of the boundary, and the app's own. */
  Variables: BoundaryEnv["Variables"] & Variables;
}

/** Options of `customAuth`. `variables` returns the context variables to set. */
export type CustomAuthOptions<Identity, Variables> = AuthOptions<Context<BoundaryEnv>, Identity, Variables>;

/** Options of `rateLimiter`. */
export type RateLimiterOptions<E extends BoundaryEnv> = LimiterOptions<Context<E>>;

/** Options of `requireScopes`. */
export type RequireScopesOptions<E extends BoundaryEnv> = ScopesOptions<Context<E>>;

/** Finds what guards need in Hono's context. */
export const host: GuardHost<Context> = {
  context: (c) => c.get("errata"),
  variables: (c) => c.var,
  store(c, variables) {
    for (const [name, value] of Object.entries(variables)) c.set(name, value);
  },
  setHeader: (c, name, value) => void headersToAdd.set(c, [...(headersToAdd.get(c) ?? []), [name, value]]),
  body: readBodyBytes,
};

/** Headers of a guard. They are added after the handler, because Hono forgets earlier ones when it returns a Response. */
const headersToAdd = new WeakMap<Context, (readonly [string, string])[]>();

const guards = createGuards<Context, MiddlewareHandler>(host, (check) => async (c, next) => {
  await check(c);
  const headers = headersToAdd.get(c);
  if (headers === undefined) return next();
  headersToAdd.delete(c);
  try {
    await next();
  } finally {
    // Also when something other than an Error is thrown, which Hono rethrows through its middlewares.
    for (const [name, value] of headers) if (!c.res.headers.has(name)) setHeader(c, name, value);
  }
});

/**
 * Authenticates requests by an API key in `Authorization: Bearer` or `X-Api-Key`. Sets `c.get("errata").tenant`, and the
 * caller as the context variable `caller`; `variables` sets others instead. If no route handles a request, its refusal is
 * 404 or 405.
 *
 * @throws the refusals of the guard
 * @example
 * ```ts
 * import type { ApiKeyGuard } from "errata/guards";
 * import { apiKeyAuth, type BoundaryEnv } from "errata/hono";
 * import type { Hono } from "hono";
 *
 * export function addRoutes(app: Hono<BoundaryEnv>, guard: ApiKeyGuard<{ active: boolean; plan: string }>): void {
 *   app.use("*", apiKeyAuth({ guard })).get("/v1/plan", (c) => c.json({ plan: c.get("caller").account.plan }));
 * }
 * ```
 */
export function apiKeyAuth<
  Account,
  Variables extends object = { caller: Caller<Account> },
  E extends BoundaryEnvWith<Variables> = BoundaryEnvWith<Variables>,
>(options: ApiKeyAuthOptions<Account, Variables>): MiddlewareHandler<E> {
  return guards.apiKeyAuth(options);
}

/**
 * Authenticates requests in any other way: signed tokens, sessions, or several kinds of credentials. Sets
 * `c.get("errata").tenant`, and the caller as the context variable `caller`; `variables` sets others instead. If no route
 * handles a request, its refusal is 404 or 405.
 *
 * @throws whatever `authenticate` throws
 * @example
 * ```ts
 * import { customAuth, type BoundaryEnv } from "errata/hono";
 * import type { Hono } from "hono";
 *
 * interface User {
 *   readonly id: string;
 *   readonly accountId: string;
 * }
 *
 * export function addRoutes(app: Hono<BoundaryEnv>, verify: (token: string) => Promise<User>): void {
 *   const auth = customAuth({
 *     authenticate: (c) => verify(c.req.header("authorization") ?? ""),
 *     tenant: (user) => user.accountId,
 *   });
 *   app.use("*", auth).get("/v1/me", (c) => c.json({ id: c.get("caller").id }));
 * }
 * ```
 */
export function customAuth<
  Identity,
  Variables extends object = { caller: Identity },
  E extends BoundaryEnvWith<Variables> = BoundaryEnvWith<Variables>,
>(options: CustomAuthOptions<Identity, Variables>): MiddlewareHandler<E> {
  return guards.customAuth(options);
}

/**
 * Limits the rate of requests, and adds the RateLimit headers to every response, errors included. Headers of the same
 * name that are already there stay, such as those of a stricter limit. Counts requests that no route handles, too.
 *
 * @throws the refusal of the guard
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { rateLimit } from "errata/guards";
 * import { type BoundaryEnv, rateLimiter } from "errata/hono";
 * import { localWindows } from "errata/store";
 * import type { Hono } from "hono";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { TOO_MANY: { kind: "rate_limited", when: "Over 120 requests per minute.", message: "Slow down." } },
 * });
 * const limit = rateLimit({
 *   windows: localWindows(),
 *   policies: [{ name: "minute", limit: 120, windowSec: 60 }],
 *   exceeded: shop.error.TOO_MANY,
 * });
 *
 * export function addGuards(app: Hono<BoundaryEnv>): void {
 *   app.use("*", rateLimiter({ limit, subject: (c) => c.req.header("x-client-id") ?? "anonymous" }));
 * }
 * ```
 */
export function rateLimiter<E extends BoundaryEnv>(options: RateLimiterOptions<E>): MiddlewareHandler<E> {
  return guards.rateLimiter(options);
}

/**
 * Requires that the caller has the scope of the operation. Mount it after authentication. If no route handles a request, its
 * refusal is 404 or 405.
 *
 * @throws the refusal of the gate
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { type ApiKeyGuard, scopeGate } from "errata/guards";
 * import { apiKeyAuth, type BoundaryEnv, requireScopes } from "errata/hono";
 * import type { Hono } from "hono";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { FORBIDDEN: { kind: "permission_denied", when: "The key lacks the scope.", message: "Missing scope." } },
 *   operations: { "GET /v1/orders": ["FORBIDDEN"] },
 * });
 *
 * export function addGuards(app: Hono<BoundaryEnv>, guard: ApiKeyGuard<undefined>): void {
 *   const scopes = { "GET /v1/orders": "orders:read" };
 *   const gate = scopeGate(shop.error.FORBIDDEN);
 *   app.use("*", apiKeyAuth({ guard }), requireScopes({ scopes, gate, unlisted: "reject" }));
 * }
 * ```
 */
export function requireScopes<
  E extends BoundaryEnvWith<{ caller: ScopedCaller }> = BoundaryEnvWith<{ caller: ScopedCaller }>,
>(
  options: RequireScopesOptions<E> & {
    /** Left out: the caller has its scopes. */
    readonly granted?: undefined;
  },
): MiddlewareHandler<E>;
export function requireScopes<E extends BoundaryEnv>(
  options: RequireScopesOptions<E> & {
    /** Returns the scopes that the caller was granted. */
    readonly granted: (c: Context<E>) => readonly string[];
  },
): MiddlewareHandler<E>;
export function requireScopes(
  options: RequireScopesOptions<BoundaryEnvWith<{ caller: ScopedCaller }>>,
): MiddlewareHandler {
  return guards.requireScopes(options);
}

interface ScopedCaller {
  readonly scopes: readonly string[];
}
