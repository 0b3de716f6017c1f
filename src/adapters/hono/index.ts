/** Connects a boundary and the guards to a Hono app, and reads and validates its requests. */

export type { RouteReport } from "../../server/adapter.ts";
export type { ApiKeyAuthOptions } from "../shared/index.ts";
export { compareRoutes, serveContract } from "./app-routes.ts";
export {
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
export { readBodyBytes, readJsonBody, validateBody, validateQuery } from "./input.ts";
export { type LineWriter, stream, streamNdjson, streamSSE, streamText } from "./streaming.ts";
export { type ValidationOutcome, validationHook } from "./validation-hook.ts";
export { type IdempotencyRunOptions, type RunOnce, withIdempotency } from "./with-idempotency.ts";
