/** Connects a boundary and the guards to an app of h3 2, on every runtime that h3 serves. */
export type { RouteReport } from "../../server/adapter.ts";
export { apiKeyAuth, customAuth, idempotent, rateLimiter, requireScopes } from "./guards.ts";
export { h3Boundary, nitroErrorHandler } from "./h3-boundary.ts";
export { compareRoutes } from "./routes.ts";
