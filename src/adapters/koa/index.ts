/** Connects a boundary and the guards to a Koa app. */
export type { RouteReport } from "../../server/adapter.ts";
export { apiKeyAuth, customAuth, idempotent, rateLimiter, requireScopes } from "./guards.ts";
export { type KoaBoundaryOptions, koaBoundary } from "./koa-boundary.ts";
export { compareRoutes, type KoaRouter } from "./routes.ts";
