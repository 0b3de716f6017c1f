/** Connects a boundary and the guards to an Elysia app, on Node, Bun and any runtime with Fetch. */
export type { RouteReport } from "../../server/adapter.ts";
export { type BoundaryPlugin, type BoundaryTypes, type BoundaryVariables, elysiaBoundary } from "./elysia-boundary.ts";
export { apiKeyAuth, customAuth, idempotent, rateLimiter, requireScopes } from "./guards.ts";
export { compareRoutes } from "./routes.ts";
