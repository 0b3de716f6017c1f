/** Connects a boundary and the guards to an Express app, of Express 4 and 5. */
export type { RouteReport } from "../../server/adapter.ts";
export { expressBoundary } from "./express-boundary.ts";
export { apiKeyAuth, customAuth, idempotent, rateLimiter, requireScopes } from "./guards.ts";
export { compareRoutes } from "./routes.ts";
