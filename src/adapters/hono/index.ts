/** Puts a boundary around a Hono app: errors, unknown routes, wrong methods, caps and request ids. */
export { type IdempotencyRunOptions, type RunOnce, withIdempotency } from "./answer-once.ts";
export { validateBody } from "./checked-body.ts";
export { validateQuery } from "./checked-query.ts";
export {
  type ApiKeyAuthOptions,
  apiKeyAuth,
  type BoundaryEnvWith,
  type CustomAuthOptions,
  customAuth,
  type RateLimiterOptions,
  type RequireScopesOptions,
  rateLimiter,
  requireScopes,
} from "./guard-middleware.ts";
export { type BoundaryEnv, type HonoBoundaryOptions, honoBoundary } from "./hono-boundary.ts";
export { readJsonBody } from "./json-body.ts";
export { serveContract } from "./serve-contract.ts";
