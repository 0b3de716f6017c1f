/** Connects a boundary and the guards to a Fastify app. */
export { type AnyFastifyApp, fastifyBoundary } from "./fastify-boundary.ts";
export { apiKeyAuth, customAuth, idempotent, rateLimiter, requireScopes } from "./guards.ts";
